"""Run moderators' jobs: one per show, shown while it runs, and resumed after a restart."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any, TypeVar

import discord
from discord import ui
from discord.ext import commands

from bot.jobs.message import JobMessage
from bot.jobs.steps import GAVE_UP, UNFORESEEN, StepResult, UndecidedFile, named_reason, steps_of
from bot.reader_language import speak_to_everybody, speak_to_guild
from bot.replies.live_message import LiveMessage
from bot.ui.job_embeds import JobOutcome, JobProgress, ended_job, paused_job, running_job, withdrawn_job
from bot.ui.language import _, gettext_noop
from retrieval.errors import PodciteError, WithdrawnError, sentence_of
from retrieval.library import Library
from retrieval.models import Progress
from retrieval.models.guilds import Actor, Job, TranscriptFile

log = logging.getLogger(__name__)

T = TypeVar("T")
MIN_EDIT_INTERVAL_SECONDS = 2.0
"""The shortest pause between two edits of a job's message, in seconds."""
RETRY_PAUSES = (1.0, 5.0, 30.0)
"""The pauses between attempts at work that must be done, in seconds; the last one repeats."""
MAX_STARTS = 3
"""How many processes may start a job: if none of them finishes it, the job may be what kills them."""
CLOSE_TIMEOUT = 2.0
"""How long closing waits for cancelled background tasks, in seconds."""
SHOWN_BELOW = gettext_noop("I have started; the message below shows the progress.")
UNSTOPPABLE = ("remove", "rollback")
"""Actions that are over in a moment and can't be cancelled half way."""


@dataclass
class _RunningJob:
    job: Job
    task: "asyncio.Task[None]"
    cancelled_by: Actor | None = None


