"""Try the language model, and say whether it works and what a question will cost."""

from bot.cli.session import Session
from retrieval.errors import PodciteError
from retrieval.models import HealthCheck

NO_MODEL = "none is set: answers are quotes from the transcripts"


def check_model(session: Session) -> list[HealthCheck]:
    """Return the checks of the language model; without a model, a single one that says so."""
    try:
        checks = session.run(session.library.chat_model.check())
    except PodciteError as error:
        return [HealthCheck("model", False, str(error), "Check PODCITE_CHAT_MODEL and OPENAI_API_KEY.")]
    return checks or [HealthCheck("model", True, NO_MODEL)]


def print_model_checks(session: Session) -> None:
    """Print what the checks of the language model found, if one is set."""
    if not session.settings.writes_with_model:
        return
    for check in check_model(session):
        line = f"{check.name[0].upper()}{check.name[1:]}: {check.finding} {check.advice}".strip()
        if check.is_ok:
            session.print_text(line)
        else:
            session.print_error(line)
