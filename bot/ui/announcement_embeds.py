"""What a server is told of a new episode."""

import discord

from bot.ui.discord_text import TITLE, fit, link
from bot.ui.formatting import clock, count
from retrieval.models import Episode

NEW = discord.Colour(0x2F9E8F)


def announcement(episode: Episode) -> discord.Embed:
    """That an episode is there and can be asked."""
    facts = [f"**{fit(episode.show.title, 200)}**"]
    if episode.published:
        facts.append(f"{episode.published:%-d %B %Y}")
    if episode.guests:
        facts.append("with " + fit(", ".join(episode.guests), 200))
    if episode.duration:
        facts.append(clock(episode.duration))
    lines = [" · ".join(facts), f"{count(episode.segments, 'segment')} to ask: `/ask episode:{episode.id}`"]
    if address := episode.page_url:
        lines.append(link("Its page", address))
    embed = discord.Embed(title=fit(episode.title, TITLE), description="\n".join(lines), colour=NEW)
    return embed.set_author(name="New episode")
