"""Show a page, and the progress of the work that makes it, in place of a deferred reply."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import discord

from bot.client import Podcite
from bot.components.pages.navigation import Page
from bot.replies.interrupted import open_reply
from bot.replies.live_message import LiveMessage
from bot.tree import mark_replying
from bot.ui.answer_embeds import progress_embed
from retrieval.models import Progress, ProgressSink

T = TypeVar("T")


async def show_progress(
    interaction: discord.Interaction[Podcite], work: Callable[[ProgressSink], Awaitable[T]]
) -> T:
    """Return the result of long work; until then the reply shows its progress."""
    live = LiveMessage(
        lambda embed: interaction.edit_original_response(embed=embed), pace=interaction.client.pace
    )

    def report(step: Progress) -> None:
        live.show(progress_embed(step))

    report(Progress("reading"))
    async with open_reply(interaction):
        try:
            return await work(report)
        finally:
            await live.close()


async def show_page(interaction: discord.Interaction[Podcite], page: Page) -> None:
    """Reply with a page."""
    mark_replying(interaction)
    await interaction.edit_original_response(embed=page.embed, view=page.view)
