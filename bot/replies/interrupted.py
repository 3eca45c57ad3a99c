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
from bot.ui.answer_embeds import interrupted_embed, is_waiting
from bot.ui.discord_text import ELLIPSIS, read_back
from retrieval.errors import PodciteError
from retrieval.models.feedback import OpenReply

log = logging.getLogger(__name__)

# How Discord calls the reply to an interaction where a message's id is expected.
_REPLY: int = "@original"  # type: ignore[assignment]


@asynccontextmanager
async def open_reply(
    interaction: discord.Interaction[Podcite], episode: str | None = None
) -> AsyncIterator[None]:
    """Store, while the body runs, that the user waits for this reply, so that a crash can be told of.

    The body doesn't wait for that. If it can't be stored, the reply goes on without it. A reply to a
    message, which has no token, is not stored.
    """
    if not interaction.token:
        yield
        return
    records = interaction.client.library.guilds.answers
    reply = OpenReply(interaction.guild_id, interaction.application_id, interaction.token, episode)
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
        try:
            await _tell(bot, reply)
        except discord.HTTPException as error:
            log.info("An interrupted reply can't be edited (status %s, code %s)", error.status, error.code)


async def _tell(bot: Podcite, reply: OpenReply) -> None:
    webhook = discord.Webhook.partial(reply.application, reply.token, client=bot)
    message = await webhook.fetch_message(_REPLY)
    embed = message.embeds[0] if message.embeds else None
    if not message.flags.loading and not (embed and is_waiting(embed) and not message.components):
        return
    question = read_back(embed.title) if embed and embed.title else ""
    view = ui.View(timeout=None)
    # A question that was cut to the length of a title can't be asked again from there.
    if question and not question.endswith(ELLIPSIS) and EPISODE_ID.fullmatch(reply.episode or ""):
        view.add_item(AskAgainButton(reply.episode or ""))
    view.stop()
    await webhook.edit_message(_REPLY, content=None, embed=interrupted_embed(question), view=view)
    log.info("Told the user of an interrupted reply")
