"""What moderators see of their server's feeds."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from yarl import URL

from bot.components.autocomplete import CHOICES, LONGEST, offered
from bot.permissions import is_moderator
from bot.ui.discord_text import DESCRIPTION, fit, pack, plain
from bot.ui.formatting import count
from bot.ui.job_embeds import WORKING
from retrieval.errors import NotFoundError
from retrieval.subscriptions import Added, Feed, Imported

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
    return await interaction.client.library.feeds.of(guild)


def feeds_page(feeds: Sequence[Feed]) -> discord.Embed:
    """A guild's feeds, and how each is."""
    lines = [_line(feed) for feed in feeds]
    lines = lines or ["This server follows no feed yet: `/library feed add` subscribes to one."]
    return discord.Embed(title="Feeds", description=pack(lines, DESCRIPTION)[0], colour=WORKING)


def added_line(added: Added) -> str:
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


def imported_page(imported: Imported) -> discord.Embed:
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
    facts += [f"{feed.silent} without a transcript"] if feed.silent else []
    facts += [f"{feed.skipped} older ones left out"] if feed.skipped else []
    facts += [f"looked at <t:{int(feed.checked.timestamp())}:R>"] if feed.checked else []
    facts += ["**paused**"] if feed.paused else []
    reason = f"\n⚠ {fit(feed.reason, 250)}" if feed.reason else ""
    return " · ".join(filter(None, facts)) + reason
