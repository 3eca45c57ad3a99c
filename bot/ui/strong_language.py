"""How the text that is being rendered shows strong language: as it is, behind spoiler bars, or not at all.

What replies in public sets it for its task (`show_strong_language`), and all that this task renders follows.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from retrieval.language.strong_language import find_strong_words
from retrieval.models.guilds import StrongLanguage

LEFT_OUT = "[…]"
"""What stands for a word that isn't shown."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How strong language is shown, and which words a server has added to the list."""

    shown: StrongLanguage = "shown"
    added: tuple[str, ...] = ()


_AS_IT_IS = Wording()
_current: ContextVar[Wording] = ContextVar("wording", default=_AS_IT_IS)


def show_strong_language(wording: Wording) -> None:
    """Render strong language like this in the current task, and in those that it starts."""
    _current.set(wording)


def render_words(text: str, render: Callable[[str], str]) -> str:
    """Return the text rendered, with its strong words behind spoiler bars or left out."""
    wording = _current.get()
    if wording.shown == "shown":
        return render(text)
    parts, end = [], 0
    for start, stop in find_strong_words(text, wording.added):
        word = render(LEFT_OUT) if wording.shown == "left out" else f"||{render(text[start:stop])}||"
        parts += [render(text[end:start]), word]
        end = stop
    return "".join([*parts, render(text[end:])])


def without_strong_words(text: str) -> str:
    """Return the text without strong words, for places that have no spoiler bars."""
    wording = _current.get()
    if wording.shown == "shown":
        return text
    for start, stop in reversed(find_strong_words(text, wording.added)):
        text = text[:start] + LEFT_OUT + text[stop:]
    return text
