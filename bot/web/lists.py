"""Lists of shows, episodes and people, and the pages that a long list is divided into."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from retrieval.errors import NotFoundError
from retrieval.models import Episode, Hit, Segment, Show

T = TypeVar("T")
PER_PAGE = 30
"""How many episodes or shows a page of a list has."""
PEOPLE_PER_PAGE = 120
"""How many people a page of a list has; they take little room."""


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """One page of a list at a `path`: its `number` of so many `pages`, and the `total` of all items."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int
    path: str

    @property
    def current(self) -> str:
        """The path of this page."""
        return self.path_of(self.number)

    @property
    def previous(self) -> str | None:
        """The path of the page before this one."""
        return self.path_of(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> str | None:
        """The path of the page after this one."""
        return self.path_of(self.number + 1) if self.number < self.pages else None

    def path_of(self, number: int) -> str:
        """Return the path of a page of the list."""
        if number == 1:
            return self.path
        return f"{self.path}{'&' if '?' in self.path else '?'}page={number}"


@dataclass(frozen=True, slots=True)
class ShowEntry:
    """A show with the number of its episodes, and its newest one."""

    show: Show
    episodes: int
    newest: Episode


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """Somebody who hosts or is a guest of so many episodes."""

    name: str
    episodes: int


@dataclass(frozen=True, slots=True)
class People:
    """The hosts and guests of a show, first those of most episodes."""

    hosts: tuple[PersonEntry, ...]
    guests: tuple[PersonEntry, ...]


def leaf_of(items: Sequence[T], number: int, path: str, size: int = PER_PAGE) -> Leaf[T]:
    """Return a page of a list. Raises NotFoundError if the list has fewer pages."""
    pages = max(1, -(-len(items) // size))
    if not 1 <= number <= pages:
        raise NotFoundError("The list has no such page.")
    return Leaf(tuple(items[(number - 1) * size : number * size]), number, pages, len(items), path)


def group_by_show(episodes: Iterable[Episode]) -> list[ShowEntry]:
    """Return each show, in the order of its newest episode; episodes come newest first."""
    newest: dict[str, Episode] = {}
    counts = Counter[str]()
    for episode in episodes:
        newest.setdefault(episode.show.id, episode)
        counts[episode.show.id] += 1
    return [ShowEntry(first.show, counts[id_], first) for id_, first in newest.items()]


def group_hits(hits: Iterable[Hit]) -> list[tuple[Episode, list[Segment]]]:
    """Return each episode with its segments that a search found, first that of the best one."""
    found: dict[int, tuple[Episode, list[Segment]]] = {}
    for hit in hits:
        found.setdefault(hit.episode.key, (hit.episode, []))[1].append(hit.segment)
    return list(found.values())


def people_of(episodes: Sequence[Episode]) -> People:
    """Return who takes part in episodes."""
    hosts = _counted(episode.hosts for episode in episodes)
    return People(hosts, _counted(episode.guests for episode in episodes))


def episodes_with(name: str, episodes: Iterable[Episode]) -> list[Episode]:
    """Return the episodes in which somebody of this name, in any case of letters, takes part."""
    wanted = _key(name)
    return [one for one in episodes if wanted in map(_key, (*one.guests, *one.hosts))]


def spelling_of(name: str, episodes: Iterable[Episode]) -> str:
    """Return a name as the episodes write it."""
    wanted = _key(name)
    named = (one for episode in episodes for one in (*episode.guests, *episode.hosts))
    return next((one for one in named if _key(one) == wanted), name)


def _counted(names: Iterable[tuple[str, ...]]) -> tuple[PersonEntry, ...]:
    counts, spelled = Counter[str](), dict[str, str]()
    for of_episode in names:
        for key, name in {_key(name): name for name in of_episode}.items():
            counts[key] += 1
            spelled.setdefault(key, name)
    ranked = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple(PersonEntry(spelled[key], counts[key]) for key in ranked)


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
