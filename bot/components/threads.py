"""The button that opens a thread under an answer, in which the conversation goes on."""

import re
from typing import Any, Final, Self

import discord
from discord import app_commands, ui

from bot.client import Podcite
from bot.components.pages.navigation import ExpiredPageError, episode_of
from bot.errors import RefusedError, reports_errors
from bot.installs import is_brought_along
from bot.permissions import answers_in_public, check_may_read
from bot.ui.discord_text import MAX_NAME, fit, plain, read_back
from retrieval.models import Answer

MAX_THREAD_NAME = 100
"""The longest name of a thread."""
ARCHIVE_MINUTES: Final = 1440
"""After how many minutes of silence Discord archives the thread: a day."""
# Discord's error codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes
UNKNOWN_MESSAGE = 10008
THREAD_EXISTS = 160004
TOO_MANY_THREADS = 160006

SWITCHED_OFF = "I don't answer messages in this channel; please go on with /ask."
THREAD_DELETED = "The thread under this answer was deleted, and Discord allows only one. Please ask again."
THREAD_LOCKED = "The thread under this answer is locked. A moderator can unlock it."
_NEEDED = ("create_public_threads", "send_messages_in_threads")
_REFUSALS = {
    UNKNOWN_MESSAGE: "That answer was deleted, so there can't be a thread under it. Please ask again.",
    TOO_MANY_THREADS: "This server has as many threads as Discord allows. Please close one and try again.",
}


class ContinueButton(ui.DynamicItem[ui.Button[ui.View]], template=r"thread:(?P<generation>[0-9]{1,15})"):
    """Opens a thread. Its custom id tells the one episode that was searched for the answer, else 0."""

    def __init__(self, generation: int = 0) -> None:
        super().__init__(ui.Button(label="Continue in a thread", custom_id=f"thread:{generation}", row=1))
        self.generation = generation

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["generation"]))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await check_may_read(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await answers_in_public(interaction)
        thread = await _open_thread(interaction, self.generation)
        await interaction.edit_original_response(content=f"The conversation goes on in {thread.mention}.")


def add_continue_button(
    view: ui.View, interaction: discord.Interaction[Podcite], answer: Answer, *, private: bool
) -> None:
    """Add the button to an answer that everybody sees, in a channel that may have threads."""
    kind = getattr(interaction.channel, "type", None)
    may_have_threads = kind in (discord.ChannelType.text, discord.ChannelType.news)
    if may_have_threads and answer.sentences and not private and not is_brought_along(interaction):
        view.add_item(ContinueButton(answer.within.generation if answer.within else 0))


async def _open_thread(interaction: discord.Interaction[Podcite], generation: int) -> discord.Thread:
    """Return the thread under the message whose button was pressed, opened if there is none."""
    message, guild, client = interaction.message, interaction.guild_id, interaction.client
    if message is None or guild is None:
        raise RefusedError("That works in a server's channels only.")
    if await client.library.guilds.channel_policy(guild, message.channel.id) == "off":
        raise RefusedError(SWITCHED_OFF)
    lacking = [name for name in _NEEDED if not getattr(interaction.app_permissions, name)]
    if lacking:
        raise app_commands.BotMissingPermissions(lacking)
    title = next((embed.title for embed in message.embeds if embed.title), None)
    name = plain(read_back(title or "Conversation"), MAX_THREAD_NAME)
    try:
        thread = await message.create_thread(name=name, auto_archive_duration=ARCHIVE_MINUTES)
    except discord.HTTPException as error:
        if error.code == THREAD_EXISTS:
            return await _existing_thread(client, message.id)
        if error.code in _REFUSALS:
            raise RefusedError(_REFUSALS[error.code]) from error
        raise
    await thread.send(await _invitation(client, guild, generation))
    return thread


async def _existing_thread(client: Podcite, number: int) -> discord.Thread:
    try:
        thread = await client.fetch_channel(number)
    except discord.NotFound as error:
        raise RefusedError(THREAD_DELETED) from error
    if not isinstance(thread, discord.Thread):
        raise RefusedError(THREAD_DELETED)
    if thread.locked:
        raise RefusedError(THREAD_LOCKED)
    return await thread.edit(archived=False) if thread.archived else thread


async def _invitation(client: Podcite, guild: int, generation: int) -> str:
    """Return the first message in a thread: how to go on, and the episode that it stays with."""
    assert client.user is not None  # noqa: S101 - buttons come after the login
    how = "just write" if client.intents.message_content else f"mention me ({client.user.mention}) with"
    text = f"Go on here: {how} your next question."
    try:
        episode = await episode_of(client.library, guild, generation) if generation else None
    except ExpiredPageError:
        episode = None
    if episode is None:
        return text
    title = fit(episode.title, MAX_NAME)
    return f"{text} I stay with the episode “{title}” until you name another, or write “in all episodes”."
