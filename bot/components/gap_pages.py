"""Build the pages of gaps and pins, with their menus and buttons."""

import asyncio
from collections.abc import Sequence

import discord
from discord import ui

from bot.client import Podcite
from bot.components.asked_messages import read_question
from bot.components.gap_items import GapButton, GapMenu
from bot.components.pages.navigation import Page
from bot.errors import RefusedError
from bot.ui.discord_text import plain
from bot.ui.formatting import clock, count
from bot.ui.gap_embeds import (
    PRIVATE,
    ShownGap,
    gaps_embed,
    group_embed,
    passages_embed,
    pins_embed,
    subject_of,
)
from bot.ui.language import _
from bot.ui.language import shown as in_language
from retrieval.guilds.gaps import PAGE_GROUPS
from retrieval.models import Scope
from retrieval.models.gaps import Gap

MAX_LABEL = 100
"""The longest label of an option."""
SHOWN_GAPS = 5
"""How many questions of a group are read and shown at a time."""
SHOWN_HITS = 8
"""How many passages are offered for a pin."""
SHOWN_PINS = 10
"""How many pins a page lists."""


async def gaps_page(interaction: discord.Interaction[Podcite], guild: int, days: int, page: int = 0) -> Page:
    """Return a page, from 0, of the subjects that weren't answered well in the last `days` days."""
    gaps = await interaction.client.library.guilds.gaps.page(guild, days, page)
    pages = max(1, -(-gaps.total // PAGE_GROUPS))
    view = ui.View(timeout=None)
    options = [
        discord.SelectOption(
            label=plain(subject_of(group), MAX_LABEL),
            value=str(group.gaps[0].message),
            description=count(len(group.gaps), "question"),
        )
        for group in gaps.groups
    ]
    if options:
        view.add_item(GapMenu("open", str(days), _("Read the questions about…"), options))
    _add_turning(view, "list", f"{days}.", page, pages)
    return Page(gaps_embed(gaps, page, pages, days), view)


async def group_page(
    interaction: discord.Interaction[Podcite], guild: int, days: int, message: int, first: int = 0
) -> Page:
    """Return some questions of the group with this message, read from Discord now. Raises NotFoundError."""
    group = await interaction.client.library.guilds.gaps.group(guild, days, message)
    some = group.gaps[first : first + SHOWN_GAPS]
    shown = await asyncio.gather(*(_read(interaction, gap) for gap in some))
    view = ui.View(timeout=None)
    options = [
        discord.SelectOption(
            label=plain(f"{number}. {one.question}", MAX_LABEL), value=f"{one.gap.channel}.{one.gap.message}"
        )
        for number, one in enumerate(shown, first + 1)
        if one.question
    ]
    if options:
        view.add_item(GapMenu("ask", "", _("Pin the passage that answers…"), options))
    newest = group.gaps[0].message
    for label, start in ((_("← Newer"), first - SHOWN_GAPS), (_("Older →"), first + SHOWN_GAPS)):
        if len(group.gaps) > SHOWN_GAPS:
            there = 0 <= start < len(group.gaps)
            state = f"{days}.{newest}.{max(start, 0)}"
            # Where only one of two pages is left, both buttons would have the same custom id.
            view.add_item(GapButton("group", state if there else f"{state}.0", label, disabled=not there))
    return Page(group_embed(group, shown, first, guild), view)


async def passages_page(
    interaction: discord.Interaction[Podcite], guild: int, question: str, words: str
) -> Page:
    """Return the passages that a search for the words finds, to be pinned for the question."""
    hits = await interaction.client.library.search(words, Scope(guild), SHOWN_HITS)
    view = ui.View(timeout=None)
    options = [
        discord.SelectOption(
            label=plain(f"{number}. {hit.segment.text}", MAX_LABEL),
            value=f"{hit.key.generation}.{hit.key.number}",
            description=plain(" · ".join(_place(hit.episode.title, hit.segment.start)), MAX_LABEL),
        )
        for number, hit in enumerate(hits, 1)
    ]
    if options:
        view.add_item(GapMenu("pick", "", _("Pin this passage…"), options))
    view.add_item(GapButton("words", "", _("Search with other words")))
    return Page(passages_embed(question, hits), view)


async def pins_page(interaction: discord.Interaction[Podcite], guild: int, first: int = 0) -> Page:
    """Return the pins of the server from number `first` (0 is the newest) on, with a menu to remove one."""
    pins = await interaction.client.library.guilds.pins.list(guild)
    shown = pins[first : first + SHOWN_PINS]
    view = ui.View(timeout=None)
    options = [
        discord.SelectOption(label=plain(one.pin.question, MAX_LABEL), value=str(one.pin.id)) for one in shown
    ]
    if options:
        view.add_item(GapMenu("unpin", "", _("Remove the pin of…"), options))
    for label, start in ((_("← Newer"), first - SHOWN_PINS), (_("Older →"), first + SHOWN_PINS)):
        if len(pins) > SHOWN_PINS:
            there = 0 <= start < len(pins)
            state = str(max(start, 0)) if there else f"{max(start, 0)}.0"
            view.add_item(GapButton("pins", state, label, disabled=not there))
    of_host = await interaction.client.library.guilds.pins.list_of_host(guild)
    return Page(pins_embed(shown, first, len(pins), of_host), view)


async def _read(interaction: discord.Interaction[Podcite], gap: Gap) -> ShownGap:
    if gap.channel is None:
        return ShownGap(gap, problem=_(PRIVATE))
    try:
        return ShownGap(gap, await read_question(interaction, gap.channel, gap.message))
    except RefusedError as error:
        return ShownGap(gap, problem=in_language(str(error)))
    except discord.HTTPException as error:
        return ShownGap(
            gap,
            problem=_("Discord can't show this message at the moment ({status}).", status=str(error.status)),
        )


def _add_turning(view: ui.View, what: str, prefix: str, page: int, pages: int) -> None:
    if pages < 2:
        return
    for label, there in ((_("← Previous"), page - 1), (_("Next →"), page + 1)):
        is_there = 0 <= there < pages
        state = f"{prefix}{there}" if is_there else f"{prefix}{max(there, 0)}.0"
        view.add_item(GapButton(what, state, label, disabled=not is_there))


def _place(title: str, start: float | None) -> Sequence[str]:
    return [title, *([] if start is None else [clock(start)])]
