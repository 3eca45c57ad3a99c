"""Embeds and sentences about a server's feeds."""

from collections.abc import Mapping, Sequence

import discord
from yarl import URL

from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_DESCRIPTION, SEPARATOR, fit, pack
from bot.ui.formatting import count
from retrieval.models.feeds import AddedFeed, Feed, FeedImport, UnfinishedItem

MAX_UNFINISHED = 3
"""How many episodes of a feed that wait or fail are named."""


def feeds_embed(
    feeds: Sequence[Feed], unfinished: Mapping[int, Sequence[UnfinishedItem]] | None = None
) -> discord.Embed:
    """Return the list of a guild's feeds with the state of each, and its episodes that wait or fail."""
    lines = [_line(feed) + _unfinished_lines((unfinished or {}).get(feed.id, ())) for feed in feeds]
    lines = lines or ["This server doesn't follow any podcast yet; add one with `/library feed add`."]
    return discord.Embed(title="Feeds", description=pack(lines, MAX_DESCRIPTION)[0], colour=SLATE)


def added_sentence(added: AddedFeed) -> str:
    """Return a sentence, escaped, that says what a new subscription brings."""
    show = fit(added.feed.show, 200)
    share = f"{added.transcripts:,} of {count(added.episodes, 'episode')}"
    if added.already:
        return f"This server already follows **{show}**."
    if not added.transcripts:
        return (
            f"Following **{show}**. None of its {count(added.episodes, 'episode')} has a transcript yet; "
            "those that get one are added automatically."
        )
    return f"Following **{show}**: {share} have a transcript. New ones are added automatically."


def import_embed(imported: FeedImport) -> discord.Embed:
    """Return the result of an imported list of feeds."""
    lines = [added_sentence(added) for added in imported.added]
    lines += [f"⚠ {fit(failure.name, 100)}: {fit(failure.reason, 250)}" for failure in imported.failures]
    lines = lines or ["The list contains no feeds."]
    return discord.Embed(title="Feeds", description=pack(lines, MAX_DESCRIPTION)[0], colour=SLATE)


def _unfinished_lines(items: Sequence[UnfinishedItem]) -> str:
    lines = [
        f"\n⚠ {fit(item.title, 100)}: {fit(item.reason or 'waits for the next check.', 200)}"
        for item in items[:MAX_UNFINISHED]
    ]
    more = [f"\nand {len(items) - MAX_UNFINISHED:,} more"] if len(items) > MAX_UNFINISHED else []
    return "".join([*lines, *more])


def _line(feed: Feed) -> str:
    # The address may contain a listener's private key: only its host is shown.
    facts = [
        f"**{fit(feed.show, 100)}**",
        URL(feed.url).host or "",
        f"{count(feed.indexed, 'episode')} indexed",
    ]
    facts += [f"{feed.waiting} waiting"] if feed.waiting else []
    facts += [f"{feed.without_transcript} without a transcript"] if feed.without_transcript else []
    facts += [f"{feed.left_out} older ones skipped"] if feed.left_out else []
    facts += [f"checked <t:{int(feed.last_polled.timestamp())}:R>"] if feed.last_polled else []
    facts += ["**paused**"] if feed.paused else []
    reason = f"\n⚠ {fit(feed.reason, 250)}" if feed.reason else ""
    return SEPARATOR.join(filter(None, facts)) + reason
