"""Dates and relative times by which messages name episodes: "in May 2025", "last week's", "the latest"."""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from retrieval.language import lexicon
from retrieval.language.numbers import numbers
from retrieval.models.requests import Missing
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.pointers import Pointer
from retrieval.understanding.wording import Span, find, fold

MAX_DISTANCE = 24
"""How many characters may lie between a time and the word for an episode that it belongs to."""
MAX_WORDS_BETWEEN = 2
"""How many words may stand between "latest" and the word for an episode."""

_HAVE_AN_ORDER = ("episode_nouns", "description_nouns", "guest_nouns")
"""The lists of what may be the newest or the oldest."""
_BREAK = re.compile(r"[,.?!:;]|\b(?:to|about|on|in|and|or|was|is|did)\b")
_MONTHS = {fold(name): n for n, name in enumerate(calendar.month_name) if name}
_MONTHS |= {
    fold(name): n for n, name in enumerate(calendar.month_abbr) if name and len(name) > 2 and name != "May"
}
_ISO = re.compile(r"\b(20\d\d|19\d\d)-(\d{1,2})(?:-(\d{1,2}))?\b")
_MONTH = re.compile(
    rf"\b({'|'.join(sorted(_MONTHS, key=len, reverse=True))})s?(?: (\d{{1,2}})(?:st|nd|rd|"
    rf"th)?)?(?:,? (20\d\d))?\b"
)
_COUNT = re.compile(r" (\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)(?!\w)")
_YEAR = re.compile(r"(?<![\w-])(20[0-4]\d)(?![\w-])")


def dated_episodes(text: str, names: LibraryNames, *, needs_noun: bool = True) -> Iterator[Pointer]:
    """Yield the episodes that a text names by a date, or by a time told from today.

    It does so with a word for an episode near the time, unless the text is known to ask for episodes.
    """
    nouns = [*find("episode_nouns", text), *find("description_nouns", text)]
    for span, first, last in _periods(text, names.today):
        if needs_noun and not any(_distance(span, noun) <= MAX_DISTANCE for noun in nouns):
            continue
        found = tuple(
            episode for episode in names.episodes if (day := names.date_of(episode)) and first <= day <= last
        )
        missing = None if found else Missing("time", first=first, last=last)
        yield Pointer(span, found, missing=missing, days=(first, last))


def newest_episode(
    text: str, names: LibraryNames, shows: list[Pointer], people: Sequence[Pointer] = ()
) -> Iterator[Pointer]:
    """Yield the newest or oldest episode, or several, of the show or the person that is named.

    "The last 3 episodes", "the newest one with Ada".
    """
    with_them = {episode.key for person in people for episode in person.episodes}
    nouns = [span for name in _HAVE_AN_ORDER for span in find(name, text)]
    nouns += [show.span for show in shows]
    taken = [span for span, _, _ in _periods(text, names.today)]
    for name in ("latest", "oldest"):
        for span in find(name, text):
            if any(start <= span[0] < end for start, end in taken):
                continue  # "last week's episode" isn't the last one
            noun = next((noun for noun in nouns if is_next_to(text, span, noun)), None)
            if noun:
                keys = {show.show.key for show in shows if show.show}
                among = [
                    episode
                    for episode in names.episodes
                    if (not keys or episode.show.key in keys) and (not with_them or episode.key in with_them)
                ]
                ordered = names.newest_first(among)
                if ordered:
                    count, span = _counted(text, span, noun)
                    chosen = ordered[:count] if name == "latest" else names.oldest(among, count)
                    yield Pointer(span, tuple(chosen))
                return


def _counted(text: str, latest: Span, noun: Span) -> tuple[int, Span]:
    """Return how many episodes are meant, one unless a number stands at "latest", and the span of both."""
    after = _COUNT.match(text, latest[1], noun[0]) if latest[1] <= noun[0] else None
    before = re.search(rf"{_COUNT.pattern.strip()} $", text[: latest[0]])
    counted = after or before
    if counted is None:
        return 1, latest
    (count,) = numbers(counted[1]) or {"1"}
    return max(1, int(count)), (min(latest[0], counted.start()), max(latest[1], counted.end()))


def _periods(text: str, today: date) -> Iterator[tuple[Span, date, date]]:
    """Yield the times that a text names, each with its first and its last day."""
    taken: list[Span] = []
    for match in _ISO.finditer(text):
        if period := _period(int(match[1]), int(match[2]), int(match[3]) if match[3] else None):
            taken.append(match.span())
            yield match.span(), *period
    for match in _MONTH.finditer(text):
        month = _MONTHS[match[1]]
        year = int(match[3]) if match[3] else today.year - (month > today.month)
        if (match[1] != "may" or match[3] or match[2]) and (
            period := _period(year, month, int(match[2]) if match[2] else None)
        ):
            taken.append(match.span())
            yield match.span(), *period
    for match in _YEAR.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            yield match.span(), date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    for words, days in lexicon.pairs("messages/relative_times").items():
        for match in re.finditer(
            rf"(?<!\w){re.escape(words)}s?(?!\w)" if words.isascii() else re.escape(words), text
        ):
            nearest, farthest = map(int, days.split())
            yield match.span(), today - timedelta(farthest), today - timedelta(nearest)


def _period(year: int, month: int, day: int | None) -> tuple[date, date] | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    return first, first if day else date(year, month, calendar.monthrange(year, month)[1])


def is_next_to(text: str, latest: Span, noun: Span) -> bool:
    """Return whether a time such as "latest" belongs to a noun: up to two words before it, or right after."""
    if 0 <= latest[0] - noun[1] <= 3:
        return True
    between = text[latest[1] : noun[0]]
    return latest[1] <= noun[0] and len(between.split()) <= MAX_WORDS_BETWEEN and not _BREAK.search(between)


def _distance(one: Span, other: Span) -> int:
    return max(other[0] - one[1], one[0] - other[1], 0)
