"""`/library feed`: the podcast feeds that a server follows."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Range, Transform

from bot import uploads
from bot.checks import actor
from bot.cogs.server import ModeratorGroup, guild_of
from bot.summarizing import progressing
from bot.ui.feeds import FeedId, added_line, feeds_page, imported_page
from bot.ui.text import fit
from retrieval import identifiers
from retrieval.models.feeds import Feed
from retrieval.models.guilds import Job

if TYPE_CHECKING:
    from bot.client import Podcite

QUIET = discord.AllowedMentions.none()
LARGEST_LIST = 1_000_000


class FeedGroup(ModeratorGroup):
    """Subscriptions: their new episodes are indexed by themselves."""

    @app_commands.command()
    @app_commands.describe(url="The address of the podcast's RSS feed")
    async def add(self, interaction: "discord.Interaction[Podcite]", url: Range[str, 8, 2000]) -> None:
        """Follow a podcast: its episodes with transcripts are indexed, new ones too."""
        await interaction.response.defer(thinking=True)
        guild, library = guild_of(interaction), interaction.client.library
        with interaction.client.polling.held(guild):
            added = await library.feeds.add(url, guild)
            await interaction.edit_original_response(content=added_line(added), allowed_mentions=QUIET)
            if added.already or not added.transcripts:
                return
            await library.guilds.record(guild, actor(interaction), "follow", added.feed.show)
            job = Job(guild, identifiers.show_id(added.feed.show), "poll", actor(interaction))
            await interaction.client.jobs.start(job, interaction)

    @app_commands.command(name="list")
    async def list_(self, interaction: "discord.Interaction[Podcite]") -> None:
        """See the podcasts that this server follows, and how that goes."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        feeds = await interaction.client.library.feeds.for_guild(guild_of(interaction))
        await interaction.edit_original_response(embed=feeds_page(feeds), allowed_mentions=QUIET)

    @app_commands.command()
    @app_commands.describe(feed="One of the podcasts that this server follows")
    async def pause(self, interaction: "discord.Interaction[Podcite]", feed: Transform[int, FeedId]) -> None:
        """Look no more for new episodes of a podcast, until it is resumed."""
        await interaction.response.defer(thinking=True)
        paused = await interaction.client.library.feeds.pause(guild_of(interaction), feed)
        await _say(interaction, "pause", paused, "New episodes of **{}** are no longer looked for.")

    @app_commands.command()
    @app_commands.describe(feed="One of the podcasts that this server follows")
    async def resume(self, interaction: "discord.Interaction[Podcite]", feed: Transform[int, FeedId]) -> None:
        """Look for new episodes of a paused podcast again."""
        await interaction.response.defer(thinking=True)
        resumed = await interaction.client.library.feeds.resume(guild_of(interaction), feed)
        interaction.client.polling.hurry()
        await _say(interaction, "resume", resumed, "New episodes of **{}** are looked for again.")

    @app_commands.command()
    @app_commands.describe(feed="One of the podcasts that this server follows")
    async def remove(self, interaction: "discord.Interaction[Podcite]", feed: Transform[int, FeedId]) -> None:
        """Follow a podcast no longer; the episodes that came by it stay."""
        await interaction.response.defer(thinking=True)
        removed = await interaction.client.library.feeds.remove(guild_of(interaction), feed)
        await _say(interaction, "unfollow", removed, "**{}** is no longer followed; its episodes stay.")

    @app_commands.command(name="import")
    @app_commands.describe(file="An OPML file, as podcast apps export it")
    async def import_(self, interaction: "discord.Interaction[Podcite]", file: discord.Attachment) -> None:
        """Follow every podcast of a list."""
        await interaction.response.defer(thinking=True)
        guild, library = guild_of(interaction), interaction.client.library
        (given,) = await uploads.download([file], LARGEST_LIST, (".opml", ".xml"), "a list of feeds")
        imported = await progressing(
            interaction, lambda tell: library.feeds.import_opml(given.content, guild, progress=tell)
        )
        for each in imported.added:
            if not each.already:
                await library.guilds.record(guild, actor(interaction), "follow", each.feed.show)
        interaction.client.polling.hurry()
        await interaction.edit_original_response(embed=imported_page(imported), allowed_mentions=QUIET)


async def _say(interaction: "discord.Interaction[Podcite]", action: str, feed: Feed, sentence: str) -> None:
    guilds = interaction.client.library.guilds
    await guilds.record(guild_of(interaction), actor(interaction), action, feed.show)
    told = sentence.format(fit(feed.show, 200))
    await interaction.edit_original_response(content=told, allowed_mentions=QUIET)
