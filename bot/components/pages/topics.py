"""Pages of a summary, one for each topic, and the menu of all topics."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Podcite
from bot.components.citations import CitationsButton
from bot.components.pages.navigation import (
    ExpiredPageError,
    Page,
    PageButton,
    PageRequest,
    episode_of,
    page_kind,
    read_numbers,
    turn_to,
)
from bot.components.segment_references import SegmentReferences
from bot.errors import reports_errors
from bot.ui.discord_text import plain
from bot.ui.episode_embeds import topic_citations, topic_embed
from bot.ui.language import _
from retrieval.models import Scope
from retrieval.models.episode_pages import Summary

MAX_OPTIONS = 25
"""The options that Discord allows in a menu."""


class TopicSelect(ui.DynamicItem[ui.Select[ui.View]], template=r"topics:(?P<generation>[0-9]+)"):
    """A menu of a summary's topics."""

    def __init__(self, generation: int, titles: list[str] | None = None, chosen: int = 0) -> None:
        options = [
            discord.SelectOption(
                label=f"{position + 1}. {title}", value=str(position), default=position == chosen
            )
            for position, title in enumerate(titles or ["·"])
        ]
        super().__init__(
            ui.Select(
                custom_id=f"topics:{generation}",
                placeholder=_("Jump to a topic"),
                options=options[:MAX_OPTIONS],
            )
        )
        self.generation = generation

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["generation"]))

    @reports_errors
    async def callback(self, interaction: discord.Interaction[Podcite]) -> None:
        await turn_to(interaction, "topic", f"{self.generation}.{self.item.values[0]}")


def topic_page(summary: Summary, position: int) -> Page:
    """Return a topic of a summary, with buttons to its neighbours and a menu of all topics."""
    view = ui.View(timeout=None)
    if not summary.topics:
        return Page(discord.Embed(description=_("This episode is too short to summarize.")), view)
    generation = summary.episode.generation
    for label, target in ((_("← Previous"), position - 1), (_("Next →"), position + 1)):
        there = 0 <= target < len(summary.topics)
        view.add_item(PageButton("topic", f"{generation}.{target}", label, disabled=not there))
    citations = topic_citations(summary.topics[position])
    view.add_item(CitationsButton(SegmentReferences.of_citations(citations).write()))
    titles = [plain(topic.title, 90) for topic in summary.topics]
    view.add_item(TopicSelect(generation, titles, position))
    return Page(topic_embed(summary, position), view)


@page_kind("topic")
async def _build(request: PageRequest) -> Page:
    generation, position = read_numbers(request.state)
    episode = await episode_of(request.library, request.guild, generation)
    summary = await request.library.pages.summary(Scope(request.guild, episode=episode.id))
    if not 0 <= position < len(summary.topics) or summary.episode.generation != generation:
        raise ExpiredPageError
    return topic_page(summary, position)
