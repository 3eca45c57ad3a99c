"""How episodes, dates and lengths are said in sentences."""

from collections.abc import Sequence
from datetime import date

from retrieval.models import Episode
from retrieval.understanding.names import LibraryNames, episode_number

MAX_NAMED = 10
"""How many episodes a text names one by one."""


def title_of(episode: Episode) -> str:
    """Return an episode's title in quotes with its show: “Rye” (The Baker's Hour)."""
    return f"“{episode.title}” ({episode.show.title})"


def line_of(episode: Episode, names: LibraryNames) -> str:
    """Return an episode as a line of a list: title, show, date, length."""
    facts = [episode.title, episode.show.title]
    day = names.date_of(episode)
    facts += [long_date(day)] if day else []
    facts += [clock(episode.duration)] if episode.duration else []
    return " · ".join(facts)


def lines_of(episodes: Sequence[Episode], names: LibraryNames) -> str:
    """Return a list of episodes, cut where it is long."""
    lines = [f"• {line_of(episode, names)}" for episode in episodes[:MAX_NAMED]]
    more = len(episodes) - MAX_NAMED
    return "\n".join([*lines, *([f"… and {more} more"] if more > 0 else [])])


def long_date(day: date) -> str:
    """Return a date in words: 6 May 2024."""
    return f"{day.day} {day:%B %Y}"


def clock(seconds: float) -> str:
    """Return a length as players show it: 5:50, 1:02:03."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 episode, 2 episodes."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def joined(names: Sequence[str]) -> str:
    """Return names as people list them: A, B and C."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def describe_missing(missing: str, show: str | None, names: LibraryNames) -> str:
    """Return the sentence that says what the library doesn't have, and what is nearest to it.

    "There is no episode 512 of Go Time; the newest is 331."
    """
    among = [episode for episode in names.episodes if show in (None, episode.show.title)]
    of_show = f" of {show}" if show else " in this library"
    newest = next(iter(names.newest_first(among)), None)
    if newest is None:
        return f"There is no {missing}{of_show}."
    number = episode_number(newest)
    told = str(number) if number is not None and show else title_of(newest)
    return f"There is no {missing}{of_show}; the newest is {told}."
