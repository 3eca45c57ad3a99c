"""Validate questions, and describe the scope that was searched."""

from collections.abc import Sequence

from retrieval.errors import BadRequestError
from retrieval.models import Episode, Scope

MAX_QUESTION_CHARACTERS = 2000
"""Characters of the longest question that is read."""


def check_question(question: str) -> None:
    """Raise BadRequestError for a question that is empty or longer than `MAX_QUESTION_CHARACTERS`."""
    if not question.strip():
        raise BadRequestError("There is no question; please ask one in your own words.")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise BadRequestError(
            f"The question has {len(question):,} characters, "
            f"but at most {MAX_QUESTION_CHARACTERS:,} are allowed."
        )


def describe_scope(episodes: Sequence[Episode], scope: Scope, searched: int) -> str:
    """Return which of the episodes were `searched`, to be read after "I looked at"."""
    count = "one episode" if len(episodes) == 1 else f"all {len(episodes):,} episodes"
    if searched < len(episodes):
        count = f"{searched:,} of {len(episodes):,} episodes"
    if scope.episode:
        return f"all of “{episodes[0].title}”"
    return f"{count} of {episodes[0].show.title}" if scope.show else count
