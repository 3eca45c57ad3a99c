"""Embeds and sentences about a server's feeds."""

from collections.abc import Mapping, Sequence

import discord
from yarl import URL

from bot.ui.colours import SLATE
from bot.ui.discord_text import MAX_DESCRIPTION, SEPARATOR, fit, pack
from bot.ui.formatting import count
from bot.ui.language import _, ngettext, shown
from retrieval.models.feeds import AddedFeed, Feed, FeedImport, UnfinishedItem

MAX_UNFINISHED = 3
"""How many episodes of a feed that wait or fail are named."""


def feeds_embed(
    feeds: Sequence[Feed], unfinished: Mapping[int, Sequence[UnfinishedItem]] | None = None
) -> discord.Embed:
    """Return the list of a guild's feeds with the state of each, and its episodes that wait or fail."""
    lines = [_line(feed) + _unfinished_lines((unfinished or {}).get(feed.id, ())) for feed in feeds]
    lines = lines or [_("This server doesn't follow any podcast yet; add one with `/library feed add`.")]
    return discord.Embed(title=_("Feeds"), description=pack(lines, MAX_DESCRIPTION)[0], colour=SLATE)


def added_sentence(added: AddedFeed) -> str:
    """Return a sentence, escaped, that says what a new subscription brings."""
    show = fit(added.feed.show, 200)
    episodes = count(added.episodes, "episode")
    if added.already:
        return _("This server already follows **{show}**.", show=show)
    if not added.transcripts:
        return _(
            "Following **{show}**. None of its {episodes} has a transcript yet; those that get one are added "
            "automatically.",
            show=show,
            episodes=episodes,
        )
    return ngettext(
        "Following **{show}**: {n} of {episodes} has a transcript. New ones are added automatically.",
        "Following **{show}**: {n} of {episodes} have a transcript. New ones are added automatically.",
        added.transcripts,
        show=show,
        episodes=episodes,
    )


def import_embed(imported: FeedImport) -> discord.Embed:
    """Return the result of an imported list of feeds."""
    lines = [added_sentence(added) for added in imported.added]
    lines += [
        f"⚠ {fit(failure.name, 100)}: {fit(shown(failure.reason), 250)}" for failure in imported.failures
    ]
    lines = lines or [_("The list contains no feeds.")]
    return discord.Embed(title=_("Feeds"), description=pack(lines, MAX_DESCRIPTION)[0], colour=SLATE)


def _unfinished_lines(items: Sequence[UnfinishedItem]) -> str:
    lines = [f"\n⚠ {fit(item.title, 100)}: {fit(_state(item), 250)}" for item in items[:MAX_UNFINISHED]]
    if len(items) > MAX_UNFINISHED:
        lines.append("\n" + _("and {more} more", more=len(items) - MAX_UNFINISHED))
    return "".join(lines)


def _state(item: UnfinishedItem) -> str:
    if not item.reason:
        return _("waits for the next check.")
    reason = shown(item.reason)
    return _("{reason} The text that is indexed stays.", reason=reason) if item.indexed else reason


def _line(feed: Feed) -> str:
    # The address may contain a listener's private key: only its host is shown.
    facts = [
        f"**{fit(feed.show, 100)}**",
        URL(feed.url).host or "",
        _("{episodes} indexed", episodes=count(feed.indexed, "episode")),
    ]
    facts += [_("{number} waiting", number=feed.waiting)] if feed.waiting else []
    facts += (
        [_("{number} without a transcript", number=feed.without_transcript)]
        if feed.without_transcript
        else []
    )
    facts += [_("{number} older ones skipped", number=feed.left_out)] if feed.left_out else []
    if feed.last_polled:
        when = f"<t:{int(feed.last_polled.timestamp())}:R>"
        facts.append(_("checked {when}", when=when))
    facts += [_("**paused**")] if feed.paused else []
    reason = f"\n⚠ {fit(shown(feed.reason), 250)}" if feed.reason else ""
    return SEPARATOR.join(filter(None, facts)) + reason
