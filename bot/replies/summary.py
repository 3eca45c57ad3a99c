"""Show an episode's summary in place of a deferred reply."""

import discord

from bot.client import Podcite
from bot.components.pages.topics import topic_page
from bot.replies.pages import show_page, show_progress
from retrieval.episode_pages.topic_search import find_topic
from retrieval.models import Scope


async def reply_with_summary(
    interaction: discord.Interaction[Podcite], scope: Scope, topic: str | None = None
) -> None:
    """Reply with a topic of the summary, the first one by default. Raises what the library raises."""
    pages = interaction.client.library.pages
    summary = await show_progress(interaction, lambda report: pages.summary(scope, report))
    position = find_topic(summary, topic).topic if topic and summary.topics else 0
    await show_page(interaction, topic_page(summary, position))