class JobRunner(commands.Cog):
    """The jobs of this process.

    `job_view` makes the buttons under the message of a running or asking job. The message is edited at most
    once in `pace` seconds, and in 2 seconds unless `pace` is 0.
    """

    def __init__(
        self,
        client: discord.Client,
        library: Library,
        *,
        pace: float,
        job_view: Callable[[Job], ui.View],
    ) -> None:
        self._client, self._library, self._job_view = client, library, job_view
        self._pace = max(pace, MIN_EDIT_INTERVAL_SECONDS) if pace else 0.0
        self._running: dict[int, _RunningJob] = {}
        self._resuming: asyncio.Task[None] | None = None
        self._started_at = datetime.now(UTC)

    async def start(
        self, job: Job, interaction: discord.Interaction[Any], files: Sequence[TranscriptFile] = ()
    ) -> None:
        """Start a job and show it in the reply to the interaction. Raises what `Guilds.create_job` raises.

        Where the reply is private, the job is shown in a message of its own, for everybody.
        """
        guilds = self._library.guilds
        stored = job if job.id else await guilds.create_job(job, files)
        shown: discord.InteractionMessage | discord.WebhookMessage | None = None
        try:
            shown = await interaction.original_response()
            if shown.flags.ephemeral:
                await shown.edit(content=_(SHOWN_BELOW), embeds=[], view=None)
                speak_to_everybody(interaction)
                embed = running_job(stored, JobProgress(0, 1), 0.0)
                shown = await interaction.followup.send(embed=embed, view=self._job_view(stored), wait=True)
            stored = await guilds.set_progress_message(stored, interaction.channel_id, shown.id)
        finally:  # a stored job runs, even if nobody can see it
            self._run(stored, shown)

    @commands.Cog.listener("on_ready")
    async def resume(self) -> None:
        """Resume the jobs of an earlier process; only the first call does anything."""
        if self._resuming is None:
            self._resuming = asyncio.create_task(self._resume())

    async def _resume(self) -> None:
        for job in await self._persist(self._library.guilds.unfinished_jobs):
            # Jobs that were started meanwhile are shown in their own replies; those of servers that have
            # removed the bot meanwhile are about to be deleted.
            is_here = self._client.get_guild(job.guild) is not None
            if is_here and not job.waits and job.began and job.began < self._started_at:
                log.info("Continuing job %d (%s)", job.id, job.action)
                self._run(job, None)

    def is_polling(self, guild: int | None) -> bool:
        """Return whether a job polls a feed of the guild."""
        jobs = (running.job for running in self._running.values())
        return any(job.action == "poll" and job.guild == guild for job in jobs)

    def cancel(self, job_id: int, guild: int, by: Actor) -> Job | None:
        """Cancel a guild's job at its next step and return it; None where it can't be cancelled."""
        running = self._running.get(job_id)
        if running is None or running.job.guild != guild or running.job.action in UNSTOPPABLE:
            return None
        running.cancelled_by = by
        running.task.cancel()
        return running.job

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Stop the jobs of a server that removes the bot: there is nobody left to show them to."""
        for running in self._running.values():
            if running.job.guild == guild.id:
                log.info("Job %d of server %d ends: it has removed the bot", running.job.id, guild.id)
                running.task.cancel()

    async def cog_unload(self) -> None:
        """Stop working; the next process resumes what isn't finished."""
        tasks = [running.task for running in self._running.values()]
        tasks += [self._resuming] if self._resuming else []
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=CLOSE_TIMEOUT)

    def _run(self, job: Job, shown: discord.InteractionMessage | discord.WebhookMessage | None) -> None:
        if job.id in self._running:
            return
        message = JobMessage(self._client, self._library.guilds, job, shown)
        task = asyncio.create_task(self._work(message))
        self._running[job.id] = _RunningJob(job, task)
        task.add_done_callback(lambda _: self._running.pop(job.id, None))

    async def _work(self, message: JobMessage) -> None:
        job, running = message.job, self._running[message.job.id]
        speak_to_guild(self._client.get_guild(job.guild))
        view = None if job.action in UNSTOPPABLE else self._job_view(job)
        live = LiveMessage(lambda embed: message.edit(embed=embed, view=view), pace=self._pace)
        handing_over = asyncio.create_task(message.hand_over())
        results, failures = list[StepResult](), list[str]()
        try:
            if job.starts < MAX_STARTS:
                started = await self._library.guilds.start_job(job)
                await self._run_steps(started, live, message.missing, results, failures)
            else:
                failures.append(GAVE_UP)
        except asyncio.CancelledError:
            if running.cancelled_by is None:
                await live.close()
                with contextlib.suppress(discord.HTTPException, OSError):
                    await message.edit(embed=paused_job(job), view=None)
                raise
        except PodciteError as error:
            failures.append(sentence_of(error))
        except Exception:
            log.exception("Job %d failed", job.id)
            failures.append(UNFORESEEN)
        finally:
            handing_over.cancel()
            await live.close()
        reports = tuple(report for result in results for report in result.reports)
        notes = tuple(note for result in results for note in result.notes)
        undecided = [one for result in results for one in result.undecided if not running.cancelled_by]
        question = undecided[0].reason if undecided else None
        outcome = JobOutcome(reports, tuple(failures), running.cancelled_by, question, notes)
        await self._end(message, outcome, undecided)

    async def _run_steps(
        self,
        job: Job,
        live: LiveMessage,
        missing: str,
        results: list[StepResult],
        failures: list[str],
    ) -> None:
        began = time.monotonic()
        live.show(running_job(job, JobProgress(0, 1), 0.0, missing))
        steps = await steps_of(self._library, job)
        for done, (name, step) in enumerate(steps):

            def report(progress: Progress, done: int = done, name: str = name) -> None:
                job_progress = JobProgress(done, len(steps), name, progress)
                live.show(running_job(job, job_progress, time.monotonic() - began, missing))

            try:
                result = await step(report)
                results.append(result)
                failures.extend(result.failures)
            except WithdrawnError:
                raise
            except PodciteError as error:
                log.warning("%s in job %d: %s", name, job.id, error, exc_info=error.__cause__)
                failures.append(named_reason(name, sentence_of(error)))

    async def _end(
        self, message: JobMessage, outcome: JobOutcome, undecided: Sequence[UndecidedFile]
    ) -> None:
        """Store how a job ended, and what it asks, in one step; then show both.

        If the process ends in between, `JobQuestions` shows the question after the restart.
        """
        guilds, job = self._library.guilds, message.job
        actor, action = outcome.cancelled_by or job.actor, outcome.action(job)
        question: Job | None = None
        if undecided:
            first, files = undecided[0], [one.file for one in undecided]
            waiting = replace(
                job, id=0, waits=True, episode=first.episode, choice="ask", question=first.reason
            )
            question = await self._persist(
                lambda: guilds.end_asking_job(job, actor, action, outcome.detail, waiting, files)
            )
            is_gone = question is None
        else:
            is_gone = not await self._persist(lambda: guilds.end_job(job, actor, action, outcome.detail))
        embed = withdrawn_job(job) if is_gone else ended_job(job, outcome)
        try:
            await message.edit(embed=embed, view=self._job_view(question) if question else None)
            if question is not None:
                shown_in = message.job  # another message than before, where that was gone
                question = replace(question, channel=shown_in.channel, message=shown_in.message)
                await guilds.mark_shown(question)
        except discord.HTTPException as error:
            log.warning("The end of job %d could not be shown (status %s)", job.id, error.status)
        except PodciteError as error:  # the question is shown once more
            log.warning("Could not store that a question was shown: %s", error)

    async def _persist(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return the result of work on the catalog, retried for as long as the catalog can't be used."""
        for pause in chain(RETRY_PAUSES, repeat(RETRY_PAUSES[-1])):
            try:
                return await work()
            except PodciteError as error:
                log.warning("The jobs can't be read or stored; trying again: %s", error)
                await asyncio.sleep(pause)
        raise AssertionError
