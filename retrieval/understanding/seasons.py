"""Episodes that are numbered within a season: how they state that, and how people name them."""

import re
from collections.abc import Iterator, Sequence

from retrieval.models import Episode
from retrieval.understanding.wording import Span

SeasonNumber = tuple[int, int]
"""A season and the number of an episode in it."""

_SEASON = r"(?:seasons?|series|staffel|temporada|saison|seizoen|stagione)"
_EPISODE = r"(?:episodes?|epi?s?|e|folge|episodio|capitulo|aflevering|puntata)"
_GAP = r"[ .,:/#-]{0,3}"
_BETWEEN = r"[ .,:/-]{0,3}"
_SMALL = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(_SMALL)})"
_FORMS = tuple(
    re.compile(rf"(?<!\w){form}(?!\w)")
    for form in (
        rf"(?:s|{_SEASON}){_GAP}(?P<season>{_NUMBER}){_BETWEEN}{_EPISODE}{_GAP}(?P<number>{_NUMBER})",
        rf"{_EPISODE}{_GAP}(?P<number>{_NUMBER}),? (?:of|in|from|der|de la|de|da|di) (?:the )?{_SEASON}{_GAP}"
        rf"(?P<season>{_NUMBER})",
        rf"{_EPISODE}{_GAP}(?P<number>{_NUMBER}){_BETWEEN}{_SEASON}{_GAP}(?P<season>{_NUMBER})",
        rf"{_SEASON}{_GAP}(?P<season>{_NUMBER}){_BETWEEN}#(?P<number>\d{{1,4}})",
        r"(?P<season>\d{1,2})x(?P<number>0\d)",
    )
)
_IN_ID = re.compile(r"(?:^|-)s(\d{1,5})e(\d{1,5})(?=-|$)", re.ASCII)


def season_and_number(episode: Episode) -> SeasonNumber | None:
    """Return the season and the number in it that an episode's id or title states; `None` if neither does."""
    if found := _IN_ID.search(episode.id):
        return int(found[1]), int(found[2])
    return next((stated for _, stated in season_mentions(episode.title.casefold())), None)


def season_mentions(text: str) -> Iterator[tuple[Span, SeasonNumber]]:
    """Yield where a text in plain form names an episode by its season: `s2e1`, `season 2 episode 1`."""
    taken: list[Span] = []
    for form in _FORMS:
        for found in form.finditer(text):
            if not any(found.start() < end and start < found.end() for start, end in taken):
                taken.append(found.span())
                yield found.span(), (_value(found["season"]), _value(found["number"]))


def episodes_in_season(episodes: Sequence[Episode], season: int, number: int) -> tuple[Episode, ...]:
    """Return the episodes with a number in a season."""
    return tuple(episode for episode in episodes if season_and_number(episode) == (season, number))


def _value(written: str) -> int:
    return _SMALL.get(written) or int(written)
