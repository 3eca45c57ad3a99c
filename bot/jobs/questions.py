"""Questions that jobs ask: show those that nobody has seen yet, and end those that nobody answers."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import discord
from discord import ui
from discord.ext import commands, tasks

from bot.jobs.message import JobMessage
from bot.reader_language import speak_to_guild
from bot.ui.job_embeds import asking_job, expired_sentence
from retrieval.errors import PodciteError
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.guilds import Job

log = logging.getLogger(__name__)

SWEEP_MINUTES = 10.0
"""How often to look for questions that have waited for too long, in minutes."""
SHOWING_TIME = timedelta(minutes=1)
"""How long a question of this process may take to be shown by the job itself."""


class JobQuestions(commands.Cog):
    """Looks after the jobs that wait for an answer, from when the bot is ready."""

    def __init__(
        self, client: discord.Client, library: Library, *, job_view: Callable[[Job], ui.View]
    ) -> None:
        self._client, self._library, self._job_view = client, library, job_view
        self._started_at = datetime.now(UTC)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        if not self._loop.is_running():
            self._loop.start()

    async def cog_unload(self) -> None:
        self._loop.cancel()

    @tasks.loop(minutes=SWEEP_MINUTES)
    async def _loop(self) -> None:
        try:
            await self.sweep()
        except PodciteError as error:
            log.warning("Could not find out which questions nobody answered: %s", error)
        except Exception:
            log.exception("Checking the questions of jobs failed")

    async def sweep(self) -> None:
        """End what has waited for too long, and show or end what a killed process had not shown yet."""
        for job in await self._library.guilds.expire_jobs():
            log.info("Job %d (%s) ends: nobody has answered", job.id, job.action)
            await self._say_expired(job)
        for job in await self._library.guilds.unfinished_jobs():
            if self._was_cut_off(job):
                await self._end_cut_off(job)
            elif job.waits and job.question and not self._is_being_shown(job):
                await self._show(job)

    def _is_being_shown(self, job: Job) -> bool:
        began = job.began or self._started_at
        return began >= self._started_at and datetime.now(UTC) - began < SHOWING_TIME

    def _was_cut_off(self, job: Job) -> bool:
        """Return whether a process ended while it read the job's files: nothing of them is known yet."""
        if not job.waits or job.action != "add" or job.began is None or job.began >= self._started_at:
            return False
        return (job.question, job.message, job.typed) == (None, None, None) and job.details == Details()

    async def _end_cut_off(self, job: Job) -> None:
        log.info("Job %d (%s) ends: the bot stopped while it was reading the files", job.id, job.action)
        await self._library.guilds.end_job(
            job,
            job.actor,
            job.action,
            "the bot stopped while it was reading the files; please upload them again",
        )

    async def _show(self, job: Job) -> None:
        speak_to_guild(self._client.get_guild(job.guild))
        message = JobMessage(self._client, self._library.guilds, job)
        try:
            await message.edit(embed=asking_job(job), view=self._job_view(job))
        except discord.HTTPException as error:  # the next sweep tries again, until the question expires
            log.warning("The question of job %d could not be shown (status %s)", job.id, error.status)
            return
        if job.channel is not None:
            await self._library.guilds.mark_shown(message.job)

    async def _say_expired(self, job: Job) -> None:
        """Say below the message of a job that it has ended, if the message can still be edited."""
        if job.channel is None or job.message is None:
            return
        speak_to_guild(self._client.get_guild(job.guild))
        channel = self._client.get_partial_messageable(job.channel, guild_id=job.guild)
        try:
            await channel.get_partial_message(job.message).edit(
                content=expired_sentence(job), view=None, allowed_mentions=discord.AllowedMentions.none()
            )
        except discord.HTTPException as error:
            log.info("The message of job %d can't be edited (status %s)", job.id, error.status)
