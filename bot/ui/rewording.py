"""Show what was rendered for one person to everybody: with strong language as the server wants it."""

import re
from collections.abc import Iterator
from typing import Any

import discord

from bot.ui.discord_text import ELLIPSIS, MAX_DESCRIPTION, MAX_FIELD, MAX_TITLE, escape, width
from bot.ui.strong_language import LEFT_OUT, render_words, without_strong_words

_TARGET = re.compile(r"(\]\([^()\s]*\))")
"""Where a link leads to."""


def reworded(embed: discord.Embed) -> discord.Embed:
    """Return an embed with its strong words behind spoiler bars or left out."""
    shown: dict[str, Any] = dict(embed.to_dict())
    for part, limit in (("title", MAX_TITLE), ("description", MAX_DESCRIPTION)):
        if part in shown:
            shown[part] = _reword(shown[part], limit)
    shown["fields"] = [
        field | {"name": _reword(field["name"], MAX_TITLE), "value": _reword(field["value"], MAX_FIELD)}
        for field in shown.get("fields", ())
    ]
    for part, words in (("footer", "text"), ("author", "name")):  # which have no spoiler bars
        if part in shown:
            shown[part] = shown[part] | {words: without_strong_words(shown[part][words])}
    return discord.Embed.from_dict(shown)


def _reword(rendered: str, limit: int) -> str:
    """Return rendered text with the bars around its words, or without these where that is too long."""
    text = "".join(_parts(rendered))
    while width(text) > limit and (barred := re.search(r"\|\|[^|]+\|\||\\\[…\\\]", text)):
        text = text[: barred.start()] + ELLIPSIS + text[barred.end() :]
    return text


def _parts(rendered: str) -> Iterator[str]:
    for n, part in enumerate(_TARGET.split(rendered)):
        yield part if n % 2 else render_words(part, _as_it_is)


def _as_it_is(text: str) -> str:
    """Return text that is escaped already; only what stands for a word that is left out is not."""
    return escape(text) if text == LEFT_OUT else text
