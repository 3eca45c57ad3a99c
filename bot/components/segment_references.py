"""Lists of segments, short enough to be carried in a button's custom id."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import discord

from bot.ui.excerpt_embeds import excerpt
from retrieval.models import Answer, Citation, Episode, Segment, SegmentKey

PATTERN = r"(?P<page>[0-9a-z]+):(?P<references>[0-9a-z.+]+)"
"""What `SegmentReferences.write` writes, as a regular expression with two groups."""

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"  # the digits of base 36
_MAX_LENGTH = 90  # characters; Discord allows 100 for a custom id, and its prefix comes in addition
_MAX_NUMBER = 2**53  # larger numbers were never written by this bot


@dataclass(frozen=True, slots=True)
class SegmentReferences:
    """Segments in the order of their citations, and the page shown, from 0."""

    references: tuple[SegmentKey, ...]
    page: int = 0

    @classmethod
    def of_answer(cls, answer: Answer, citations: Iterable[Citation]) -> Self:
        """Return the cited segments of an answer, or the three nearest passages of a refusal."""
        return cls.of_citations(citations if answer.sentences else answer.nearest[:3])

    @classmethod
    def of_citations(cls, citations: Iterable[Citation]) -> Self:
        """Return the segments of citations in the order of their numbers."""
        return cls(tuple(citation.key for citation in citations))

    @property
    def pages(self) -> tuple[SegmentKey, ...]:
        """The distinct segments, one a page."""
        return tuple(dict.fromkeys(self.references))

    @property
    def labels(self) -> tuple[int, ...]:
        """The numbers by which the answer cites the segment of this page."""
        shown = self.pages[self.page]
        return tuple(n for n, reference in enumerate(self.references, 1) if reference == shown)

    def turned(self, by: int) -> Self:
        """Return the same references `by` pages further."""
        return type(self)(self.references, self.page + by)

    def write(self) -> str:
        """Return a text of at most 90 characters for `read`; references that don't fit are left out."""
        text, last = f"{_base_36(self.page)}:", None
        for generation, number in self.references:
            same = generation == last
            word = _base_36(number) if same else f"{_base_36(generation)}+{_base_36(number)}"
            if len(text) + len(word) >= _MAX_LENGTH:
                break
            text += word if last is None else f".{word}"
            last = generation
        return text

    @classmethod
    def read(cls, page: str, references: str) -> Self:
        """Parse the two groups of `PATTERN`. Raises ValueError where they are malformed."""
        keys, generation = list[SegmentKey](), ""
        for word in references.split("."):
            change, _, number = word.rpartition("+")
            generation = change or generation
            keys.append(SegmentKey(int(generation, 36), int(number, 36)))
        parsed = cls(tuple(keys), int(page, 36))
        if parsed.page >= len(parsed.pages) or max(max(key) for key in keys) > _MAX_NUMBER:
            raise ValueError(f"there is no page {parsed.page}")
        return parsed

    def show(self, episode: Episode, segments: Sequence[Segment]) -> discord.Embed:
        """Return the embed of this page's segment between its neighbours."""
        return excerpt(
            episode,
            segments,
            cited=self.pages[self.page].number,
            labels=self.labels,
            page=self.page,
            pages=len(self.pages),
        )


def _base_36(number: int) -> str:
    number, last = divmod(number, 36)
    return (_base_36(number) if number else "") + _ALPHABET[last]
