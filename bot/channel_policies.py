"""Which messages of a channel the bot answers, and how moderators set it."""

import discord

from bot.client import Podcite
from bot.errors import RefusedError
from bot.ui.channel_names import channel_name
from bot.ui.language import gettext_noop
from retrieval.models.guilds import DEFAULT_POLICY, Actor, Policy

NO_INTENT = gettext_noop(
    "Discord doesn't let me read messages that don't mention me, so I can't answer all of them. "
    "The person who runs this bot can change that: open https://discord.com/developers/applications, "
    "choose the application, open the page Bot, switch on Message Content Intent, save, and restart the bot. "
    "Then set this again."
)


async def set_policy(client: Podcite, guild: int, actor: Actor, channel: int, policy: Policy) -> None:
    """Set which messages of a channel are answered, and log the change.

    Raises RefusedError, with the steps, for all of them while Discord doesn't let the bot read them.
    """
    if policy == "always" and not client.intents.message_content:
        raise RefusedError(NO_INTENT)
    await client.library.guilds.set_channel_policy(guild, channel, policy)
    name = channel_name(client.get_guild(guild), channel)
    await client.library.guilds.record(guild, actor, "settings", "", f"answers messages in {name}: {policy}")


async def reset_policies(client: Podcite, guild: int, actor: Actor) -> bool:
    """Reset the policies of all channels to the default and log it; return whether that changes anything."""
    guilds = client.library.guilds
    changed = list(await guilds.channel_policies(guild))
    for channel in changed:
        await guilds.set_channel_policy(guild, channel, DEFAULT_POLICY)
    if changed:
        await guilds.record(
            guild, actor, "settings", "", f"answers messages in every channel: {DEFAULT_POLICY}"
        )
    return bool(changed)


async def is_for_bot(client: Podcite, message: discord.Message) -> bool:
    """Return whether the bot should answer a message.

    It answers private messages and, in servers, mentions, which include replies that ping it. If it may read
    messages that don't mention it, it also answers those in its own threads and in channels with the policy
    `always`, unless they reply to or mention somebody else.
    """
    own = client.user
    if own is None or message.author.bot or message.webhook_id is not None or message.is_system():
        return False
    if message.guild is None:
        return True
    is_mentioned = own in message.mentions
    is_for_others = not is_mentioned and (bool(message.mentions) or _replies_to_other(client, message))
    if is_for_others or not (is_mentioned or client.intents.message_content):
        return False
    parent = getattr(message.channel, "parent_id", None)
    policy = await client.library.guilds.channel_policy(message.guild.id, message.channel.id, parent)
    if policy == "off":
        return False
    return is_mentioned or policy == "always" or getattr(message.channel, "owner_id", None) == own.id


def _replies_to_other(client: Podcite, message: discord.Message) -> bool:
    if message.type is not discord.MessageType.reply or message.reference is None:
        return False
    resolved = message.reference.resolved
    return not isinstance(resolved, discord.Message) or resolved.author != client.user
