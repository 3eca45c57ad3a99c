"""Pages of a transcript, one for each segment, and the form that jumps to any of them."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.components.forms import TextForm
from bot.components.pages.navigation import (
    ExpiredPageError,
    Page,
    PageButton,
    PageRequest,
    episode_of,
    page_kind,
    read_numbers,
    turn_to,
)
from bot.errors import reports_errors
from bot.permissions import check_channel
from bot.timestamps import segment_at
from bot.ui.episode_embeds import transcript_embed
from bot.ui.language import _, gettext_noop
from retrieval.library import Library
from retrieval.models import Episode, Scope


class JumpButton(ui.DynamicItem[ui.Button[ui.View]], template=r"jump:(?P<generation>[0-9]+)"):
    """Asks for the time or the number of a segment."""

    def __init__(self, generation: int) -> None:
        super().__init__(ui.Button(label=_("Jump to…"), custom_id=f"jump:{generation}"))
        self.generation = generation

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["generation"]))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_channel(interaction)
        await JUMP.open(interaction, str(self.generation))


async def _jump(interaction: discord.Interaction[Podcite], state: str, place: str) -> None:
    library, guild = interaction.client.library, interaction.guild_id
    generation, __ = read_numbers(f"{state}.0")
    episode = await episode_of(library, guild, generation)
    ___, segments = await library.transcript(Scope(guild, episode=episode.id))
    await turn_to(interaction, "segment", f"{generation}.{segment_at(place, segments)}")


JUMP = TextForm(
    "jump",
    title=gettext_noop("Jump to"),
    label=gettext_noop("A time or a segment"),
    placeholder=gettext_noop("1:02:03, 350s or 119"),
    max_length=20,
    submit=_jump,
    is_long=False,
)


async def transcript_page(library: Library, episode: Episode, guild: int | None, number: int) -> Page:
    """Return a segment of an episode, with buttons to its neighbours and to any other."""
    __, (segment,) = await library.transcript(Scope(guild, episode=episode.id), at=number, context=0)
    view = ui.View(timeout=None)
    for label, target in ((_("← Previous"), number - 1), (_("Next →"), number + 1)):
        there = 1 <= target <= episode.segments
        view.add_item(PageButton("segment", f"{episode.generation}.{target}", label, disabled=not there))
    view.add_item(JumpButton(episode.generation))
    return Page(transcript_embed(episode, segment), view)


@page_kind("segment")
async def _build(request: PageRequest) -> Page:
    generation, number = read_numbers(request.state)
    episode = await episode_of(request.library, request.guild, generation)
    if not 1 <= number <= episode.segments:
        raise ExpiredPageError
    return await transcript_page(request.library, episode, request.guild, number)
