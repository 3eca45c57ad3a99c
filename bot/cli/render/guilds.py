"""Render the servers that have data."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from rich.text import Text

from bot.cli.output import Paragraph
from bot.ui.formatting import count, quota_facts
from retrieval.models.guilds import GuildData


def render_guilds(guilds: Sequence[GuildData], keep_days: int) -> Iterator[Paragraph]:
    """Render one line for each server, starting with its id; if it left, with the day its data is deleted."""
    if not guilds:
        yield Paragraph(Text("No server has data here."))
    for data in guilds:
        facts = [count(data.shows, "show"), *quota_facts(data.usage)]
        if data.left:
            end = data.left + timedelta(days=keep_days)
            facts.append(f"removed the bot on {data.left:%Y-%m-%d}, its data is deleted after {end:%Y-%m-%d}")
        yield Paragraph(Text(" · ".join(facts)), Text(f"{data.guild}  ", style="cyan"))
