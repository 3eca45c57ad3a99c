"""Embeds made of lines."""

from collections.abc import Sequence

import discord

from bot.ui.discord_text import MAX_DESCRIPTION, MAX_TITLE, fit, pack, plain
from bot.ui.language import _


def embed_of_lines(
    title: str, lines: Sequence[str], colour: discord.Colour, footer: str = ""
) -> discord.Embed:
    """Return an embed of as many of the lines, escaped already, as one description holds."""
    embed = discord.Embed(
        title=fit(title, MAX_TITLE), description=pack(lines, MAX_DESCRIPTION)[0], colour=colour
    )
    return embed.set_footer(text=plain(footer, MAX_TITLE)) if footer else embed


def remainder(number: int) -> list[str]:
    """Return the line that says how many more there are, if there are any."""
    return ["… " + _("and {more} more", more=number)] if number > 0 else []
