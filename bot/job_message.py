"""The message in which a job shows how far it is, for as long as the job lasts."""

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from retrieval.models.guilds import Job

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)

# Discord takes no edits by an interaction's token after 15 minutes.
TOKEN_SECONDS = 14 * 60.0
INVALID_TOKEN = 50027
QUIET = discord.AllowedMentions.none()


@dataclass
class JobMessage:
    """Edited by its interaction while Discord allows that, then as any message of its channel; where that is
    gone, a new one takes its place.
    """

    bot: "Podcite"
    job: Job
    original: discord.Interaction[Any] | None = None
    began: float = field(default_factory=time.monotonic)

    async def edit(self, *, embed: discord.Embed, view: ui.View | None) -> None:
        """Raises discord.HTTPException where Discord doesn't take it anywhere."""
        if self.original is not None and time.monotonic() - self.began < TOKEN_SECONDS:
            try:
                await self.original.edit_original_response(embed=embed, view=view, allowed_mentions=QUIET)
                return
            except discord.HTTPException as error:
                if error.code != INVALID_TOKEN:
                    raise
                self.original = None
        if self.job.channel is None:
            return
        channel = self.bot.get_partial_messageable(self.job.channel, guild_id=self.job.guild)
        if self.job.message is not None:
            try:
                message = channel.get_partial_message(self.job.message)
                await message.edit(embed=embed, view=view, allowed_mentions=QUIET)
                return
            except (discord.NotFound, discord.Forbidden):
                log.info("The message of job %d can't be edited; a new one is tried", self.job.id)
        shown = view or discord.utils.MISSING
        sent = await channel.send(embed=embed, view=shown, allowed_mentions=QUIET)
        self.job = await self.bot.library.guilds.set_progress_message(self.job, sent.channel.id, sent.id)
