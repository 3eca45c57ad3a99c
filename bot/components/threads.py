"""The button that opens a thread under an answer, in which the conversation goes on."""

import re
from typing import Any, Final, Self

import discord
from discord import app_commands, ui

from bot.client import Podcite
from bot.components.pages.navigation import ExpiredPageError, episode_of
from bot.errors import RefusedError, reports_errors
from bot.installs import is_brought_along
from bot.permissions import answers_in_public, answers_privately, check_may_read
from bot.reader_language import speak_to_user
from bot.ui.discord_text import MAX_NAME, fit, plain, read_back
from bot.ui.language import _, gettext_noop, in_a_row
from retrieval.models import Answer

MAX_THREAD_NAME = 100
"""The longest name of a thread."""
ARCHIVE_MINUTES: Final = 1440
"""After how many minutes of silence Discord archives the thread: a day."""
# Discord's error codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes
UNKNOWN_MESSAGE = 10008
THREAD_EXISTS = 160004
TOO_MANY_THREADS = 160006

SWITCHED_OFF = gettext_noop("I don't answer messages in this channel; please use /ask instead.")
ONLY_PRIVATE = gettext_noop(
    "In this server only the person who asks sees my answers, so I can't answer messages in a thread; "
    "please use /ask instead."
)
THREAD_DELETED = gettext_noop(
    "The thread under this answer was deleted, and Discord allows only one. Please ask again."
)
THREAD_LOCKED = gettext_noop("The thread under this answer is locked. A moderator can unlock it.")
_NEEDED = ("create_public_threads", "send_messages_in_threads")
_REFUSALS = {
    UNKNOWN_MESSAGE: gettext_noop(
        "That answer was deleted, so there can't be a thread under it. Please ask again."
    ),
    TOO_MANY_THREADS: gettext_noop(
        "This server has as many threads as Discord allows. Please close one and try again."
    ),
}


class ContinueButton(ui.DynamicItem[ui.Button[ui.View]], template=r"thread:(?P<generation>[0-9]{1,15})"):
    """Opens a thread. Its custom id holds the one episode that was searched for the answer, else 0."""

    def __init__(self, generation: int = 0) -> None:
        super().__init__(ui.Button(label=_("Continue in a thread"), custom_id=f"thread:{generation}", row=1))
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
        speak_to_user(interaction)
        content = _("The conversation continues in {thread}.", thread=thread.mention)
        await interaction.edit_original_response(content=content)


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
    if await answers_privately(interaction):
        raise RefusedError(ONLY_PRIVATE)
    lacking = [name for name in _NEEDED if not getattr(interaction.app_permissions, name)]
    if lacking:
        raise app_commands.BotMissingPermissions(lacking)
    title = next((embed.title for embed in message.embeds if embed.title), None)
    name = plain(read_back(title or _("Conversation")), MAX_THREAD_NAME)
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
    """Return the first message in a thread: how to continue, and the episode that it stays with."""
    assert client.user is not None  # noqa: S101 - buttons come after the login
    if client.intents.message_content:
        text = _("Continue here: just write your next question.")
    else:
        text = _("Continue here: mention me ({bot}) with your next question.", bot=client.user.mention)
    try:
        episode = await episode_of(client.library, guild, generation) if generation else None
    except ExpiredPageError:
        episode = None
    if episode is None:
        return text
    stays = _(
        "I stay with the episode “{title}” until you name another, or write “in all episodes”.",
        title=fit(episode.title, MAX_NAME),
    )
    return in_a_row(text, stays)
