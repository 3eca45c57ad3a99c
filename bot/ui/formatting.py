"""Format citation numbers, times, dates, counts and speaker turns, for both Discord and the terminal."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.ui.language import _, counted, decimal, long_date, ngettext, spoken
from retrieval.models import Citation, Cue, Episode, EpisodePeople, MonthlyUsage, Segment, Sentence
from retrieval.models.budgets import DailyUsage
from retrieval.models.options import EXTRACTIVE
from retrieval.models.quotas import MEGABYTE, QuotaUsage

__all__ = (
    "clock",
    "count",
    "day_facts",
    "describe_usage",
    "english_count",
    "long_date",
    "marks",
    "model_name",
    "number",
    "ordinal",
    "people_facts",
    "quota_facts",
    "start_of",
    "turns",
)
COUNTED = (
    counted("{n} announcement", "{n} announcements"),
    counted("{n} answer", "{n} answers"),
    counted("{n} byte", "{n} bytes"),
    counted("{n} day", "{n} days"),
    counted("{n} episode", "{n} episodes"),
    counted("{n} feed", "{n} feeds"),
    counted("{n} more channel", "{n} more channels"),
    counted("{n} question", "{n} questions"),
    counted("{n} record", "{n} records"),
    counted("{n} request", "{n} requests"),
    counted("{n} segment", "{n} segments"),
    counted("{n} show", "{n} shows"),
    counted("{n} unfinished job", "{n} unfinished jobs"),
)
"""What `count` counts where Discord shows it."""
_ORDINALS = {"de": ".", "es": ".ª", "fr": "e", "pt": "ª", "ja": ""}


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


def start_of(said: Citation | Segment) -> str:
    """Return when words start, marked if that is estimated; empty if it isn't known."""
    if said.start is None:
        return ""
    return f"{'≈ ' if said.estimated else ''}{clock(said.start)}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun, one of those above: 1 segment, 2 segments, 5,502 segments."""
    one = "{n} " + noun
    return ngettext(one, one + "s", number)


def english_count(number: int, noun: str) -> str:
    """Return a number with its noun in English, for the audit log and for texts that are English only."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def ordinal(number: int) -> str:
    """Return a place in a line: 1st, 2nd, 3rd, 11th, 22nd; in Spanish and so on as there."""
    if spoken() in _ORDINALS:
        return f"{number}{_ORDINALS[spoken()]}"
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def quota_facts(usage: QuotaUsage) -> list[str]:
    """Return how much of its limits a server uses: 3 of 5,000 episodes, and so on."""
    allowed = usage.allowed
    return [
        _share(usage.episodes, count(allowed.episodes, "episode")),
        _share(decimal(usage.bytes / MEGABYTE, 1), f"{decimal(allowed.bytes / MEGABYTE, 0)} MB"),
        _share(usage.feeds, count(allowed.feeds, "feed")),
        _share(usage.jobs, count(allowed.jobs, "unfinished job")),
    ]


def budget_facts(today: DailyUsage | None) -> str:
    """Return what a server has used of its budget today; empty without a budget."""
    if today is None or not today.budget.is_limited:
        return ""
    spent, budget, parts = today.spent, today.budget, []
    if budget.tokens is not None:
        parts.append(tokens_of(spent.tokens, budget.tokens))
    if budget.dollars is not None:
        parts.append(dollars_of(spent.dollars, budget.dollars))
    return f"{', '.join(parts)} ({today.day}, {today.time_zone})"


def tokens_of(spent: int, most: int) -> str:
    """Return how many of the allowed tokens were used."""
    return _share(decimal(spent), _("{n} tokens", n=most))


def dollars_of(spent: float, most: float) -> str:
    """Return how many of the allowed US dollars were spent."""
    return _share(f"${decimal(spent, 2)}", f"${decimal(most, 2)}")


def _share(part: int | str, whole: str) -> str:
    return _("{part} of {whole}", part=part, whole=whole)


def model_name(model: str) -> str:
    """Return a language model's name, or words that say that none was used."""
    return _("without a language model") if model == EXTRACTIVE else model


def describe_usage(used: MonthlyUsage) -> str:
    """Return a model and how much of it a server's questions used in a month."""
    usage = used.usage
    tokens = _(
        "{read} tokens read and {written} written", read=usage.input_tokens, written=usage.output_tokens
    )
    price = _("unknown price") if usage.cost is None else f"${decimal(usage.cost, 4)}"
    facts = [used.model, count(used.questions, "question"), tokens, price]
    if usage.unmeasured:
        requests = count(usage.unmeasured, "request")
        facts[-1] += " " + _("({requests} without figures)", requests=requests)
    if used.kept:
        facts.append(_("{questions} answered again for free", questions=count(used.kept, "question")))
    return ", ".join(facts)


def day_facts(episode: Episode, people: EpisodePeople) -> list[str]:
    """Return when an episode was published, or when it says that it was recorded: 2026-04-08."""
    if episode.published:
        return [episode.published.isoformat()]
    return [_("recorded {day}", day=people.recorded.isoformat())] if people.recorded else []


def people_facts(people: EpisodePeople) -> list[str]:
    """Return who takes part in an episode: its guests, or else its other speakers; and its hosts.

    Guests who are known from the introduction only are marked, and hosts from the end of the episode.
    """
    facts = []
    if people.guests:
        guests = _("with {names}", names=", ".join(people.guests))
        mark = _("(according to the introduction)") if people.inferred else ""
        facts.append(" ".join(filter(None, (guests, mark))))
    elif people.speakers:
        facts.append(_("speakers: {names}", names=", ".join(people.speakers)))
    if people.hosts:
        hosts = _("hosted by {names}", names=", ".join(people.hosts))
        mark = _("(according to the end of the episode)") if people.signed_off else ""
        facts.append(" ".join(filter(None, (hosts, mark))))
    return facts


def turns(segment: Segment) -> Iterator[tuple[str, str]]:
    """Yield each speaker turn as (name, words); an inferred name is marked, an unknown one is empty."""
    for name, cues in groupby(segment.cues, _speaker):
        yield name, " ".join(cue.text for cue in cues)


def _speaker(cue: Cue) -> str:
    is_inferred = cue.speaker and cue.inferred
    return _("probably {name}", name=cue.speaker) if is_inferred else cue.speaker or ""
