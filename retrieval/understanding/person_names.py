"""Names of people without what stands around them: academic titles, middle names, roles."""

import re
from collections.abc import Sequence

from retrieval.models import Episode
from retrieval.understanding.wording import Span, plain_form, words_of

_CREDENTIALS = re.compile(r"(?:,\s*(?:[A-Z][a-z]{0,3}\.?\s?[A-Z]+[A-Za-z.]*|Jr\.?|Sr\.?|Esq\.?))+$")
_INITIAL = re.compile(r"(?<=\w) [A-ZÀ-Þ]\.?(?= \w)")
_ROLE = re.compile(
    r"(?:unknown|announcer|speaker|guest|host|break|outro|intro|narrator|interviewer|jingle|music|both|all|ad)\b.*",
    re.IGNORECASE,
)


def plain_name(name: str) -> str:
    """Return a name without a title after it and initials within it: "Ada Brisk" of "Ada B. Brisk, PsyD"."""
    return _INITIAL.sub("", _CREDENTIALS.sub("", name.strip())).strip() or name


def is_unnamed_role(speaker: str) -> bool:
    """Return whether a label says what somebody does and not who it is: "Speaker 1", "Announcer"."""
    return _ROLE.fullmatch(speaker) is not None


def is_of_show(name: str, episode: Episode) -> bool:
    """Return whether a name shares a word with the show's title, and isn't the episode's own.

    A show that is called by a file's name, "367-sam", may have a word of the guest's.
    """
    words, show = words_of(plain_form(name)), set(words_of(plain_form(episode.show.title)))
    if show.isdisjoint(words) or show.issuperset(words):
        return not show.isdisjoint(words)
    titles = f" {' '.join(words_of(plain_form(f'{episode.title} {episode.id}')))} "
    return f" {' '.join(words)} " not in titles


def joined_parts(
    parts: Sequence[tuple[Span, tuple[str, ...]]], text: str
) -> list[tuple[Span, tuple[str, ...]]]:
    """Return parts of names, with neighbouring parts of one name joined: "ada brisk" of Ada Lou Brisk."""
    joined: list[tuple[Span, tuple[str, ...]]] = []
    for span, known in parts:
        before, earlier = joined[-1] if joined else ((0, 0), ())
        both = tuple(name for name in known if name in earlier)
        if both and text[before[1] : span[0]] == " ":
            joined[-1] = ((before[0], span[1]), both)
        else:
            joined.append((span, known))
    return joined
