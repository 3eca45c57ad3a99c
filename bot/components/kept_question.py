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
from bot.ui.language import _
from bot.ui.reply_embeds import kept_question_embed, read_kept_question
from retrieval.models import Scope

T = TypeVar("T")


class KeptQuestionButton(ui.DynamicItem[ui.Button[ui.View]], template="kept:(?P<action>ask|follow-up)"):
    """Asks the question that its message keeps; nothing of it is stored anywhere else.

    The message of a follow-up also holds the answer that it is about, as the answer's own message does.
    """

    def __init__(self, action: str = "ask") -> None:
        super().__init__(ui.Button(label=_("Ask now"), style=ButtonStyle.primary, custom_id=f"kept:{action}"))
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
        kept = read_kept_question(message.embeds[0]) if message and message.embeds else None
        if kept is None:
            raise ExpiredPageError
        await defer_reply(interaction, private=await answers_privately(interaction))
        scope = Scope(interaction.guild_id, show=kept.show, episode=kept.episode)
        await reply_to(self.action)(interaction, kept.question, scope)


def kept_view(action: str) -> ui.View:
    """Return the button that asks a kept question, by `ask` or as a `follow-up`."""
    view = ui.View(timeout=None)
    view.add_item(KeptQuestionButton(action))
    return view


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
        raise KeptQuestionError(error.cooldown, error.retry_after, embed, kept_view("ask")) from error
