"""Refuse questions that can't be answered, and say in words where an answer was looked for."""

from collections.abc import Sequence

from retrieval.errors import BadRequestError
from retrieval.models import Episode, Scope

MAX_CHARACTERS = 2000


def check_question(question: str) -> None:
    """Raise BadRequestError for a question that is empty or longer than `MAX_CHARACTERS`."""
    if not question.strip():
        raise BadRequestError("There is no question; ask one in your own words.")
    if len(question) > MAX_CHARACTERS:
        raise BadRequestError(
            f"The question has {len(question):,} characters, and at most {MAX_CHARACTERS:,} are read."
        )


def described(episodes: Sequence[Episode], scope: Scope) -> str:
    """Return what was searched, to be read after "I looked at"."""
    count = "one episode" if len(episodes) == 1 else f"all {len(episodes):,} episodes"
    if scope.episode:
        return f"all of “{episodes[0].title}”"
    return f"{count} of {episodes[0].show.title}" if scope.show else count
