"""Tell people, after a restart, of the replies that a crash has interrupted."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import discord
from discord import ui

from bot.client import Podcite
from bot.components.answer_buttons import AskAgainButton
from bot.components.asking import EPISODE_ID
from bot.reader_language import speak_to_guild
from bot.replies.message_reply import asked_message
from bot.ui.answer_embeds import INTERRUPTED, interrupted_embed, is_waiting
from bot.ui.discord_text import ELLIPSIS, read_back
from bot.ui.language import _, speak
from retrieval.errors import PodciteError
from retrieval.models.feedback import OpenReply
from retrieval.understanding.languages import language_of

log = logging.getLogger(__name__)

MAX_MESSAGES = 100
"""How many messages after a question are looked through for the reply to it: what Discord returns at once."""
# How Discord calls the reply to an interaction where a message's id is expected.
_REPLY: int = "@original"  # type: ignore[assignment]


@asynccontextmanager
async def open_reply(
    interaction: discord.Interaction[Podcite], episode: str | None = None
) -> AsyncIterator[None]:
    """Store, while the body runs, that the user waits for this reply, so that they are told after a crash.

    The body doesn't wait for that. If it can't be stored, the reply continues without it.
    """
    records = interaction.client.library.guilds.answers
    reply = OpenReply(interaction.guild_id, interaction.application_id or 0, interaction.token, episode)
    opening = asyncio.create_task(records.open_reply(reply))
    try:
        yield
    finally:
        try:
            await records.close_reply(await opening)
        except PodciteError as error:
            log.warning("An open reply couldn't be stored or closed (%s)", type(error).__name__)


async def tell_interrupted(bot: Podcite) -> None:
    """Edit the replies that the last process left unfinished; those that are finished or gone stay."""
    try:
        replies = await bot.library.guilds.answers.take_open_replies()
    except PodciteError as error:
        log.warning("The replies that were interrupted can't be read (%s)", type(error).__name__)
        return
    for reply in replies:
        speak_to_guild(bot.get_guild(reply.guild or 0))
        try:
            await _tell(bot, reply)
        except discord.HTTPException as error:
            log.info("An interrupted reply can't be edited (status %s, code %s)", error.status, error.code)


async def _tell(bot: Podcite, reply: OpenReply) -> None:
    asked = asked_message(reply.token)
    if asked is not None:
        await _tell_in_reply(bot, reply, asked)
        return
    webhook = discord.Webhook.partial(reply.application, reply.token, client=bot)
    message = await webhook.fetch_message(_REPLY)
    if message.flags.loading or _is_unfinished(message):
        embed, view = _interrupted(message, reply)
        await webhook.edit_message(_REPLY, content=None, embed=embed, view=view)
        log.info("Told the user of an interrupted reply")


async def _tell_in_reply(bot: Podcite, reply: OpenReply, asked: discord.MessageReference) -> None:
    """Edit the unfinished reply to a message; where there was none yet, reply."""
    channel = bot.get_partial_messageable(asked.channel_id, guild_id=reply.guild)
    question = discord.Object(asked.message_id or 0)
    async for message in channel.history(after=question, limit=MAX_MESSAGES, oldest_first=True):
        own = bot.user is not None and message.author.id == bot.user.id
        if own and message.reference and message.reference.message_id == question.id:
            if _is_unfinished(message):
                embed, view = _interrupted(message, reply)
                await message.edit(content=None, embed=embed, view=view)
                log.info("Told the user of an interrupted reply")
            return
    await channel.send(_(INTERRUPTED), reference=asked)
    log.info("Told the user of an interrupted reply")


def _is_unfinished(message: discord.Message) -> bool:
    return bool(message.embeds and is_waiting(message.embeds[0]) and not message.components)


def _interrupted(message: discord.Message, reply: OpenReply) -> tuple[discord.Embed, ui.View]:
    """Return what an interrupted reply becomes: a sentence, and a button that asks its question again."""
    title = (message.embeds[0].title if message.embeds else None) or ""
    if title:
        speak(language_of(read_back(title)))
    view = ui.View(timeout=None)
    # A question that was cut to the length of a title can't be asked again from there.
    if title and not title.endswith(ELLIPSIS) and EPISODE_ID.fullmatch(reply.episode or ""):
        view.add_item(AskAgainButton(reply.episode or ""))
    view.stop()
    return interrupted_embed(title), view
