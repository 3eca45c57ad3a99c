"""The message that shows a job's progress, for as long as the job runs."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

import discord
from discord import ui

from bot.errors import INVALID_TOKEN, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK
from bot.permissions import missing_permission
from bot.ui.job_embeds import handed_over_job
from bot.ui.language import _
from retrieval.guilds.service import Guilds
from retrieval.models.guilds import Job

log = logging.getLogger(__name__)

TOKEN_SECONDS = 14 * 60.0
"""How long a message is edited by its interaction's token, which Discord accepts for 15 minutes."""
_LOST = (INVALID_TOKEN, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK)


@dataclass
class JobMessage:
    """Edited by its interaction's token while that is valid, then as any message of its channel.

    `shown` is the message that the token can edit. Where a message is gone, a new one takes its place; where
    the bot can't write in the channel, the person who started the job gets a private message.
    """

    client: discord.Client
    guilds: Guilds
    job: Job
    shown: discord.InteractionMessage | discord.WebhookMessage | None = None
    began: float = field(default_factory=time.monotonic)
    _private: discord.Message | None = None

    @property
    def missing(self) -> str:
        """The name of a permission without which the bot can't write in the job's channel; mostly empty."""
        if self.job.channel is None:
            return ""
        return missing_permission(self.client, self.job.guild, self.job.channel)

    async def edit(self, *, embed: discord.Embed, view: ui.View | None) -> None:
        """Show these. Raises discord.HTTPException if Discord accepts neither an edit nor a new message."""
        if self.shown is not None and time.monotonic() - self.began < TOKEN_SECONDS:
            try:
                await self.shown.edit(embed=embed, view=view)
                return
            except discord.HTTPException as error:
                if error.code not in _LOST:
                    raise
                self.shown = None
        if self.job.channel is None:
            return
        try:
            await self._edit_in_channel(embed, view)
        except (discord.NotFound, discord.Forbidden):
            log.info("Job %d can't be shown in its channel; it is shown privately", self.job.id)
            await self._edit_privately(embed)

    async def hand_over(self) -> None:
        """Say, shortly before the token expires, where the result will be shown if not in this channel."""
        await asyncio.sleep(max(0.0, self.began + TOKEN_SECONDS - time.monotonic()))
        if self.shown is not None and self.missing:
            try:
                await self.shown.edit(embed=handed_over_job(self.job), view=None)
            except discord.HTTPException as error:
                log.info("Job %d could not say that it goes on (status %s)", self.job.id, error.status)

    async def _edit_in_channel(self, embed: discord.Embed, view: ui.View | None) -> None:
        channel = self.client.get_partial_messageable(self.job.channel or 0, guild_id=self.job.guild)
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

    async def _edit_privately(self, embed: discord.Embed) -> None:
        """Show the embed, without buttons, to the person who started the job; they work in servers only."""
        if self._private is not None:
            await self._private.edit(embed=embed)
            return
        channel = await self.client.create_dm(discord.Object(self.job.actor.id))
        guild = self.client.get_guild(self.job.guild)
        place = discord.utils.escape_markdown(guild.name) if guild else _("your server")
        self._private = await channel.send(
            _(
                "I can't write in the channel where you started this in {server}, so I show it to you here.",
                server=place,
            ),
            embed=embed,
        )
