"""Discord's limits on a message, counted as its strictest reading would."""

import discord

from bot.ui.discord_text import width


def assert_within_limits(embed: discord.Embed) -> None:
    assert width(embed.title or "") <= 256
    assert width(embed.description or "") <= 4096
    assert width(embed.footer.text or "") <= 2048
    assert width(embed.author.name or "") <= 256
    assert len(embed.url or "") <= 2048
    assert len(embed.fields) <= 25
    for field in embed.fields:
        assert 1 <= width(field.name or "") <= 256
        assert 1 <= width(field.value or "") <= 1024
    assert total(embed) <= 6000


def total(embed: discord.Embed) -> int:
    fields = [part or "" for field in embed.fields for part in (field.name, field.value)]
    parts = (embed.title, embed.description, embed.footer.text, embed.author.name, *fields)
    return sum(width(part or "") for part in parts)
