"""What moderators see of their server's feeds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from yarl import URL

from bot.checks import is_moderator
from bot.ui.autocomplete import CHOICES, LONGEST, offered
from bot.ui.numbering import count
from bot.ui.text import DESCRIPTION, fit, pack, plain
from bot.ui.work import WORKING
from retrieval.errors import NotFoundError
from retrieval.models.feeds import AddedFeed, Feed, FeedImport

if TYPE_CHECKING:
    from bot.client import Podcite


class FeedId(app_commands.Transformer):
    """The number of one of this server's own feeds; offers them to its moderators."""

    async def transform(self, interaction: discord.Interaction, value: str, /) -> int:
        if not value.strip().isdecimal():
            raise NotFoundError("Choose one of the feeds that are offered while you type.")
        return int(value)

    async def autocomplete(  # type: ignore[override]
        self, interaction: "discord.Interaction[Podcite]", value: str, /
    ) -> list[app_commands.Choice[str]]:
        feeds = await offered(_own(interaction))
        fitting = [feed for feed in feeds if value.strip().casefold() in feed.show.casefold()]
        return [
            app_commands.Choice(name=plain(feed.show, LONGEST), value=str(feed.id))
            for feed in fitting[:CHOICES]
        ]


async def _own(interaction: "discord.Interaction[Podcite]") -> list[Feed]:
    guild = interaction.guild_id
    if guild is None or not await is_moderator(interaction):
        return []
    return await interaction.client.library.feeds.for_guild(guild)


def feeds_page(feeds: Sequence[Feed]) -> discord.Embed:
    """A guild's feeds, and how each is."""
    lines = [_line(feed) for feed in feeds]
    lines = lines or ["This server follows no feed yet: `/library feed add` subscribes to one."]
    return discord.Embed(title="Feeds", description=pack(lines, DESCRIPTION)[0], colour=WORKING)


def added_line(added: AddedFeed) -> str:
    """What was subscribed to."""
    show, found = fit(added.feed.show, 200), f"{added.transcripts:,} of {count(added.episodes, 'episode')}"
    if added.already:
        return f"This server already follows **{show}**."
    if not added.transcripts:
        return (
            f"Following **{show}**. None of its {count(added.episodes, 'episode')} comes with a transcript "
            "yet; those that will are indexed by themselves."
        )
    return f"Following **{show}**: {found} have a transcript. New ones are indexed by themselves."


def imported_page(imported: FeedImport) -> discord.Embed:
    """What became of a list of feeds."""
    lines = [added_line(each) for each in imported.added]
    lines += [f"⚠ {fit(each.name, 100)}: {fit(each.reason, 250)}" for each in imported.failures]
    lines = lines or ["The list names no feed."]
    return discord.Embed(title="Feeds", description=pack(lines, DESCRIPTION)[0], colour=WORKING)


def _line(feed: Feed) -> str:
    # The address may hold a listener's own key; its site is enough to know it by.
    facts = [
        f"**{fit(feed.show, 100)}**",
        URL(feed.url).host or "",
        f"{count(feed.indexed, 'episode')} indexed",
    ]
    facts += [f"{feed.waiting} to come"] if feed.waiting else []
    facts += [f"{feed.without_transcript} without a transcript"] if feed.without_transcript else []
    facts += [f"{feed.left_out} older ones left out"] if feed.left_out else []
    facts += [f"looked at <t:{int(feed.last_polled.timestamp())}:R>"] if feed.last_polled else []
    facts += ["**paused**"] if feed.paused else []
    reason = f"\n⚠ {fit(feed.reason, 250)}" if feed.reason else ""
    return " · ".join(filter(None, facts)) + reason
