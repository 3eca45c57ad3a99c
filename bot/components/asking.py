"""Buttons that ask: again with one of the episodes that a question may mean, or a question of an episode.

What they ask for is replied to by the functions that register here, because these show such buttons too.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, TypeVar

import discord
from discord import ui

from bot.client import Podcite
from bot.components.pages.navigation import ExpiredPageError, episode_of, is_askers
from bot.errors import reports_errors
from bot.permissions import answers_privately, check_may_ask, defer_reply
from bot.ui.discord_text import plain
from bot.ui.language import _
from retrieval.models import Episode, Scope

MAX_LABEL = 80
"""The longest label of a button, in UTF-16 code units."""

EPISODE_ID = re.compile(r"[\w-]{0,80}")
"""An episode's id that a custom id can hold, or none."""

Reply = Callable[[discord.Interaction[Podcite], str, Scope], Awaitable[None]]
"""Reply to a question, or to the request for a page, in a scope."""

ReplyT = TypeVar("ReplyT", bound=Reply)
_REPLIES: dict[str, Reply] = {}


def replies_to(*actions: str) -> Callable[[ReplyT], ReplyT]:
    """Register the function that replies to actions: `ask`, `follow-up`, `question`, or a page's name."""

    def register(reply: ReplyT) -> ReplyT:
        _REPLIES.update(dict.fromkeys(actions, reply))
        return reply

    return register


def reply_to(action: str) -> Reply:
    """Return the function that replies to an action. Raises ExpiredPageError if there is none."""
    reply = _REPLIES.get(action)
    if reply is None:
        raise ExpiredPageError
    return reply


class ChoiceButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"choose:(?P<action>[a-z]+):(?P<generation>[0-9]{1,15})"
):
    """Asks this episode the question in the message's footer, or opens the episode's page."""

    def __init__(self, action: str, generation: int, label: str = "·") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"choose:{action}:{generation}"))
        self.action, self.generation = action, generation

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["action"], int(match["generation"]))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_ask(interaction)
        await defer_reply(interaction, private=await answers_privately(interaction))
        message = interaction.message
        question = message.embeds[0].footer.text if message and message.embeds else None
        if not question:
            raise ExpiredPageError
        episode = await episode_of(interaction.client.library, interaction.guild_id, self.generation)
        await reply_to(self.action)(interaction, question, Scope(interaction.guild_id, episode=episode.id))


class AnswerButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"asks:(?P<generation>[0-9]+)\.(?P<position>[0-9]+)"
):
    """Posts the passages that answer a question of an episode; anyone but the asker sees a private copy."""

    def __init__(self, generation: int, position: int) -> None:
        label = _("Answer {number}", number=position + 1)
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
        private = not is_askers(interaction) or await answers_privately(interaction)
        await defer_reply(interaction, private=private)
        library, guild = interaction.client.library, interaction.guild_id
        episode = await episode_of(library, guild, self.generation)
        scope = Scope(guild, episode=episode.id)
        questions = await library.pages.questions(scope)
        if self.position >= len(questions):
            raise ExpiredPageError
        await reply_to("question")(interaction, questions[self.position].question, scope)


def choice_view(action: str, episodes: Sequence[Episode]) -> ui.View:
    """Return a button for each episode."""
    view = ui.View(timeout=None)
    for n, episode in enumerate(episodes, start=1):
        view.add_item(ChoiceButton(action, episode.generation, plain(f"{n}. {episode.title}", MAX_LABEL)))
    return view
