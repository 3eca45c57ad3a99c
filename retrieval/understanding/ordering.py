"""The one order in which episodes are listed and called the newest: by date, or else by number."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from retrieval.models import Episode
from retrieval.understanding.seasons import season_and_number
from retrieval.understanding.show_aliases import is_unsorted
from retrieval.understanding.wording import fold

EPISODE_PREFIXES = frozenset({"ep", "episode", "e"})
"""What stands before a number in ids, whatever the show."""

_NUMBER = re.compile(r"(?<!\d)\d{1,5}(?!\d)")
_STATED_NUMBER = re.compile(r"(?:#|\bep(?:isode)?\.? ?#?)(\d{1,5})(?!\d)", re.IGNORECASE)

DateOf = Callable[[Episode], date | None]
"""Return when an episode was published, or is said to be recorded."""
DatedNumbers = Mapping[int, Sequence[tuple[int, date]]]
"""The numbers of a show's dated episodes with their dates, in order, by the show's key."""


def newest_first(episodes: Iterable[Episode], dated: DatedNumbers, date_of: DateOf) -> list[Episode]:
    """Return episodes by date; within a show, an undated one is as new as its number says."""

    def rank(episode: Episode) -> tuple[date, int, int]:
        number = episode_number(episode)
        day = date_of(episode) or episode.place or _date_before(dated.get(episode.show.key, ()), number)
        return day or date.min, number or 0, episode.key

    return sorted(episodes, key=rank, reverse=True)


def dated_numbers(episodes: Iterable[Episode], date_of: DateOf) -> DatedNumbers:
    """Return the numbers and dates of the episodes that have both; those without a show share no numbers."""
    found: defaultdict[int, list[tuple[int, date]]] = defaultdict(list)
    for episode in episodes:
        number, day = episode_number(episode), date_of(episode)
        if number is not None and day and not is_unsorted(episode):
            found[episode.show.key].append((number, day))
    return {show: sorted(dated) for show, dated in found.items()}


def _date_before(dated: Sequence[tuple[int, date]], number: int | None) -> date | None:
    """Return the date of the episode with the nearest lower number."""
    at = bisect_left(dated, (number, date.min)) if number is not None else 0
    return dated[at - 1][1] if at else None


def episode_number(episode: Episode) -> int | None:
    """Return an episode's number in its show, as its id or its title states it; `None` if neither does."""
    stated = _STATED_NUMBER.search(episode.title)
    if stated:
        return int(stated[1])
    if in_season := season_and_number(episode):
        return in_season[1]
    slug = fold(episode.id)
    show = re.sub(r"[\W_]", "", fold(episode.show.title))
    found = _NUMBER.search(slug)
    if found is None:
        return None
    before = re.sub(r"[\W_]", "", slug[: found.start()])
    if not before or before in show or show in before or before in EPISODE_PREFIXES:
        return int(found[0])
    return None
