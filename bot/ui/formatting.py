"""Format citation numbers, times, dates, counts and speaker turns, alike in Discord and in the terminal."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from retrieval.models import Citation, Cue, EpisodePeople, MonthlyUsage, Segment, Sentence
from retrieval.models.budgets import DailyUsage, describe_budget
from retrieval.models.quotas import MEGABYTE, QuotaUsage


def number(sentences: Iterable[Sentence]) -> dict[Citation, int]:
    """Return each distinct citation with its number: 1, 2, 3… in reading order."""
    cited = dict.fromkeys(citation for sentence in sentences for citation in sentence.citations)
    return {citation: n for n, citation in enumerate(cited, start=1)}


def marks(sentence: Sentence, numbers: dict[Citation, int]) -> str:
    """Return the marks that follow a sentence, such as `[1][3]`."""
    return "".join(f"[{n}]" for n in sorted({numbers[citation] for citation in sentence.citations}))


def clock(seconds: float) -> str:
    """Return a time in a recording as its player shows it: 5:50, 1:02:03."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def long_date(day: date) -> str:
    """Return a date in words: 6 May 2024.

    strftime's `%-d` would be shorter, but Windows doesn't know it.
    """
    return f"{day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 segment, 2 segments, 5,502 segments."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def ordinal(number: int) -> str:
    """Return a place in a line: 1st, 2nd, 3rd, 11th, 22nd."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def quota_facts(usage: QuotaUsage) -> list[str]:
    """Return what a server stores of what it may: 3 of 5,000 episodes, and so on."""
    allowed = usage.allowed
    return [
        f"{usage.episodes:,} of {count(allowed.episodes, 'episode')}",
        f"{usage.bytes / MEGABYTE:,.1f} of {allowed.bytes / MEGABYTE:,.0f} MB",
        f"{usage.feeds:,} of {count(allowed.feeds, 'feed')}",
        f"{usage.jobs:,} of {count(allowed.jobs, 'unfinished job')}",
    ]


def budget_facts(today: DailyUsage | None) -> str:
    """Return what a server has used of its budget today; empty without a budget."""
    if today is None or not today.budget.is_limited:
        return ""
    return f"{describe_budget(today.spent, today.budget)} ({today.day}, {today.time_zone})"


def describe_usage(used: MonthlyUsage) -> str:
    """Return a model, and what a server's questions of a month took of it."""
    usage = used.usage
    tokens = f"{usage.input_tokens:,} tokens read and {usage.output_tokens:,} written"
    price = "unknown price" if usage.cost is None else f"${usage.cost:,.4f}"
    missing = f" ({count(usage.unmeasured, 'request')} without figures)" if usage.unmeasured else ""
    kept = f", {count(used.kept, 'question')} answered again for free" if used.kept else ""
    return f"{used.model}, {count(used.questions, 'question')}, {tokens}, {price}{missing}{kept}"


def people_facts(people: EpisodePeople) -> list[str]:
    """Return who takes part in an episode: its guests, or else its speakers.

    Guests who are known from the introduction only are marked.
    """
    facts = []
    if people.guests:
        mark = " (according to the introduction)" if people.inferred else ""
        facts.append(f"with {', '.join(people.guests)}{mark}")
    elif people.speakers:
        facts.append(f"speakers: {', '.join((*people.hosts, *people.speakers))}")
    if people.hosts and (people.guests or not people.speakers):
        facts.append(f"hosted by {', '.join(people.hosts)}")
    return facts


def turns(segment: Segment) -> Iterator[tuple[str, str]]:
    """Yield each speaker turn as (name, words); an inferred name is marked, an unknown one is empty."""
    for name, cues in groupby(segment.cues, _speaker):
        yield name, " ".join(cue.text for cue in cues)


def _speaker(cue: Cue) -> str:
    return f"probably {cue.speaker}" if cue.speaker and cue.inferred else cue.speaker or ""
