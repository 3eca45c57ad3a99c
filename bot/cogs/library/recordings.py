"""Add the address of a recording to an episode that has none, from the page of `/library status`."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.errors import reports_errors
from bot.jobs.typed_details import link_or_none
from bot.permissions import actor_of, check_moderator
from bot.ui.discord_text import fit, plain
from bot.ui.language import _
from bot.ui.recording_sentences import Medium, recording_sentence
from retrieval.errors import BadRequestError
from retrieval.media_links import is_video
from retrieval.models import Episode, Scope

MAX_OPTIONS = 25
"""The options that Discord allows in a menu."""
MAX_VALUE = 100
"""The longest value of an option, in characters."""


class RecordingMenu(ui.DynamicItem[ui.Select[ui.View]], template="recording:choose"):
    """A menu of the episodes without a recording; choosing one opens the form for its address."""

    def __init__(self, episodes: Sequence[Episode] = ()) -> None:
        options = [
            discord.SelectOption(label=plain(episode.title, 100), value=episode.id, description=episode.id)
            for episode in episodes
            if len(episode.id) <= MAX_VALUE
        ]
        super().__init__(
            ui.Select(
                custom_id="recording:choose",
                placeholder=_("Add the address of a recording to…"),
                options=options[:MAX_OPTIONS] or [discord.SelectOption(label="·")],
            )
        )

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls()

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_moderator(interaction, "recording")
        await interaction.response.send_modal(RecordingForm(self.item.values[0]))


class RecordingForm(ui.Modal):
    """The address of an episode's audio or video file."""

    def __init__(self, episode: str) -> None:
        super().__init__(title=_("Where is the recording?"))
        self.episode = episode
        self.address: ui.TextInput[RecordingForm] = ui.TextInput(
            placeholder="https://…", min_length=8, max_length=500
        )
        self.add_item(
            ui.Label(
                text=_("Address of the audio or video"),
                description=_("It must be the recording that the transcript was made from."),
                component=self.address,
            )
        )

    @reports_errors
    async def on_submit(self, interaction: discord.Interaction[Podcite], /) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild = await check_moderator(interaction, "recording")
        url = link_or_none(self.address.value)
        if url is None:
            raise BadRequestError("Please enter the address of the recording.")
        library = interaction.client.library
        kind: Medium = "video" if is_video(url) else "audio"
        await library.offset(Scope(guild, episode=self.episode), kind, 0.0, 0.0, url)
        await library.guilds.record(guild, actor_of(interaction), "recording", self.episode, kind)
        await interaction.edit_original_response(content=recording_sentence(fit(self.episode, 200), kind))


def without_recording(episodes: Sequence[Episode], guild: int) -> list[Episode]:
    """Return the guild's own episodes into whose recordings no link leads, because none is known."""
    return [episode for episode in episodes if episode.show.guild == guild and not episode.media]


def recordings_view(episodes: Sequence[Episode]) -> ui.View:
    """Return the menu of these episodes; an empty view if there are none."""
    view = ui.View(timeout=None)
    if episodes:
        view.add_item(RecordingMenu(episodes))
    return view
