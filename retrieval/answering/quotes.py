"""Find the words that a model quoted in the segments, and the words around them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from retrieval.models import Cue, Hit, Segment

MIN_QUOTE_WORDS = 3
"""Words of a quote below which it is only looked for in the segment that the model cites."""
MAX_QUOTE_CHARACTERS = 2000
"""Characters of the longest quote that is looked for; a segment has about 600."""
NEIGHBOUR_CHARACTERS = 350
"""Characters of the segments before and after that are evidence besides the segment of a quote."""


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """A quote in a hit: its first character in the segment's text, and the position after its last."""

    hit: Hit
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words as the segment has them."""
        return self.hit.segment.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class QuotedEvidence:
    """A quote and what was said around it.

    `segment` is that of the `hit`, extended by its neighbours' words; `start` and `end` are the quote's
    characters in its text.
    """

    hit: Hit
    segment: Segment
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.segment.text[self.start : self.end]


def find_quote(quote: str, cited: Sequence[int], hits: Sequence[Hit]) -> FoundQuote | None:
    """Return where `quote` is in the hits, `None` where it is in none of them.

    The segments at the 1-based positions `cited` are searched first, then the others, those nearest to them
    first. Case, punctuation and white space may differ; words must not. Speakers' names between the words, as
    a prompt shows them, are passed over. What is cited later is always the segment's own text.
    """
    if not quote.strip() or len(quote) > MAX_QUOTE_CHARACTERS:
        return None
    wanted = _letters(quote)[0]
    positions = [number - 1 for number in dict.fromkeys(cited) if 1 <= number <= len(hits)]
    if len(quote.split()) >= MIN_QUOTE_WORDS:
        origin = positions[0] if positions else 0
        others = [position for position in range(len(hits)) if position not in positions]
        positions += sorted(others, key=lambda position: abs(position - origin))
    found = (_find_in_hit(wanted, hits[position]) for position in positions)
    return next(filter(None, found), None)


def surround(found: FoundQuote, hits: Sequence[Hit]) -> QuotedEvidence:
    """Return a quote with its segment, the end of the one before it and the beginning of the one after.

    Neighbours are added as far as `hits` have them, cut between words.
    """
    segment, generation = found.hit.segment, found.hit.episode.generation
    by_number = {hit.segment.number: hit.segment for hit in hits if hit.episode.generation == generation}
    before = last_words(by_number.get(segment.number - 1))
    after = first_words(by_number.get(segment.number + 1))
    shift = sum(len(cue.text) + 1 for cue in before)
    whole = Segment(segment.number, (*before, *segment.cues, *after))
    return QuotedEvidence(found.hit, whole, found.start + shift, found.end + shift)


def _find_in_hit(wanted: str, hit: Hit) -> FoundQuote | None:
    plain, labelled = _searchable(hit.segment)
    for letters, positions in (plain, labelled):
        if span := _find_whole_words(wanted, letters, positions, hit.segment.text):
            return FoundQuote(hit, *span)
    return None


def _find_whole_words(
    wanted: str, letters: str, positions: Sequence[int], text: str
) -> tuple[int, int] | None:
    """Return the first place in `text` where the letters stand and neither end is inside a word."""
    at = letters.find(wanted) if wanted else -1
    while at >= 0:
        start, last = positions[at], positions[at + len(wanted) - 1]
        if start >= 0 and last >= 0 and _is_edge(text, start) and _is_edge(text, last + 1):
            return _with_marks(text, start, last + 1)
        at = letters.find(wanted, at + 1)
    return None


def _is_edge(text: str, at: int) -> bool:
    return at in (0, len(text)) or not (text[at - 1].isalnum() and text[at].isalnum())


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span with the currency sign before it and the closing marks after it."""
    start -= text[max(start - 1, 0) : start] in ("$", "€", "£")
    while text[end : end + 1] in (".", "!", "?", "…", "%"):
        end += 1
    return start, end


Letters = tuple[str, tuple[int, ...]]
"""The letters and digits of a text, and the position of each in the text, -1 for one that isn't in it."""


def _letters(text: str, offset: int | None = 0) -> Letters:
    """Return the letters of a text, decomposed and without case; `offset` is added to their positions."""
    letters = [
        (letter, -1 if offset is None else offset + position)
        for position, char in enumerate(text)
        for letter in unicodedata.normalize("NFD", char.casefold())
        if letter.isalnum() or unicodedata.category(letter)[0] == "M"
    ]
    return "".join(letter for letter, _ in letters), tuple(position for _, position in letters)


@lru_cache(maxsize=128)
def _searchable(segment: Segment) -> tuple[Letters, Letters]:
    """Return the letters of a segment's text without its speakers, and with each where it changes."""
    parts = list(_labelled_cues(segment))
    labelled = "".join(letters for letters, _ in parts)
    positions = tuple(position for _, part in parts for position in part)
    return _letters(segment.text), (labelled, positions)


def _labelled_cues(segment: Segment) -> Iterator[Letters]:
    offset, speaker = 0, None
    for cue in segment.cues:
        stated = None if cue.inferred else cue.speaker
        if stated and stated != speaker:
            yield _letters(stated, None)
        speaker = stated
        yield _letters(cue.text, offset)
        offset += len(cue.text) + 1


def last_words(segment: Segment | None) -> tuple[Cue, ...]:
    """Return the end of a segment, as much of it as stands next to a quote; empty without a segment."""
    cues: list[Cue] = []
    room = NEIGHBOUR_CHARACTERS
    for cue in reversed(segment.cues if segment else ()):
        if len(cue.text) > room:
            cut = cue.text.find(" ", len(cue.text) - room) + 1
            cues += [replace(cue, text=cue.text[cut:])] if cut and room > 0 else []
            break
        cues.append(cue)
        room -= len(cue.text) + 1
    return tuple(reversed(cues))


def first_words(segment: Segment | None) -> tuple[Cue, ...]:
    """Return the beginning of a segment, as much of it as stands next to a quote; empty without a segment."""
    cues: list[Cue] = []
    room = NEIGHBOUR_CHARACTERS
    for cue in segment.cues if segment else ():
        if len(cue.text) > room:
            cut = cue.text.rfind(" ", 0, max(room, 0))
            cues += [replace(cue, text=cue.text[:cut])] if cut > 0 else []
            break
        cues.append(cue)
        room -= len(cue.text) + 1
    return tuple(cues)
