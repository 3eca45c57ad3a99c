"""The buttons that open cited segments in context."""

import logging
import re
from collections.abc import Iterable, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.components.segment_references import PATTERN, REFERENCES, SegmentReferences
from bot.errors import reports_errors
from bot.permissions import check_may_read
from bot.ui.language import _
from retrieval.errors import BadRequestError, PodciteError
from retrieval.library import Library
from retrieval.models import Citation, Scope, SegmentKey

log = logging.getLogger(__name__)


class CitationsButton(ui.DynamicItem[ui.Button[ui.View]], template=f"cited:{PATTERN}"):
    """Opens the cited segments of an answer, for the user who presses it only."""

    def __init__(self, references: str, label: str = "", *, row: int | None = None) -> None:
        super().__init__(
            ui.Button(label=label or _("Read in context"), custom_id=f"cited:{references}", row=row)
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(f"{match['page']}:{match['references']}")

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_read(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _show_segment(interaction, self.custom_id.removeprefix("cited:"))


class TurnCitationButton(ui.DynamicItem[ui.Button[ui.View]], template=f"turn:{PATTERN}"):
    """Shows another of the cited segments in place of this one."""

    def __init__(self, references: str, label: str = "") -> None:
        super().__init__(ui.Button(label=label or "·", custom_id=f"turn:{references}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(f"{match['page']}:{match['references']}")

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_read(interaction)
        await interaction.response.defer()
        await _show_segment(interaction, self.custom_id.removeprefix("turn:"))


class SourcesSelect(ui.DynamicItem[ui.Select[ui.View]], template=rf"sources:{REFERENCES}"):
    """A menu of the cited segments; opens the chosen one, for the user who chooses it only."""

    def __init__(self, references: str, options: list[discord.SelectOption] | None = None) -> None:
        options = options or [discord.SelectOption(label="·")]
        placeholder = _("Read a source in context")
        super().__init__(
            ui.Select(custom_id=f"sources:{references}", placeholder=placeholder, options=options, row=0)
        )
        self.references = references

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["references"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_read(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        page = int(self.item.values[0]) if self.item.values[0].isdecimal() else 0
        first = SegmentReferences.read("0", self.references)
        await _show_segment(interaction, first.turned(page).write())


CITATION_BUTTONS = (CitationsButton, TurnCitationButton, SourcesSelect)


def citations_view(citations: Iterable[Citation]) -> ui.View:
    """Return the button under a page that cites these, in this order; no button where it cites nothing."""
    references = SegmentReferences.of_citations(dict.fromkeys(citations))
    return _view(references) if references.references else ui.View(timeout=None)


async def count_shown(library: Library, guild: int | None, segments: Sequence[SegmentKey]) -> None:
    """Count the segments that people were shown, which ranks a server's clips.

    Failures are only logged.
    """
    try:
        await library.pages.record_views(guild, segments)
    except PodciteError as error:
        log.warning("Could not count the cited passages (%s)", error)


def _view(references: SegmentReferences) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(CitationsButton(references.write()))
    return view


def _turn_view(references: SegmentReferences) -> ui.View:
    view = ui.View(timeout=None)
    if references.page > 0:
        view.add_item(TurnCitationButton(references.turned(-1).write(), _("← Previous")))
    if references.page + 1 < len(references.pages):
        view.add_item(TurnCitationButton(references.turned(+1).write(), _("Next →")))
    return view


async def _show_segment(interaction: discord.Interaction[Podcite], custom_id: str) -> None:
    try:
        references = SegmentReferences.read(*custom_id.split(":"))
    except ValueError as error:
        raise BadRequestError("This button is from another version of the bot; please ask again.") from error
    shown = references.pages[references.page]
    library, guild = interaction.client.library, interaction.guild_id
    # The guild is that of the click, whatever answer the button came from.
    episode, segments = await library.cited(Scope(guild=guild), shown.generation, shown.number, context=1)
    await count_shown(library, guild, [shown])
    await interaction.edit_original_response(
        embed=references.show(episode, segments), view=_turn_view(references)
    )
