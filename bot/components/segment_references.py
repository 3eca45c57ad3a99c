"""Lists of segments, short enough to be carried in a button's custom id."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Self

import discord

from bot.ui.excerpt_embeds import excerpt
from retrieval.models import Answer, Citation, Episode, Segment, SegmentKey

REFERENCES = "(?P<references>[0-9a-z.+-]+)"
"""The references of what `SegmentReferences.write` writes, as a regular expression."""
PATTERN = f"(?P<page>[0-9a-z]+):{REFERENCES}"
"""What `SegmentReferences.write` writes, as a regular expression with two groups."""

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"  # the digits of base 36
_MAX_LENGTH = 90  # characters; Discord allows 100 for a custom id, and its prefix comes in addition
_MAX_NUMBER = 2**53  # larger numbers were never written by this bot


@dataclass(frozen=True, slots=True)
class SegmentReferences:
    """Segments in the order of their citations, and the page shown, from 0.

    `quotes` are the quoted characters of each, `None` where they are unknown; empty if all are.
    """

    references: tuple[SegmentKey, ...]
    page: int = 0
    quotes: tuple[tuple[int, int] | None, ...] = ()

    @classmethod
    def of_answer(cls, answer: Answer, citations: Iterable[Citation]) -> Self:
        """Return the cited segments of an answer, or the three nearest passages of a refusal."""
        return cls.of_citations(citations if answer.sentences else answer.nearest[:3])

    @classmethod
    def of_citations(cls, citations: Iterable[Citation]) -> Self:
        """Return the segments of citations in the order of their numbers."""
        cited = tuple(citations)
        quotes = tuple(citation.span for citation in cited)
        return cls(tuple(citation.key for citation in cited), quotes=quotes if any(quotes) else ())

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
        return replace(self, page=self.page + by)

    def as_written(self) -> Self:
        """Return what is left after `write` and `read`, which drop the end of what is too long."""
        return self.read(*self.write().split(":")) if self.references else self

    def write(self) -> str:
        """Return a text of at most 90 characters for `read`.

        What doesn't fit is left out: first where the quotes are, then references.
        """
        words: list[str] = []
        last = None
        for generation, number in self.references:
            same = generation == last
            words.append(_base_36(number) if same else f"{_base_36(generation)}+{_base_36(number)}")
            last = generation
        page = _base_36(self.page)
        quoted = f"{page}:{'.'.join(map(_with_quote, words, self.quotes))}" if self.quotes else ""
        if 0 < len(quoted) <= _MAX_LENGTH:
            return quoted
        while len(words) > 1 and len(page) + len(".".join(words)) >= _MAX_LENGTH:
            words.pop()
        return f"{page}:{'.'.join(words)}"

    @classmethod
    def read(cls, page: str, references: str) -> Self:
        """Parse the two groups of `PATTERN`. Raises ValueError if they are malformed."""
        keys, quotes, generation = list[SegmentKey](), list[tuple[int, int] | None](), ""
        for word in references.split("."):
            change, _, rest = word.rpartition("+")
            number, *quote = (int(part, 36) for part in rest.split("-"))
            generation = change or generation
            keys.append(SegmentKey(int(generation, 36), number))
            quotes.append(_read_quote(quote))
        parsed = cls(tuple(keys), int(page, 36), tuple(quotes) if any(quotes) else ())
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
            quotes=[
                quote
                for key, quote in zip(self.references, self.quotes, strict=False)
                if quote and key == self.pages[self.page]
            ],
        )


def references_of(message: discord.Message | None) -> SegmentReferences:
    """Return what the message's buttons or menu of sources refer to; nothing where it has none."""
    for row in message.components if message else ():
        for part in row.children if isinstance(row, discord.ActionRow) else ():
            kind, _, rest = (getattr(part, "custom_id", None) or "").partition(":")
            if kind in ("cited", "sources"):
                with suppress(ValueError):
                    return replace(SegmentReferences.read(*f"0:{rest}".split(":")[-2:]), page=0)
    return SegmentReferences(())


def _with_quote(word: str, quote: tuple[int, int] | None) -> str:
    return f"{word}-{_base_36(quote[0])}-{_base_36(quote[1] - quote[0])}" if quote else word


def _read_quote(numbers: Sequence[int]) -> tuple[int, int] | None:
    """Return the quoted characters from their first and their count. Raises ValueError for anything else."""
    if not numbers:
        return None
    start, length = numbers
    return start, start + length


def _base_36(number: int) -> str:
    number, last = divmod(number, 36)
    return (_base_36(number) if number else "") + _ALPHABET[last]
