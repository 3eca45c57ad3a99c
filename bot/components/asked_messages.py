"""Read the question of an answer from its message, when a moderator wants to see it."""

import discord

from bot.client import Podcite
from bot.errors import RefusedError
from bot.ui.discord_text import read_back
from bot.ui.language import gettext_noop

DELETED = gettext_noop("This message was deleted, so its question can't be read any more.")
HIDDEN = gettext_noop("You can't read the channel of this question, so it isn't shown here.")
CLOSED = gettext_noop(
    "I can't read the channel of this question: give me View Channel and Read Message History there."
)
NO_QUESTION = gettext_noop("This message doesn't show its question.")


async def read_question(interaction: discord.Interaction[Podcite], channel: int, message: int) -> str:
    """Return the question that a message of the server answers, as the message shows it.

    Raises RefusedError with the reason where it can't be read, or the user may not read it.
    """
    try:
        place = await _place_of(interaction, channel)
        answer = await place.fetch_message(message)
    except discord.NotFound as error:
        raise RefusedError(DELETED) from error
    except discord.Forbidden as error:
        raise RefusedError(CLOSED) from error
    title = answer.embeds[0].title if answer.embeds else None
    if not title or answer.author != interaction.client.user:
        raise RefusedError(NO_QUESTION)
    return read_back(title)


async def _place_of(interaction: discord.Interaction[Podcite], channel: int) -> discord.abc.Messageable:
    """Return a channel of the server that the user may read. Raises RefusedError for any other one."""
    guild, user = interaction.guild, interaction.user
    place = guild.get_channel_or_thread(channel) if guild else None
    if place is None:  # as an archived thread
        fetched = await interaction.client.fetch_channel(channel)
        place = None if isinstance(fetched, discord.abc.PrivateChannel) else fetched
    if place is None or place.guild.id != interaction.guild_id or not isinstance(user, discord.Member):
        raise RefusedError(DELETED)
    if isinstance(place, discord.Thread) and place.parent is None:  # whose permissions aren't known
        raise RefusedError(CLOSED)
    held = place.permissions_for(user)
    is_private = isinstance(place, discord.Thread) and place.is_private()
    if not (held.view_channel and held.read_message_history) or (is_private and not held.manage_threads):
        raise RefusedError(HIDDEN)
    if not isinstance(place, discord.abc.Messageable):
        raise RefusedError(DELETED)
    return place
