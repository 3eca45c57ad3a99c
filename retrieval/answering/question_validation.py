"""Validate questions, and describe the scope that was searched."""

from collections.abc import Sequence

from retrieval.errors import BadRequestError
from retrieval.models import Episode, Scope
from retrieval.texts import Text

MAX_QUESTION_CHARACTERS = 2000
"""Characters of the longest question that is read."""


def check_question(question: str) -> None:
    """Raise BadRequestError for a question that is empty or longer than `MAX_QUESTION_CHARACTERS`."""
    if not question.strip():
        raise BadRequestError(Text("There is no question; please ask one in your own words."))
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise BadRequestError(
            Text(
                "The question has {number} characters, but at most {most} are allowed.",
                number=len(question),
                most=MAX_QUESTION_CHARACTERS,
            )
        )


def describe_scope(episodes: Sequence[Episode], scope: Scope, searched: int) -> str:
    """Return which of the episodes were `searched`, to be read after "I looked at"."""
    if scope.episode:
        return Text("all of “{title}”", title=episodes[0].title)
    if searched < len(episodes):
        count = Text("{part} of {total} episodes", part=searched, total=len(episodes))
    elif len(episodes) == 1:
        count = Text("one episode")
    else:
        count = Text("all {total} episodes", total=len(episodes))
    return Text("{episodes} of {show}", episodes=count, show=episodes[0].show.title) if scope.show else count
