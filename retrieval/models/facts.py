"""What the catalog says in answer to a question about the library."""

from dataclasses import dataclass
from datetime import date

from retrieval.models.citations import Citation
from retrieval.models.episodes import Episode


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of an answer; `None` and empty for those that it doesn't have.

    `kind` is what was asked for: `latest`, `list`, `count`, `topic`, `length` and so on, or the page.
    `passages` has the best passage of each of the `episodes`, where a subject was asked for.
    `seconds` is a length.
    """

    kind: str
    episodes: tuple[Episode, ...] = ()
    passages: tuple[Citation, ...] = ()
    names: tuple[str, ...] = ()
    number: int | None = None
    day: date | None = None
    seconds: float | None = None
    url: str | None = None
    available: bool | None = None
