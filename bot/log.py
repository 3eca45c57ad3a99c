"""Logging of the process: what happened, but never what people wrote and never a secret."""

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Literal

from retrieval.errors import PodciteError, sentence_of
from retrieval.fetching.redaction import ADDRESS, redact, spellings
from retrieval.texts import Text

LOG_FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
LogFormat = Literal["text", "json"]
_VERBOSE_LOGGERS = (
    "discord.http",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "openai",
    "chromadb",
    "langchain",
    "urllib3",
    "uvicorn",
    "alembic",
)


class RedactingFormatter(logging.Formatter):
    """A formatter that replaces secrets with `[secret]` and addresses with `[address]`, also in tracebacks.

    A message of several lines can't be taken for several records: its later lines are indented.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__(LOG_FORMAT)
        self._secrets = spellings(secrets)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        record.message = "\n    ".join(_printable(record.message).splitlines())
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return self._clean(super().format(record), record)

    def _clean(self, text: str, record: logging.LogRecord) -> str:
        text = redact(text, self._secrets)  # first: what it takes for a URL begins with the host
        for host in _hosts(record):
            text = re.sub(rf"(?<![\w-]){re.escape(host)}(?![\w-])", ADDRESS, text)
        return text


class JsonFormatter(RedactingFormatter):
    """A formatter that writes each record as one line of JSON, with the error id that a user was shown."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if error_id := getattr(record, "error_id", None):
            line["error_id"] = str(error_id)
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        redacted = {name: self._clean(value, record) for name, value in line.items()}
        return json.dumps(redacted, ensure_ascii=False)


def _hosts(record: logging.LogRecord) -> Iterator[str]:
    """Yield the names of the servers that the errors in a record, and their causes, are about."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    errors: list[object] = [*arguments, record.exc_info[1] if record.exc_info else None]
    seen = set[int]()
    while errors:
        error = errors.pop()
        if not isinstance(error, BaseException) or id(error) in seen:
            continue
        seen.add(id(error))
        errors += [error.__cause__, error.__context__]
        sentence = sentence_of(error) if isinstance(error, PodciteError) else None
        if isinstance(sentence, Text) and sentence.values.get("host"):
            yield str(sentence.values["host"])


def _printable(text: str) -> str:
    """Return a text without the control characters that a terminal would obey."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " for c in text)


class QuietFileHandler(RotatingFileHandler):
    """A log file that drops entries if it can't be written, and says so when it is closed.

    So a full disk neither stops a command nor fills the terminal with tracebacks, and the command's own
    output comes first.
    """

    _problem = ""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        stream, self.stream = self.stream, None
        with suppress(OSError):  # the next record opens the file again
            if stream is not None:
                stream.close()
        self._problem = f"The log {self.baseFilename} can't be written: {error.strerror or error}."

    def close(self) -> None:
        with suppress(OSError):
            super().close()
        problem, self._problem = self._problem, ""
        if problem and Path(self.baseFilename).parent.exists():  # else there is nothing left to keep
            sys.stderr.write(f"{problem}\n")


def reason(error: BaseException | None) -> str:
    """Return the error's message on one line, or the name of its class where it has no message."""
    if error is None:
        return "for no reason given"
    return " ".join(str(error).split()) or type(error).__name__


def _shorten_reconnects(record: logging.LogRecord) -> bool:
    # discord.py logs a whole traceback whenever the network is down; one line says as much.
    if record.exc_info and record.msg.startswith("Attempting a reconnect"):
        record.msg = f"{record.getMessage()} ({reason(record.exc_info[1])})"
        record.args, record.exc_info = (), None
    return True


def configure(
    level: str = "info", *secrets: str, file: Path | None = None, log_format: LogFormat = "text"
) -> None:
    """Set up logging, and keep these secrets out of it.

    The log goes to standard error, which terminals, systemd and Docker all show or keep; or to `file`, which
    is rotated at 1 MB.
    """
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        handler = QuietFileHandler(
            file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", errors="backslashreplace", delay=True
        )
    formatter = JsonFormatter if log_format == "json" else RedactingFormatter
    handler.setFormatter(formatter(*secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _VERBOSE_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.getLogger().level))
    discord_client = logging.getLogger("discord.client")
    if _shorten_reconnects not in discord_client.filters:
        discord_client.addFilter(_shorten_reconnects)
