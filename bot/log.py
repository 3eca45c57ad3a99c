"""What the process writes to its log: what happened, never what people wrote, never a secret."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_CHATTY = ("discord.http", "httpx", "httpcore", "openai", "chromadb", "langchain", "urllib3", "alembic")


class Redacting(logging.Formatter):
    """Puts `[secret]` wherever one of the secrets would be written, tracebacks included."""

    def __init__(self, *secrets: str) -> None:
        super().__init__(FORMAT)
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return text


def reason(error: BaseException | None) -> str:
    """The error on one line, with its kind where it has no words of its own."""
    words = "" if error is None else " ".join(str(error).split()) or type(error).__name__
    return words or "for no reason given"


def _without_traceback(record: logging.LogRecord) -> bool:
    # discord.py writes a whole traceback whenever the network is away; one line says as much.
    if record.exc_info and record.msg.startswith("Attempting a reconnect"):
        record.msg = f"{record.getMessage()} ({reason(record.exc_info[1])})"
        record.args, record.exc_info = (), None
    return True


def configure(level: str = "info", *secrets: str, file: Path | None = None) -> None:
    """Sends the log to standard error, where a terminal, systemd and Docker all look for it; or to `file`."""
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(Redacting(*secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
    away = logging.getLogger("discord.client")
    if _without_traceback not in away.filters:
        away.addFilter(_without_traceback)
