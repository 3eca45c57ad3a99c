"""Where an attack comes to light: in what a model is asked and says, in Discord, and on the site."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import discord
from lxml import html

from bot.ui.announcement_embeds import announcement
from bot.ui.episode_embeds import transcript_embed
from retrieval.models import Episode, Segment
from tests.attacks.attack import Attack
from tests.bot.ui.markdown import shown

OF_EPISODES = ("transcript", "title", "show", "speaker", "guest", "file", "feed")
"""The places that belong to an episode, and so are in prompts, in Discord and on the site."""
_QUOTATION_MARKS = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_NUMBER = re.compile(r"\[([\d^#,;\s]*)\]")


def visible(text: str) -> str:
    """Return what a reader sees of a text: no hidden characters, spaces or kinds of quotation marks."""
    seen = (char for char in text if unicodedata.category(char) != "Cf" and char < "\U000e0000")
    return "".join("".join(seen).translate(_QUOTATION_MARKS).split())


def hostile(attack: Attack) -> str:
    """Return what a reader sees of an attack, if it isn't stopped before."""
    return visible(attack.text.removesuffix(".srt") if attack.place == "file" else attack.text)


def unnumbered(text: str) -> str:
    """Return a text as prompts have it: what looks like the number of a passage is in parentheses."""
    return _NUMBER.sub(r"(\1)", text)


def embeds_of(episode: Episode, segments: Sequence[Segment]) -> list[discord.Embed]:
    """Return the announcement of an episode and its transcript."""
    return [announcement(episode), *(transcript_embed(episode, segment) for segment in segments)]


def marked_texts(embed: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of an embed in which Discord shows markup."""
    yield from (embed.get("title", ""), embed.get("description", ""))
    yield from chain.from_iterable((field["name"], field["value"]) for field in embed.get("fields", []))


def seen_in_discord(embeds: Iterable[discord.Embed]) -> str:
    """Return what a reader sees of embeds."""
    return visible(" ".join(shown(text) for embed in embeds for text in marked_texts(embed.to_dict())))


def seen_on_page(page: str) -> str:
    """Return what a reader sees of a page's body."""
    (body,) = html.document_fromstring(page).iter("body")
    return visible("".join(map(str, body.itertext())))


def searched_for(page: str) -> str:
    """Return the query in the first form of a page of results."""
    fields = html.document_fromstring(page).iter("input")
    return visible(next(str(field.get("value")) for field in fields if field.get("name") == "q"))
