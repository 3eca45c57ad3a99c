"""Keep the question that was typed during a cooldown, and ask it by a button when the time is over."""

import re
from collections.abc import Callable
from typing import Any, Self, TypeVar

import discord
from discord import ButtonStyle, app_commands, ui

from bot.client import Podcite
from bot.components.asking import reply_to
from bot.components.pages.navigation import ExpiredPageError
from bot.errors import KeptQuestionError, reports_errors
from bot.permissions import answers_privately, check_may_ask, defer_reply
from bot.ui.reply_embeds import kept_question_embed, read_kept_question
from retrieval.models import Scope

T = TypeVar("T")
SOURCES = ("cited:", "sources:")
"""How the custom ids of the buttons and menus begin that say what an answer is about."""


class KeptQuestionButton(ui.DynamicItem[ui.Button[ui.View]], template="kept:(?P<action>ask|follow-up)"):
    """Asks the question that its message keeps; nothing of it is stored anywhere else.

    The message of a follow-up question also keeps the answer that it is about.
    """

    def __init__(self, action: str = "ask") -> None:
        super().__init__(ui.Button(label="Ask now", style=ButtonStyle.primary, custom_id=f"kept:{action}"))
        self.action = action

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"])

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_ask(interaction)
        message = interaction.message
        kept = read_kept_question(message.embeds[-1]) if message and message.embeds else None
        if kept is None:
            raise ExpiredPageError
        await defer_reply(interaction, private=await answers_privately(interaction))
        scope = Scope(interaction.guild_id, show=kept.show, episode=kept.episode)
        await reply_to(self.action)(interaction, kept.question, scope)


def keeps_question() -> Callable[[T], T]:
    """Decorate a command with a question: check as `asks_models` does, but keep what was typed."""
    return app_commands.check(_check)


async def _check(interaction: discord.Interaction[Podcite]) -> bool:
    try:
        return await check_may_ask(interaction)
    except app_commands.CommandOnCooldown as error:
        typed = interaction.namespace
        embed = kept_question_embed(
            typed.question, getattr(typed, "episode", None), getattr(typed, "show", None)
        )
        view = ui.View(timeout=None)
        view.add_item(KeptQuestionButton())
        raise KeptQuestionError(error.cooldown, error.retry_after, (embed,), view) from error


async def check_may_follow_up(interaction: discord.Interaction[Podcite], question: str) -> None:
    """Check a question about the answer above as `check_may_ask` does, but keep what was typed."""
    try:
        await check_may_ask(interaction)
    except app_commands.CommandOnCooldown as error:
        message = interaction.message
        if message is None or not message.embeds:
            raise
        answer = discord.Embed(title=message.embeds[0].title, description=message.embeds[0].description)
        view = ui.View.from_message(message, timeout=None)
        for item in view.children:
            if not str(getattr(item, "custom_id", "")).startswith(SOURCES):
                view.remove_item(item)
        view.add_item(KeptQuestionButton("follow-up"))
        view.stop()  # the buttons are found by their custom ids alone
        embeds = (answer, kept_question_embed(question, None, None))
        raise KeptQuestionError(error.cooldown, error.retry_after, embeds, view) from error
