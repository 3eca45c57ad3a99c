"""Showing an episode's summary, whoever or whatever asked for it."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

import discord

from bot.ui.browsing import Page, topic_page
from bot.ui.embeds import working
from bot.ui.live import LiveMessage
from retrieval.episode_pages.topic_search import find_topic_position
from retrieval.models import Progress, ProgressSink, Scope

if TYPE_CHECKING:
    from bot.client import Podcite

T = TypeVar("T")
QUIET = discord.AllowedMentions.none()


async def reply_with_summary(
    interaction: "discord.Interaction[Podcite]", scope: Scope, topic: str | None = None
) -> None:
    """Shows a topic in the place of the reply that has been announced; raises what the library raises."""
    made = await progressing(interaction, lambda tell: interaction.client.library.pages.summary(scope, tell))
    position = find_topic_position(made, topic) if topic and made.topics else 0
    await show_page(interaction, topic_page(made, position))


async def progressing(
    interaction: "discord.Interaction[Podcite]", work: Callable[[ProgressSink], Awaitable[T]]
) -> T:
    """The result of long work, whose progress stands meanwhile where the result will be."""
    live = LiveMessage(
        lambda embed: interaction.edit_original_response(embed=embed, allowed_mentions=QUIET),
        pace=interaction.client.pace,
    )

    def tell(step: Progress) -> None:
        live.show(working(step))

    live.show(working(Progress("reading")))
    try:
        return await work(tell)
    finally:
        await live.close()


async def show_page(interaction: "discord.Interaction[Podcite]", page: Page) -> None:
    """Shows a page in the place of the reply that has been announced."""
    interaction.client.replying(interaction)
    await interaction.edit_original_response(embed=page.embed, view=page.view, allowed_mentions=QUIET)
