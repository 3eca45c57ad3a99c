"""The embeds of gaps and pins, which moderators see."""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.ui.colours import AMBER, GREEN, SLATE
from bot.ui.discord_text import MAX_NAME, SEPARATOR, fit
from bot.ui.formatting import clock, count
from bot.ui.language import _, gettext_noop
from bot.ui.lines import embed_of_lines, remainder
from retrieval.models import Hit
from retrieval.models.gaps import Gap, GapGroup, GapPage, PlacedPin

MAX_SUBJECT, MAX_QUESTION, MAX_REASON, MAX_QUOTE = 80, 300, 200, 160
"""The most characters shown of a subject, a question, a reason and a passage."""
MAX_REASONS = 3
"""How many reasons of one answer are shown."""
MAX_OF_HOST = 10
"""The most pins of the host that a list names."""
NO_GAPS = gettext_noop(
    "In the last {days}, no question was refused, answered poorly or given a 👎. `/stats` shows how many "
    "there were."
)
NOWHERE = gettext_noop("No passage comes close")
PRIVATE = gettext_noop("only the person who asked saw this answer, so there is no link")
PIN_HINT = gettext_noop(
    "Choose a question in the menu to pin the passage that answers it, or use `/library pin`."
)


@dataclass(frozen=True, slots=True)
class ShownGap:
    """A gap, and its question as its message shows it, or else why that can't be read."""

    gap: Gap
    question: str = ""
    problem: str = ""


def gaps_embed(page: GapPage, number: int, pages: int, days: int) -> discord.Embed:
    """Return a page, from 0, of the groups of gaps."""
    if not page.groups:
        return embed_of_lines(_("Gaps"), [_(NO_GAPS, days=count(days, "day"))], GREEN)
    lines = [f"**{fit(subject_of(group), MAX_NAME)}**\n{_facts(group)}" for group in page.groups]
    footer = _("Page {number} of {total}", number=number + 1, total=pages) + SEPARATOR if pages > 1 else ""
    footer += _(
        "{questions} in {days}. Choose a subject in the menu.",
        questions=count(page.gaps, "question"),
        days=count(days, "day"),
    )
    return embed_of_lines(_("What the library doesn't answer well"), lines, AMBER, footer)


def group_embed(group: GapGroup, shown: Sequence[ShownGap], first: int, guild: int) -> discord.Embed:
    """Return the questions of a group from number `first` (0 is the newest) on, each with its link."""
    lines = [_facts(group)]
    for number, one in enumerate(shown, first + 1):
        lines += ["", f"**{number}.** {_gap_facts(one.gap, guild)}"]
        lines.append(f"> {fit(one.question, MAX_QUESTION)}" if one.question else f"-# {one.problem}")
        lines += [f"👎 “{fit(reason, MAX_REASON)}”" for reason in one.gap.reasons[:MAX_REASONS]]
    footer = _(PIN_HINT).replace("`", "") if any(one.question for one in shown) else ""
    return embed_of_lines(subject_of(group), lines, AMBER, footer)


def passages_embed(question: str, hits: Sequence[Hit]) -> discord.Embed:
    """Return the passages that may answer a question, to choose from."""
    lines = [f"**{n}.** {_where(hit)}\n> {fit(hit.segment.text, MAX_QUOTE)}" for n, hit in enumerate(hits, 1)]
    footer = _(
        "Choose the passage that answers the question in the menu, or name it by its number or time "
        "with `/library pin`."
    ).replace("`", "")
    return embed_of_lines(question, lines, SLATE, footer)


def pins_embed(
    pins: Sequence[PlacedPin], first: int, total: int, of_host: Sequence[PlacedPin] = ()
) -> discord.Embed:
    """Return the server's pins from number `first` (0 is the newest) on, and those of the host."""
    if not total:
        lines = [
            _(
                "Nothing is pinned. `/library gaps` shows which questions aren't answered well; "
                "pin the passages that answer them."
            )
        ]
        return embed_of_lines(_("Pinned passages"), [*lines, *_host_lines(of_host)], SLATE)
    lines = [*map(_pin_lines, pins), *_host_lines(of_host)]
    footer = _(
        "{first} to {last} of {total}. Choose a pin in the menu to remove it.",
        first=first + 1,
        last=first + len(pins),
        total=total,
    )
    return embed_of_lines(_("Pinned passages"), lines, SLATE, footer)


def _pin_lines(one: PlacedPin) -> str:
    return f"**{fit(one.pin.question, MAX_QUESTION)}**\n{pin_place(one)}"


def _host_lines(pins: Sequence[PlacedPin]) -> list[str]:
    if not pins:
        return []
    title = _("**Pinned by the host:** they count in this server, too, and only the host can remove them.")
    return [title, *map(_pin_lines, pins[:MAX_OF_HOST]), *remainder(len(pins) - MAX_OF_HOST)]


def pin_place(placed: PlacedPin) -> str:
    """Return where a pinned passage is, or that it is gone."""
    if placed.episode is None:
        episode = fit(placed.pin.passage.episode, MAX_SUBJECT)
        return _("The passage is gone from {episode}; pin another one.", episode=episode)
    facts = [fit(placed.episode.title, MAX_SUBJECT)]
    facts += [] if placed.start is None else [clock(placed.start)]
    return SEPARATOR.join([*facts, _("segment {number}", number=placed.segment)])


def subject_of(group: GapGroup) -> str:
    """Return the subject of a group and its episode; not escaped."""
    if group.episode is None:
        return _(NOWHERE)
    return f"{group.subject} ({group.episode.title})" if group.subject else group.episode.title


def _facts(group: GapGroup) -> str:
    facts = [count(len(group.gaps), "question")]
    facts += [_("{n} refused", n=group.refused)] if group.refused else []
    facts += [_("{n} answered poorly", n=group.weak)] if group.weak else []
    facts += [f"{group.bad} 👎"] if group.bad else []
    facts += [_("near segment {number}", number=group.first)] if group.episode else []
    return SEPARATOR.join(facts)


def _gap_facts(gap: Gap, guild: int) -> str:
    outcomes = {"refused": _("refused"), "weak": _("answered poorly")}
    facts = outcomes.get(gap.outcome or "", _("answered"))
    votes = f"{SEPARATOR}{gap.bad} 👎" if gap.bad else ""
    when = f"{SEPARATOR}<t:{int(gap.at.timestamp())}:R>"
    message = _("message")
    link = f"{SEPARATOR}[{message}](https://discord.com/channels/{guild}/{gap.channel}/{gap.message})"
    return f"{facts}{votes}{when}{link if gap.channel else ''}"


def _where(hit: Hit) -> str:
    start = hit.segment.start
    facts = [fit(hit.episode.title, MAX_SUBJECT), *([] if start is None else [clock(start)])]
    return SEPARATOR.join([*facts, _("segment {number}", number=hit.segment.number)])
