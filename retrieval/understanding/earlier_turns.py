"""What the answer before a message was about: the episodes that "it" and "that one" mean."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.models import Citation, Turn
from retrieval.models.requests import Reference
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import plain_form

_ORDINALS = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "fifth": 4}
_ORDINALS |= {"last": -1}
_WHICH_OF_LIST = re.compile(rf"\b({'|'.join(_ORDINALS)}) (?:one|episode|ep)\b")
_ONE_OF_LIST = re.compile(rf"(?:and |ok |what about |how about )?(?:the )?(?:{'|'.join(_ORDINALS)}) one\W*")
"""Means one of the episodes that were listed right before, and nothing else."""


def earlier_reference(text: str, history: Sequence[Turn], names: LibraryNames) -> Reference:
    """Return the episodes that the last answer was about, or one of them for "the second one"."""
    if not history:
        return Reference()
    last = history[-1]
    visible = {episode.key for episode in names.episodes}
    listed = tuple(episode for episode in last.episodes if episode.key in visible)
    numbered = _WHICH_OF_LIST.search(text)
    if numbered and listed and len(listed) > _ORDINALS[numbered[1]]:
        listed = (listed[_ORDINALS[numbered[1]]],)
    if listed:
        return Reference(episodes=listed, is_certain=True, is_plural=len(listed) > 1)
    said = f"{last.answer} {last.question}"
    earlier, _ = find_reference(plain_form(said), said, names)
    cited = cited_before(history)
    if len(earlier.episodes) != 1 and cited:
        return Reference(episodes=(cited[0].episode,), is_certain=True)
    return replace(earlier, is_person=False)


def is_one_of_list(text: str, history: Sequence[Turn]) -> bool:
    """Return whether a message is only "the last one", after an answer that lists several episodes."""
    return bool(history) and len(history[-1].episodes) > 1 and _ONE_OF_LIST.fullmatch(text) is not None


def cited_before(history: Sequence[Turn]) -> Sequence[Citation]:
    """Return what the last answer with citations cites."""
    return next((turn.citations for turn in reversed(history) if turn.citations), ())
