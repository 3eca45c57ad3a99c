"""The message that shows a job's progress, for as long as the job runs."""

import logging
import time
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.errors import INVALID_TOKEN
from retrieval.guilds.service import Guilds
from retrieval.models.guilds import Job

log = logging.getLogger(__name__)

TOKEN_SECONDS = 14 * 60.0
"""How long a message is edited by its interaction's token, which Discord accepts for 15 minutes."""


@dataclass
class JobMessage:
    """Edited by its interaction's token while that is valid, then as any message of its channel.

    Where the message is gone, a new one takes its place.
    """

    client: discord.Client
    guilds: Guilds
    job: Job
    interaction: discord.Interaction[Any] | None = None
    began: float = field(default_factory=time.monotonic)

    async def edit(self, *, embed: discord.Embed, view: ui.View | None) -> None:
        """Show these. Raises discord.HTTPException where Discord accepts them in no way."""
        if self.interaction is not None and time.monotonic() - self.began < TOKEN_SECONDS:
            try:
                await self.interaction.edit_original_response(embed=embed, view=view)
                return
            except discord.HTTPException as error:
                if error.code != INVALID_TOKEN:
                    raise
                self.interaction = None
        if self.job.channel is None:
            return
        channel = self.client.get_partial_messageable(self.job.channel, guild_id=self.job.guild)
        if self.job.message is not None:
            try:
                message = channel.get_partial_message(self.job.message)
                # The one place where discord.py adds the client's default only to edits of the content.
                await message.edit(embed=embed, view=view, allowed_mentions=discord.AllowedMentions.none())
                return
            except (discord.NotFound, discord.Forbidden):
                log.info("The message of job %d can't be edited; sending a new one", self.job.id)
        sent = await channel.send(embed=embed, view=view or discord.utils.MISSING)
        self.job = await self.guilds.set_progress_message(self.job, sent.channel.id, sent.id)
