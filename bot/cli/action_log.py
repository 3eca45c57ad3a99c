"""Record in the library's log what was done from the command line."""

import logging

from bot.cli.session import Session
from retrieval.errors import PodciteError
from retrieval.models.guilds import SHELL

_log = logging.getLogger(__name__)


def log_action(session: Session, action: str, subject: str, detail: str = "") -> None:
    """Record an action of the host's shell; where that fails, the action itself still counts as done."""
    try:
        session.run(session.library.guilds.record(None, SHELL, action, subject, detail))
    except PodciteError as error:
        _log.warning("The log could not be written", exc_info=error)


def in_server(guild: int | None) -> str:
    """Return what the log adds to a change of a server's own shows; nothing for the shared ones."""
    return f" in server {guild}" if guild else ""
