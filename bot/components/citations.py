"""Buttons. They carry all that they need in their custom id, so that they outlive the bot's process."""

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.components.popularity import count_met
from bot.tree import reported
from bot.ui.excerpt_embeds import PATTERN, Excerpts
from bot.ui.formatting import number
from retrieval.errors import BadRequestError
from retrieval.models import Answer, Scope

if TYPE_CHECKING:
    from bot.client import Podcite

Button = ui.Button[ui.View]


class ShowSegments(ui.DynamicItem[Button], template=f"cited:{PATTERN}"):
    """Opens the cited segments of an answer, for whoever presses it only."""

    def __init__(self, written: str) -> None:
        super().__init__(ui.Button(label="Read in context", custom_id=f"cited:{written}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(f"{match['page']}:{match['references']}")

    @reported
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await _show(interaction, self.custom_id.removeprefix("cited:"))


class TurnPage(ui.DynamicItem[Button], template=f"turn:{PATTERN}"):
    """Shows another page of the cited segments in place of this one."""

    def __init__(self, written: str, label: str = "") -> None:
        super().__init__(ui.Button(label=label or "·", custom_id=f"turn:{written}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(f"{match['page']}:{match['references']}")

    @reported
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer()
        await _show(interaction, self.custom_id.removeprefix("turn:"))


PERSISTENT = (ShowSegments, TurnPage)


def answer_view(found: Answer) -> ui.View | None:
    """The button under an answer or a refusal; none where there is nothing to show."""
    excerpts = Excerpts.of(found, list(number(found.sentences)))
    if not excerpts.references:
        return None
    view = ui.View(timeout=None)
    view.add_item(ShowSegments(excerpts.write()))
    return view


def _pager(excerpts: Excerpts) -> ui.View:
    view = ui.View(timeout=None)
    if excerpts.page > 0:
        view.add_item(TurnPage(excerpts.turned(-1).write(), "← Previous"))
    if excerpts.page + 1 < len(excerpts.pages):
        view.add_item(TurnPage(excerpts.turned(+1).write(), "Next →"))
    return view


async def _show(interaction: "discord.Interaction[Podcite]", written: str) -> None:
    try:
        excerpts = Excerpts.read(*written.split(":"))
    except ValueError as error:
        raise BadRequestError("This button is of another version of me; please ask again.") from error
    generation, segment = excerpts.pages[excerpts.page]
    # The guild is the one of the click, whatever answer the button came from.
    scope = Scope(guild=interaction.guild_id)
    episode, segments = await interaction.client.library.cited(scope, generation, segment, context=1)
    await count_met(interaction.client, interaction.guild_id, [(generation, segment)])
    await interaction.edit_original_response(
        embed=excerpts.show(episode, segments),
        view=_pager(excerpts),
        allowed_mentions=discord.AllowedMentions.none(),
    )
