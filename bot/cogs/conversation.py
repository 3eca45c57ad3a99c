"""Conversations: mentions, private messages, the menu of a message, and threads under answers."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import discord
from cachetools import TTLCache
from discord import app_commands
from discord.ext import commands

from bot.channel_policies import is_for_bot
from bot.client import Podcite
from bot.components.threads import ContinueButton
from bot.delivered_once import DELIVERED_SECONDS, MAX_DELIVERED
from bot.errors import RefusedError, report_error
from bot.installs import is_brought_along
from bot.permissions import answers_privately, asks_models, check_may_ask, defer_reply
from bot.reader_language import speak_to_guild
from bot.replies.answer import reply_with_answer, reply_with_help
from bot.replies.earlier_turns import Place, question_in, read_turns
from bot.replies.message_reply import MessageGoneError, MessageReply
from bot.tree import FAREWELL_SECONDS, tell_restarting
from bot.ui.language import gettext_noop
from retrieval.answering.question_validation import MAX_QUESTION_CHARACTERS
from retrieval.errors import PodciteError
from retrieval.models import Scope, ShownTurn

log = logging.getLogger(__name__)

MENU = "Ask the podcasts about this"
"""The name of the command in a message's menu."""
NO_WORDS = gettext_noop("That message has no text to ask about; please choose one with text.")
PRIVATE = gettext_noop(
    "In this server, only the person who asks may see my answers, and Discord allows that for commands only. "
    "Please use /ask."
)
MAX_WAITING, WAITING_SECONDS = 10_000, 30.0
"""How many users who were told to wait are remembered, and for how long they aren't told again."""


class Conversation(commands.Cog):
    """Answers messages with the talk so far, which is read from Discord."""

    def __init__(self, bot: Podcite) -> None:
        self._bot = bot
        self._menu = app_commands.ContextMenu(name=MENU, callback=self._ask_about)
        self._replies: dict[int, tuple[asyncio.Task[Any], MessageReply]] = {}
        self._taken: TTLCache[int, bool] = TTLCache(MAX_DELIVERED, DELIVERED_SECONDS)
        self._told_to_wait: TTLCache[tuple[int | None, int], bool] = TTLCache(MAX_WAITING, WAITING_SECONDS)

    async def cog_load(self) -> None:
        self._bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """End the answers that are being written, and tell their users."""
        self._bot.tree.remove_command(self._menu.name, type=self._menu.type)
        farewells = set()
        for task, reply in list(self._replies.values()):
            if "replying" not in reply.extras:
                task.cancel()
                farewells.add(asyncio.create_task(_say_farewell(reply)))
        if farewells:
            await asyncio.wait(farewells, timeout=FAREWELL_SECONDS)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that is for the bot, once; its edits are other events."""
        try:
            if not await is_for_bot(self._bot, message):
                return
            if message.id in self._taken:
                log.info("A message was delivered twice; it is answered once")
                return
            self._taken[message.id] = True
            if isinstance(
                message.channel, discord.PartialMessageable
            ):  # a thread that was archived until now
                message.channel = await self._bot.fetch_channel(message.channel.id)  # type: ignore[assignment]
        except (PodciteError, discord.HTTPException) as error:
            log.warning("A message can't be answered (%s)", type(error).__name__)
            return
        reply, task = MessageReply(self._bot, message), asyncio.current_task()
        assert task is not None  # noqa: S101 - discord.py calls listeners in tasks
        self._replies[message.id] = task, reply
        speak_to_guild(message.guild)
        try:
            await self._answer(reply)
        except MessageGoneError:
            log.info("A message was deleted before it was answered")
        except Exception as error:
            await self._report(reply, error)
        finally:
            self._replies.pop(message.id, None)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Stop answering a message when it is deleted."""
        await self._drop(payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Stop answering messages when they are deleted all at once, as moderation bots do."""
        for message in payload.message_ids:
            await self._drop(message)

    async def _drop(self, message: int) -> None:
        task, reply = self._replies.get(message, (None, None))
        if task is not None and reply is not None and "replying" not in reply.extras:
            task.cancel()
            with suppress(discord.HTTPException):
                await reply.delete_original_response()

    @asks_models()
    async def _ask_about(self, interaction: discord.Interaction[Podcite], message: discord.Message) -> None:
        question = question_in(interaction.client, message)
        if not question:
            raise RefusedError(NO_WORDS)
        await defer_reply(interaction, private=await answers_privately(interaction))
        turns: Sequence[ShownTurn] = ()
        if isinstance(interaction.channel, discord.abc.Messageable) and not is_brought_along(interaction):
            asked = discord.Object(interaction.id)
            turns = await read_turns(
                interaction.client,
                Place(interaction.channel, interaction.user.id, asked, interaction.created_at),
            )
        if turns:  # what somebody else wrote isn't about the episode that this talk stays with
            turns = [*turns[:-1], replace(turns[-1], within=0)]
        scope = Scope(interaction.guild_id)
        await reply_with_answer(interaction, question[:MAX_QUESTION_CHARACTERS], scope, history=turns)

    async def _answer(self, reply: MessageReply) -> None:
        """Answer a message. Raises MessageGoneError where it is deleted meanwhile."""
        message, client = reply.asked, self._bot
        question = question_in(client, message)
        answered = message.reference.resolved if message.reference else None
        is_of_bot = isinstance(answered, discord.Message) and answered.author == client.user
        if not question and isinstance(answered, discord.Message) and not is_of_bot:
            question = question_in(client, answered)  # somebody asks the bot what another one wrote
        if not question and not self._is_called(message):
            return
        reply.check_can_reply()
        await check_may_ask(reply.interaction)
        if reply.guild_id is not None and await answers_privately(reply.interaction):
            raise RefusedError(PRIVATE)
        async with reply.typing():
            if not question:
                await reply_with_help(reply.interaction)
                return
            answer = answered if is_of_bot and isinstance(answered, discord.Message) else None
            place = Place(message.channel, message.author.id, message, message.created_at, answer)
            turns = await read_turns(client, place)
            await reply_with_answer(reply.interaction, question, Scope(reply.guild_id), history=turns)

    def _is_called(self, message: discord.Message) -> bool:
        """Return whether a message mentions the bot, or is a private message to it."""
        own = self._bot.user
        return message.guild is None or (own is not None and own.id in message.raw_mentions)

    async def _report(self, reply: MessageReply, error: Exception) -> None:
        """Tell the user what went wrong, unless they didn't address the bot, or were told just now."""
        is_addressed = reply.guild_id is None or self._bot.user in reply.asked.mentions
        if isinstance(error, app_commands.AppCommandError) and not is_addressed:
            return
        if isinstance(error, app_commands.CommandOnCooldown):
            user = reply.guild_id, reply.user.id
            if user in self._told_to_wait:
                return
            self._told_to_wait[user] = True
        with suppress(MessageGoneError):
            await report_error(reply.interaction, error)


async def _say_farewell(reply: MessageReply) -> None:
    with suppress(MessageGoneError):
        await tell_restarting(reply.interaction)


async def setup(bot: Podcite) -> None:
    """Add the cog and its button; discord.py calls this as it loads the extension."""
    bot.add_dynamic_items(ContinueButton)
    await bot.add_cog(Conversation(bot))
