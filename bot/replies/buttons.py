"""The buttons that reply with an answer or a summary, as the commands do."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.components.asking import AnswerButton, ChoiceButton
from bot.errors import reports_errors
from bot.permissions import check_may_ask, defer_reply
from bot.replies.summary import reply_with_summary
from bot.ui.language import _
from retrieval.models import Scope


class SummaryButton(ui.DynamicItem[ui.Button[ui.View]], template=r"summary:(?P<episode>[\w-]{1,80})"):
    """Shows the summary of an episode to the user who presses it."""

    def __init__(self, episode: str) -> None:
        super().__init__(ui.Button(label=_("Summary"), custom_id=f"summary:{episode}"))
        self.episode = episode

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["episode"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_ask(interaction)
        await defer_reply(interaction, private=True)
        await reply_with_summary(interaction, Scope(interaction.guild_id, episode=self.episode))


REPLY_BUTTONS = (AnswerButton, ChoiceButton, SummaryButton)
