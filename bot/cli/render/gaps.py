"""Render gaps, pins and the figures of questions."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize
from bot.ui.formatting import clock, count
from bot.ui.stats_lines import stats_lines
from retrieval.models.gaps import GapGroup, PlacedPin, Stats

MAX_LINKS = 5
"""How many messages of a subject are linked; --json has all."""


def render_gaps(groups: Sequence[GapGroup], guild: int | None, days: int) -> Iterator[Paragraph]:
    """Render a line for each subject, then the links to its newest messages and the reasons given."""
    if not groups:
        where = "in this server" if guild else "in private messages"
        hint = "" if guild else " For a server, add --guild ID."
        sentence = f"no question {where} was refused, answered poorly or given a 👎.{hint}"
        yield Paragraph(Text(f"In the last {count(days, 'day')}, {sentence}"))
    for group in groups:
        facts = [count(len(group.gaps), "question")]
        facts += [f"{group.refused} refused"] if group.refused else []
        facts += [f"{group.weak} answered poorly"] if group.weak else []
        facts += [f"{group.bad} 👎"] if group.bad else []
        place = "no passage comes close"
        if group.episode:
            place = f"{group.subject} ({group.episode.id}, near segment {group.first})"
        yield Paragraph(Text(" · ".join([sanitize(place), *facts])))
        for gap in [gap for gap in group.gaps if gap.channel][:MAX_LINKS]:
            link = f"https://discord.com/channels/{guild}/{gap.channel}/{gap.message}"
            yield Paragraph(Text(link), Text("  "), no_wrap=True)
        for reason in [reason for gap in group.gaps for reason in gap.reasons][:MAX_LINKS]:
            yield Paragraph(Text(f"“{sanitize(reason)}”"), Text("  👎 "))


def render_pins(pins: Sequence[PlacedPin]) -> Iterator[Paragraph]:
    """Render a line for each pin, which begins with its number."""
    if not pins:
        yield Paragraph(Text("Nothing is pinned; pin a passage with: podcite gaps pin QUESTION EPISODE AT"))
    for placed in pins:
        prefix = Text(f"{placed.pin.id}  ", style="cyan")
        yield Paragraph(Text(f"{sanitize(placed.pin.question)} · {_place(placed)}"), prefix)


def pin_sentence(placed: PlacedPin) -> str:
    """Return the sentence that says what was pinned."""
    question = sanitize(placed.pin.question)
    return f"Pinned as {placed.pin.id}: “{question}” gets {_place(placed)} first."


def render_stats(stats: Stats, days: int) -> Iterator[Paragraph]:
    """Render a line for each figure, then the most cited episodes."""
    yield Paragraph(Text(f"Questions in Discord in the last {count(days, 'day')}", style="bold"))
    for name, value in stats_lines(stats):
        yield Paragraph(Text(value), Text(f"{name:25}"))
    name = "Often cited"
    for episode, answers in stats.cited:
        yield Paragraph(Text(f"{sanitize(episode)} ({count(answers, 'answer')})"), Text(f"{name:25}"))


def _place(placed: PlacedPin) -> str:
    if placed.episode is None:
        return f"the passage is gone from {sanitize(placed.pin.passage.episode)}"
    time = "" if placed.start is None else f" at {clock(placed.start)}"
    return f"segment {placed.segment} of {sanitize(placed.episode.id)}{time}"
