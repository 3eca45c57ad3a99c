"""Draw an embed so that it fits into one message, no matter how long its links are."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import TypeVar, cast

import discord

from bot.ui.discord_text import MAX_DESCRIPTION, MAX_FIELD, MAX_MESSAGE, pack, width
from retrieval.models import Citation, Sentence
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Topic

SCALES = (1.0, 0.7, 0.5, 0.35, 0.2)
"""The scales by which the usual lengths of texts are multiplied, in the order tried; links can be long."""

T = TypeVar("T")


def fitting(content: T, draw: Callable[[T, float], discord.Embed]) -> discord.Embed:
    """Return the first drawing that fits into a message: with ever shorter texts, in the end without links.

    What is cited can then still be opened by the message's button.
    """
    drawings = (draw(version, scale) for version in (content, without_links(content)) for scale in SCALES)
    return next(filter(_fits, drawings), None) or _cut(draw(without_links(content), SCALES[-1]))


def without_links(value: T) -> T:
    """Return the same page content, whose citations have no addresses."""
    if isinstance(value, Citation):
        return replace(value, url=None)
    if isinstance(value, tuple):
        return cast("T", tuple(map(without_links, value)))
    if isinstance(value, Clip | EpisodeQuestion | RelatedEpisode | Sentence | Topic):
        changed = {field.name: without_links(getattr(value, field.name)) for field in fields(value)}
        return cast("T", replace(value, **changed))
    return value


def _fits(embed: discord.Embed) -> bool:
    texts = [text for field in embed.fields for text in (field.name or "", field.value or "")]
    rest = [embed.title, embed.author.name, embed.footer.text, embed.description]
    total = sum(width(text or "") for text in [*texts, *rest])
    longest = max((width(field.value or "") for field in embed.fields), default=0)
    return total <= MAX_MESSAGE and longest <= MAX_FIELD and width(embed.description or "") <= MAX_DESCRIPTION


def _cut(embed: discord.Embed) -> discord.Embed:
    """Remove the last fields of an embed that no scale makes fit, and the end of its description."""
    while embed.fields and not _fits(embed):
        embed.remove_field(-1)
    embed.description = next(iter(pack((embed.description or "…").split("\n"), MAX_DESCRIPTION - 1)), "…")
    return embed
