"""The cited segments of an answer, one to a page: what the button under the answer carries and shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import discord

from bot.ui.numbering import clock, turns
from bot.ui.text import TITLE, address, bold, fit, link, plain, width
from retrieval.media_links import playback_url as player
from retrieval.models import Answer, Citation, Episode, Segment

EXCERPT = discord.Colour(0x5B6B8C)
PATTERN = r"(?P<page>[0-9a-z]+):(?P<references>[0-9a-z.+]+)"

# What a cited segment may take, what it and its neighbours may take together, what a name may take.
_CITED, _ALL, _NAME = 2600, 4000, 120
_DOT = " · "
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_LONGEST, _LARGEST = 90, 2**53


@dataclass(frozen=True, slots=True)
class Excerpts:
    """The segments that an answer cites as [1], [2], …: their generation and number; and the page shown."""

    references: tuple[tuple[int, int], ...]
    page: int = 0

    @classmethod
    def of(cls, found: Answer, numbers: Sequence[Citation]) -> Self:
        return cls.citing(numbers if found.sentences else found.nearest[:3])

    @classmethod
    def citing(cls, cited: Iterable[Citation]) -> Self:
        """The excerpts of citations in the order of their numbers."""
        return cls(tuple((citation.episode.generation, citation.segment) for citation in cited))

    @property
    def pages(self) -> tuple[tuple[int, int], ...]:
        """The distinct segments."""
        return tuple(dict.fromkeys(self.references))

    @property
    def labels(self) -> tuple[int, ...]:
        """The numbers by which the answer cites the segment of this page."""
        shown = self.pages[self.page]
        return tuple(n for n, reference in enumerate(self.references, 1) if reference == shown)

    def turned(self, by: int) -> Self:
        return type(self)(self.references, self.page + by)

    def write(self) -> str:
        """A text of at most 90 characters that `read` reads; what doesn't fit at the end is left out."""
        text, last = f"{_digits(self.page)}:", None
        for generation, number in self.references:
            word = _digits(number) if generation == last else f"{_digits(generation)}+{_digits(number)}"
            if len(text) + len(word) >= _LONGEST:
                break
            text += word if last is None else f".{word}"
            last = generation
        return text

    @classmethod
    def read(cls, page: str, references: str) -> Self:
        """The excerpts from the two groups of `PATTERN`; ValueError where they make no sense."""
        pairs, generation = [], ""
        for word in references.split("."):
            change, _, number = word.rpartition("+")
            generation = change or generation
            pairs.append((int(generation, 36), int(number, 36)))
        read = cls(tuple(pairs), int(page, 36))
        if read.page >= len(read.pages) or max(max(pair) for pair in pairs) > _LARGEST:
            raise ValueError(f"there is no page {read.page}")
        return read

    def show(self, episode: Episode, segments: Sequence[Segment]) -> discord.Embed:
        """The page's segment in full, between its neighbours as far as they fit."""
        number = self.pages[self.page][1]
        marks = " ".join(f"[{n}]" for n in self.labels)
        cited = [part(episode, segment, _CITED, marks) for segment in segments if segment.number == number]
        room = (_ALL - sum(map(width, cited))) // max(1, len(segments) - len(cited))
        parts = [
            cited[0] if segment.number == number else part(episode, segment, room) for segment in segments
        ]
        embed = discord.Embed(title=fit(episode.title, TITLE), description="\n\n".join(parts), colour=EXCERPT)
        embed.url = address(episode.page_url)
        where = f"{self.page + 1} of {len(self.pages)} · " if len(self.pages) > 1 else ""
        embed.set_footer(text=plain(f"{where}{episode.show.title} · {episode.id}", TITLE))
        return embed


def part(episode: Episode, segment: Segment, room: int, marks: str = "") -> str:
    """The segment under its number, its turns told apart; one that is cited has marks and is set off."""
    spoken = list(turns(segment))
    alone = fit(spoken[0][0], _NAME) if len(spoken) == 1 else ""
    head = bold(_DOT.join(filter(None, (marks, f"Segment {segment.number}", alone))))
    if segment.start is not None:
        head += _DOT + link(clock(segment.start), player(episode, segment.start))
    lines = [head]
    for speaker, said in spoken:
        name = f"{bold(fit(speaker, _NAME))}: " if speaker and not alone else ""
        begun = f"{'> ' if marks else ''}{name}"
        left = room - sum(width(line) + 1 for line in lines) - width(begun)
        if left < 2:
            break
        lines.append(begun + fit(said, left))
    return "\n".join(lines)


def _digits(number: int) -> str:
    number, last = divmod(number, 36)
    return (_digits(number) if number else "") + _ALPHABET[last]
