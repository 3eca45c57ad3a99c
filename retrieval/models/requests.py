"""What a message asks for: its kind, and the episodes, shows and people that it means."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from retrieval.models.episodes import Episode, Show

RequestKind = Literal["talk", "library", "page", "help", "smalltalk", "followup", "other"]
"""What a message is about.

`talk`: what was said in episodes. `library`: the catalog. `page`: a page of an episode. `help`: the bot.
`smalltalk`: nothing. `followup`: the answer before. `other`: what the library isn't for.
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """What the library doesn't have: the episode of a number or a person's `name`, or those of some days."""

    kind: Literal["number", "person", "time"]
    name: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_whole_month(self) -> bool:
        first, last = self.first, self.last
        return bool(
            first
            and last
            and first.day == 1
            and last == first.replace(day=monthrange(first.year, first.month)[1])
        )

    @property
    def is_whole_year(self) -> bool:
        return bool(
            self.first
            and self.last
            and self.first == date(self.first.year, 1, 1)
            and self.last == date(self.first.year, 12, 31)
        )


@dataclass(frozen=True, slots=True)
class Reference:
    """The episodes or the show that a message points to by `words`.

    Of these, `naming` are those that say nothing but which episode is meant: numbers, shows, people, dates.
    It `is_certain` where it names them by a number, a title, a person or a date, and not only by what they
    talk about, `is_plural` where it names several on purpose, and `is_person` where it is somebody's name.
    `days` are the first and the last day of a time that names them. `missing` is what the library doesn't
    have, such as episode 512 of the show. Of the words, `misspelt` are
    those that were taken for another spelling of a name, each with that name.
    """

    words: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()
    episodes: tuple[Episode, ...] = ()
    show: Show | None = None
    missing: Missing | None = None
    is_certain: bool = False
    is_plural: bool = False
    is_person: bool = False
    misspelt: tuple[tuple[str, str], ...] = ()
    days: tuple[date, date] | None = None

    def __bool__(self) -> bool:
        return bool(self.episodes or self.show or self.missing)


@dataclass(frozen=True, slots=True)
class Request:
    """A message as it was understood.

    `detail` names the request among those of its kind (`latest`, `summary`, `greeting`), `subject` is what
    it is about, `language` the code of the language that its words are of.
    """

    kind: RequestKind
    detail: str = ""
    subject: str = ""
    reference: Reference = field(default_factory=Reference)
    language: str = "en"
