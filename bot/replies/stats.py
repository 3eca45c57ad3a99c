"""Reply with a server's figures as a picture and as text."""

import asyncio
import io
import logging

import discord

from bot.client import Podcite
from bot.stats_picture import Words, draw
from bot.ui.stats_embeds import picture_words, stats_description, stats_embed
from retrieval.models import Scope
from retrieval.models.gaps import Stats
from retrieval.untrusted.budgeted_process import Budget, OverBudgetError, ProcessPool

log = logging.getLogger(__name__)
BUDGET = Budget(seconds=30.0, memory=4 * 2**30)
"""What drawing may take; the memory is address space, of which numpy's threads reserve much."""
_drawing = asyncio.Semaphore(2)


async def reply_with_stats(interaction: discord.Interaction[Podcite], guild: int, days: int) -> None:
    """Reply with the figures of the last `days` days; without the picture where it can't be drawn."""
    library = interaction.client.library
    stats = await library.guilds.gaps.stats(guild, days)
    titles = {episode.id: episode.title for episode in await library.episodes(Scope(guild))}
    embed = stats_embed(stats, days, titles)
    picture = await _picture(stats, days) if stats.questions else None
    if picture is None:
        await interaction.edit_original_response(embed=embed)
        return
    file = discord.File(io.BytesIO(picture), "stats.png", description=stats_description(stats, days))
    embed.set_image(url="attachment://stats.png")
    await interaction.edit_original_response(embed=embed, attachments=[file])


async def _picture(stats: Stats, days: int) -> bytes | None:
    """Draw in a child process: in the bot's own, matplotlib would take about 46 MB for good."""
    async with _drawing:
        try:
            return await asyncio.to_thread(_draw, stats, days, picture_words())
        except (OverBudgetError, OSError, ImportError, ValueError) as error:
            log.warning("The picture of the figures could not be drawn (%s)", type(error).__name__)
            return None


def _draw(stats: Stats, days: int, words: Words) -> bytes:
    pool = ProcessPool(1)
    try:
        return pool.call(BUDGET, draw, stats.days, days, words)
    finally:
        pool.close()
