"""Collect what `/library status` shows: only what concerns this server, nothing of the host's."""

from bot.client import Podcite
from bot.cogs.library.recordings import without_recording
from bot.permissions import missing_permission
from bot.ui.library_embeds import Announcements, GuildLibrary
from retrieval.models import Scope

STATUS_ENTRIES = 100
"""Audit log entries among which the status looks for the last runs."""


async def guild_library(client: Podcite, guild: int) -> GuildLibrary:
    """Return the state of a guild's library. Raises LibraryError if the catalog can't be used."""
    library = client.library
    episodes = await library.episodes(Scope(guild))
    return GuildLibrary(
        guild,
        episodes=episodes,
        jobs=await library.guilds.unfinished_jobs(guild),
        entries=await library.guilds.audit_log(guild, STATUS_ENTRIES),
        feeds=await library.feeds.for_guild(guild),
        quota_usage=await library.guilds.usage(guild),
        model=await library.chat_model.describe(),
        model_usage=await library.chat_model.usage(guild),
        today=await library.chat_model.today(guild),
        waiting=await _announcements(client, guild),
        without_recording=without_recording(episodes, guild),
        left_out=await library.left_out(Scope(guild)),
    )


async def _announcements(client: Podcite, guild: int) -> Announcements | None:
    channel = (await client.library.guilds.settings(guild)).announce_in
    if channel is None:
        return None
    waiting = await client.library.feeds.waiting_announcements(guild)
    return Announcements(channel, missing_permission(client, guild, channel), len(waiting.get(guild, ())))
