"""The embeds of gaps and pins, which moderators see."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.ui.colours import AMBER, GREEN, SLATE
from bot.ui.discord_text import MAX_NAME, SEPARATOR, fit
from bot.ui.formatting import clock, count
from bot.ui.lines import embed_of_lines
from retrieval.models import Hit
from retrieval.models.gaps import Gap, GapGroup, GapPage, PlacedPin

MAX_SUBJECT, MAX_QUESTION, MAX_REASON, MAX_QUOTE = 80, 300, 200, 160
"""The most characters shown of a subject, a question, a reason and a passage."""
MAX_REASONS = 3
"""How many reasons of one answer are shown."""
NO_GAPS = (
    "No question of the last {} days was refused, weakly answered or voted down. `/stats` shows how many "
    "there were."
)
NOWHERE = "Near no passage"
PRIVATE = "only the person who asked saw this answer, so there is no link"
PIN_HINT = "Choose a question in the menu to pin the passage that answers it, or use `/library pin`."


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap, and its question as its message shows it, or else why that can't be read."""

    gap: Gap
    question: str = ""
    problem: str = ""


def gaps_embed(page: GapPage, number: int, pages: int, days: int) -> discord.Embed:
    """Return a page, from 0, of the groups of gaps."""
    if not page.groups:
        return embed_of_lines("Gaps", [NO_GAPS.format(days)], GREEN)
    lines = [f"**{fit(subject_of(group), MAX_NAME)}**\n{_facts(group)}" for group in page.groups]
    footer = f"Page {number + 1} of {pages}{SEPARATOR}" if pages > 1 else ""
    footer += f"{count(page.gaps, 'question')} in {count(days, 'day')}. Choose a subject in the menu."
    return embed_of_lines("What the library doesn't answer well", lines, AMBER, footer)


def group_embed(group: GapGroup, shown: Sequence[ShownGap], first: int, guild: int) -> discord.Embed:
    """Return the questions of a group from number `first` (0 is the newest) on, each with its link."""
    lines = [_facts(group)]
    for number, one in enumerate(shown, first + 1):
        lines += ["", f"**{number}.** {_gap_facts(one.gap, guild)}"]
        lines.append(f"> {fit(one.question, MAX_QUESTION)}" if one.question else f"-# {one.problem}")
        lines += [f"👎 “{fit(reason, MAX_REASON)}”" for reason in one.gap.reasons[:MAX_REASONS]]
    footer = PIN_HINT.replace("`", "") if any(one.question for one in shown) else ""
    return embed_of_lines(subject_of(group), lines, AMBER, footer)


def passages_embed(question: str, hits: Sequence[Hit]) -> discord.Embed:
    """Return the passages that may answer a question, to choose from."""
    lines = [f"**{n}.** {_where(hit)}\n> {fit(hit.segment.text, MAX_QUOTE)}" for n, hit in enumerate(hits, 1)]
    footer = "Choose the passage that answers in the menu, or name it by its number or time: /library pin."
    return embed_of_lines(question, lines, SLATE, footer)


def pins_embed(pins: Sequence[PlacedPin], first: int, total: int) -> discord.Embed:
    """Return the pins from number `first` (0 is the newest) on."""
    if not total:
        lines = ["Nothing is pinned. `/library gaps` shows what isn't answered well; pin what answers it."]
        return embed_of_lines("Pinned passages", lines, SLATE)
    lines = [f"**{fit(one.pin.question, MAX_QUESTION)}**\n{pin_place(one)}" for one in pins]
    footer = f"{first + 1} to {first + len(pins)} of {total}. Choose a pin in the menu to remove it."
    return embed_of_lines("Pinned passages", lines, SLATE, footer)


def pin_place(placed: PlacedPin) -> str:
    """Return where a pinned passage is, or that it is gone."""
    if placed.episode is None:
        return f"The passage is gone from {fit(placed.pin.passage.episode, MAX_SUBJECT)}; pin another one."
    facts = [fit(placed.episode.title, MAX_SUBJECT)]
    facts += [] if placed.start is None else [clock(placed.start)]
    return SEPARATOR.join([*facts, f"segment {placed.segment:,}"])


def subject_of(group: GapGroup) -> str:
    """Return the subject of a group and its episode; not escaped."""
    if group.episode is None:
        return NOWHERE
    return f"{group.subject} ({group.episode.title})" if group.subject else group.episode.title


def _facts(group: GapGroup) -> str:
    facts = [count(len(group.gaps), "question")]
    facts += [f"{group.refused} refused"] if group.refused else []
    facts += [f"{group.weak} weakly answered"] if group.weak else []
    facts += [f"{group.bad} 👎"] if group.bad else []
    facts += [f"near segment {group.first:,}"] if group.episode else []
    return SEPARATOR.join(facts)


def _gap_facts(gap: Gap, guild: int) -> str:
    facts = {"refused": "refused", "weak": "weakly answered"}.get(gap.outcome or "", "answered")
    votes = f"{SEPARATOR}{gap.bad} 👎" if gap.bad else ""
    when = f"{SEPARATOR}<t:{int(gap.at.timestamp())}:R>"
    link = f"{SEPARATOR}[message](https://discord.com/channels/{guild}/{gap.channel}/{gap.message})"
    return f"{facts}{votes}{when}{link if gap.channel else ''}"


def _where(hit: Hit) -> str:
    start = hit.segment.start
    facts = [fit(hit.episode.title, MAX_SUBJECT), *([] if start is None else [clock(start)])]
    return SEPARATOR.join([*facts, f"segment {hit.segment.number:,}"])
