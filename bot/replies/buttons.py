"""The buttons that reply with an answer or a summary, as the commands do."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.components.pages.navigation import ExpiredPageError, episode_of
from bot.errors import reports_errors
from bot.permissions import answers_privately, check_may_ask
from bot.replies.answer import reply_with_answer
from bot.replies.summary import reply_with_summary
from retrieval.models import Scope


class AnswerButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"asks:(?P<generation>[0-9]+)\.(?P<position>[0-9]+)"
):
    """Posts the cited answer to a question of an episode."""

    def __init__(self, generation: int, position: int) -> None:
        label = f"Answer {position + 1}"
        super().__init__(ui.Button(label=label, custom_id=f"asks:{generation}.{position}"))
        self.generation, self.position = generation, position

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["generation"]), int(match["position"]))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_ask(interaction)
        await interaction.response.defer(thinking=True, ephemeral=await answers_privately(interaction))
        library, guild = interaction.client.library, interaction.guild_id
        episode = await episode_of(library, guild, self.generation)
        scope = Scope(guild, episode=episode.id)
        questions = await library.pages.questions(scope)
        if self.position >= len(questions):
            raise ExpiredPageError
        await reply_with_answer(interaction, questions[self.position].question, scope)


class SummaryButton(ui.DynamicItem[ui.Button[ui.View]], template=r"summary:(?P<episode>[\w-]{1,80})"):
    """Shows the summary of an episode to the user who presses it."""

    def __init__(self, episode: str) -> None:
        super().__init__(ui.Button(label="Summary", custom_id=f"summary:{episode}"))
        self.episode = episode

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["episode"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_ask(interaction)
        await interaction.response.defer(thinking=True, ephemeral=True)
        await reply_with_summary(interaction, Scope(interaction.guild_id, episode=self.episode))


REPLY_BUTTONS = (AnswerButton, SummaryButton)
