"""The embed that announces a new episode in a server."""

import discord

from bot.ui.colours import GREEN
from bot.ui.discord_text import MAX_TITLE, SEPARATOR, fit, link
from bot.ui.formatting import clock, count, long_date
from bot.ui.language import _
from retrieval.models import Episode


def announcement(episode: Episode) -> discord.Embed:
    """Return the announcement of an episode, with the command that asks about it."""
    facts = [f"**{fit(episode.show.title, 200)}**"]
    if episode.published:
        facts.append(long_date(episode.published))
    if episode.guests:
        facts.append(_("with {names}", names=fit(", ".join(episode.guests), 200)))
    if episode.duration:
        facts.append(clock(episode.duration))
    lines = [
        SEPARATOR.join(facts),
        _(
            "{segments}. Ask about it: `/ask episode:{id}`",
            segments=count(episode.segments, "segment"),
            id=episode.id,
        ),
    ]
    if address := episode.page_url:
        lines.append(link(_("Its page"), address))
    embed = discord.Embed(title=fit(episode.title, MAX_TITLE), description="\n".join(lines), colour=GREEN)
    return embed.set_author(name=_("New episode"))
