"""`/library feed`: the podcast feeds that a server follows."""

import discord
from discord import app_commands
from discord.app_commands import Range, Transform

from bot.client import Podcite
from bot.cogs.library import uploads
from bot.components.autocomplete import FeedId
from bot.feeds.poll_loop import FeedPollLoop
from bot.jobs.runner import JobRunner
from bot.permissions import ModeratorGroup, actor_of, guild_of
from bot.replies.deferring import defer_when_valid
from bot.replies.pages import show_progress
from bot.ui.discord_text import fit
from bot.ui.feed_embeds import added_sentence, feeds_embed, import_embed
from bot.ui.language import _, gettext_noop
from retrieval import identifiers
from retrieval.models.feeds import Feed
from retrieval.models.guilds import Job
from retrieval.texts import Text

MAX_LIST_BYTES = 1_000_000
LIST_SUFFIXES = (".opml", ".xml")
UNFOLLOWED = gettext_noop("**{show}** is no longer followed; its episodes stay.")
RESUMED = gettext_noop("**{show}** is no longer paused: I check it for new episodes again.")
PAUSED = gettext_noop("**{show}** is paused: I no longer check it for new episodes.")


class FeedGroup(ModeratorGroup):
    """Subscriptions: their new episodes are indexed automatically."""

    @app_commands.command()
    @app_commands.describe(url="The address of the podcast's RSS feed")
    async def add(self, interaction: discord.Interaction[Podcite], url: Range[str, 8, 2000]) -> None:
        """Follow a podcast: its episodes with transcripts are added, new ones automatically."""
        guild, library = guild_of(interaction), interaction.client.library
        with interaction.client.cog(FeedPollLoop).held(guild):
            added = await defer_when_valid(interaction, library.feeds.add(url, guild))
            await interaction.edit_original_response(content=added_sentence(added))
            if added.already or not added.transcripts:
                return
            await library.guilds.record(guild, actor_of(interaction), "follow", added.feed.show)
            job = Job(guild, identifiers.show_id(added.feed.show), "poll", actor_of(interaction))
            await interaction.client.cog(JobRunner).start(job, interaction)

    @app_commands.command(name="list")
    async def list_(self, interaction: discord.Interaction[Podcite]) -> None:
        """See the podcasts that this server follows, and any problems."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        guild, service = guild_of(interaction), interaction.client.library.feeds
        feeds, unfinished = await service.for_guild(guild), await service.unfinished(guild)
        await interaction.edit_original_response(embed=feeds_embed(feeds, unfinished))

    @app_commands.command()
    @app_commands.describe(feed="One of the podcasts that this server follows")
    async def pause(self, interaction: discord.Interaction[Podcite], feed: Transform[int, FeedId]) -> None:
        """Stop checking a podcast for new episodes until you resume it."""
        feeds = interaction.client.library.feeds
        paused = await defer_when_valid(interaction, feeds.pause(guild_of(interaction), feed))
        await _record_and_reply(
            interaction,
            "pause",
            paused,
            PAUSED,
        )

    @app_commands.command()
    @app_commands.describe(feed="One of the podcasts that this server follows")
    async def resume(self, interaction: discord.Interaction[Podcite], feed: Transform[int, FeedId]) -> None:
        """Check a paused podcast for new episodes again."""
        feeds = interaction.client.library.feeds
        resumed = await defer_when_valid(interaction, feeds.resume(guild_of(interaction), feed))
        interaction.client.cog(FeedPollLoop).hurry()
        await _record_and_reply(
            interaction,
            "resume",
            resumed,
            RESUMED,
        )

    @app_commands.command()
    @app_commands.describe(feed="One of the podcasts that this server follows")
    async def remove(self, interaction: discord.Interaction[Podcite], feed: Transform[int, FeedId]) -> None:
        """Stop following a podcast; its episodes stay."""
        feeds = interaction.client.library.feeds
        removed = await defer_when_valid(interaction, feeds.remove(guild_of(interaction), feed))
        await _record_and_reply(
            interaction,
            "unfollow",
            removed,
            UNFOLLOWED,
        )

    @app_commands.command(name="import")
    @app_commands.describe(file="An OPML file, exported from a podcast app")
    async def import_(self, interaction: discord.Interaction[Podcite], file: discord.Attachment) -> None:
        """Follow every podcast in an OPML list."""
        guild, library = guild_of(interaction), interaction.client.library
        download = uploads.download([file], MAX_LIST_BYTES, LIST_SUFFIXES, Text("a list of feeds"))
        (opml,) = await defer_when_valid(interaction, download)
        imported = await show_progress(
            interaction, lambda report: library.feeds.import_opml(opml.content, guild, progress=report)
        )
        for added in imported.added:
            if not added.already:
                await library.guilds.record(guild, actor_of(interaction), "follow", added.feed.show)
        interaction.client.cog(FeedPollLoop).hurry()
        await interaction.edit_original_response(embed=import_embed(imported))


async def _record_and_reply(
    interaction: discord.Interaction[Podcite], action: str, feed: Feed, sentence: str
) -> None:
    """Log what was done to a feed and reply with the sentence, which has a place for its show."""
    guilds = interaction.client.library.guilds
    await guilds.record(guild_of(interaction), actor_of(interaction), action, feed.show)
    await interaction.edit_original_response(content=_(sentence, show=fit(feed.show, 200)))
