"""What a message asks for: its kind, and the episodes, shows and people that it means."""

from dataclasses import dataclass, field
from typing import Literal

from retrieval.models.episodes import Episode, Show

RequestKind = Literal["talk", "library", "page", "help", "smalltalk", "followup", "other"]
"""What was said, the catalog, a page of an episode, the bot, nothing, the answer before, what is outside."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The episodes or the show that a message points to by `words`.

    Of these, `naming` are those that say nothing but which episode is meant: numbers, shows, people, dates.
    It `is_certain` where it names them by a number, a title, a person or a date, and not only by what they
    talk about, `is_plural` where it names several on purpose, and `is_person` where it is somebody's name.
    `missing` says what the library doesn't have ("episode 512 of Go Time"), as a noun phrase.
    """

    words: tuple[str, ...] = ()
    naming: tuple[str, ...] = ()
    episodes: tuple[Episode, ...] = ()
    show: Show | None = None
    missing: str = ""
    is_certain: bool = False
    is_plural: bool = False
    is_person: bool = False

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
