"""`/privacy`: what is stored about the person who asks; and the daily job that deletes what is too old."""

import logging

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.client import Podcite
from bot.components.privacy import PrivacyButton, show_stored_data
from bot.permissions import defer_reply
from retrieval.errors import PodciteError

log = logging.getLogger(__name__)
PRUNE_HOURS = 23.0
"""Hours between deletions of what is too old; the first is at the start."""


class Privacy(commands.Cog):
    """Shows, exports and deletes what is stored about people, and prunes it."""

    def __init__(self, bot: Podcite) -> None:
        self._bot = bot
        bot.metrics.load_key = bot.privacy_key

    async def cog_load(self) -> None:
        self._prune.start()

    async def cog_unload(self) -> None:
        self._prune.cancel()

    @app_commands.command()
    async def privacy(self, interaction: discord.Interaction[Podcite]) -> None:
        """See what this bot stores about you, download it or delete it."""
        await self._bot.cooldowns.count_page(interaction, None, None)
        await defer_reply(interaction, private=True)
        await show_stored_data(interaction)

    @tasks.loop(hours=PRUNE_HOURS)
    async def _prune(self) -> None:
        try:  # from the first start on, also if nobody asks before the token changes
            await self._bot.privacy_key()
        except PodciteError as error:
            log.warning("The key of the hashes that stand for people can't be used: %s", error)
        try:
            if pruned := await self._bot.library.privacy.prune():
                log.info("Deleted %d old records: log entries, feedback and how questions ended", pruned)
        except PodciteError as error:
            log.warning("Old records could not be deleted: %s", error)
        except Exception:
            log.exception("Deleting old records failed")


async def setup(bot: Podcite) -> None:
    """Add the cog and its buttons; discord.py calls this as it loads the extension."""
    bot.add_dynamic_items(PrivacyButton)
    await bot.add_cog(Privacy(bot))
