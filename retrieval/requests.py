"""What is asked for: refused where it can't be answered, and told in words."""

from collections.abc import Sequence

from retrieval.errors import BadRequestError
from retrieval.models import Episode, Scope

LONGEST_QUESTION = 2000


def refuse_odd(question: str) -> None:
    """Raises BadRequestError for a question that is empty or endless."""
    if not question.strip():
        raise BadRequestError("There is no question; ask one in your own words.")
    if len(question) > LONGEST_QUESTION:
        raise BadRequestError(
            f"The question has {len(question):,} characters, and at most {LONGEST_QUESTION:,} are read."
        )


def described(episodes: Sequence[Episode], scope: Scope) -> str:
    """What was looked at, to be read after "I looked at"."""
    count = "one episode" if len(episodes) == 1 else f"all {len(episodes):,} episodes"
    if scope.episode:
        return f"all of “{episodes[0].title}”"
    return f"{count} of {episodes[0].show.title}" if scope.show else count
