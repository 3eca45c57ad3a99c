"""Long work that moderators began: one job per show, shown as it goes on, and taken up again at a start."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, TypeVar

import discord

from bot.job_message import JobMessage
from bot.job_steps import steps_of
from bot.ui import controls, work
from bot.ui.live import LiveMessage
from retrieval.errors import PodciteError
from retrieval.models import IndexReport, Progress
from retrieval.models.guilds import Actor, Job, TranscriptFile

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)

T = TypeVar("T")
RETRY_PAUSES = (1.0, 5.0, 30.0)
"""How many seconds lie between attempts at what can't be left undone."""
MOST_STARTS = 3
"""A job that so many processes have begun and none has finished is given up: it may be what ends them."""


@dataclass
class _Running:
    job: Job
    task: "asyncio.Task[None]"
    cancelled_by: Actor | None = None


class Jobs:
    """The work that this process does; `pace` is how many seconds lie between two edits of its message."""

    def __init__(self, bot: "Podcite", *, pace: float) -> None:
        self._bot, self._pace = bot, pace
        self._running: dict[int, _Running] = {}
        self._resuming: asyncio.Task[None] | None = None
        self._since = datetime.now(UTC)

    async def start(
        self, job: Job, interaction: discord.Interaction[Any], files: Sequence[TranscriptFile] = ()
    ) -> None:
        """Begin a job in the message that answers the interaction; raises as `Guilds.begin` does."""
        guilds = self._bot.library.guilds
        kept = job if job.id else await guilds.create_job(job, files)
        try:
            message = await interaction.original_response()
            kept = await guilds.set_progress_message(kept, interaction.channel_id, message.id)
        finally:  # what is kept is done, though nobody might see it
            self._run(kept, interaction)

    async def resume(self) -> None:
        """Take up what an earlier process left; once for each process."""
        if self._resuming is None:
            self._resuming = asyncio.create_task(self._resume())

    async def _resume(self) -> None:
        for job in await self._persist(self._bot.library.guilds.unfinished_jobs):
            # What somebody began meanwhile is shown in their own reply.
            if not job.waits and job.began and job.began < self._since:
                log.info("Going on with job %d (%s)", job.id, job.action)
                self._run(job, None)

    def polls(self, guild: int | None) -> bool:
        """Whether a guild's feeds are being looked into by a job."""
        return any(each.job.action == "poll" and each.job.guild == guild for each in self._running.values())

    def cancel(self, job: int, guild: int, by: Actor) -> Job | None:
        """End a guild's job at its next step; gives it, or nothing where it isn't running."""
        running = self._running.get(job)
        if running is None or running.job.guild != guild or running.job.action in ("remove", "rollback"):
            return None
        running.cancelled_by = by
        running.task.cancel()
        return running.job

    async def close(self) -> None:
        """Stop working; what isn't finished is taken up by the next process."""
        tasks = [running.task for running in self._running.values()]
        tasks += [self._resuming] if self._resuming else []
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=2.0)

    def _run(self, job: Job, interaction: discord.Interaction[Any] | None) -> None:
        if job.id in self._running:
            return
        task = asyncio.create_task(self._work(JobMessage(self._bot, job, interaction)))
        self._running[job.id] = _Running(job, task)
        task.add_done_callback(lambda _: self._running.pop(job.id, None))

    async def _work(self, shown: JobMessage) -> None:
        job, running = shown.job, self._running[shown.job.id]
        live = LiveMessage(lambda embed: shown.edit(embed=embed, view=_buttons(job)), pace=self._pace)
        reports: list[IndexReport] = []
        failures: list[str] = []
        try:
            if job.starts < MOST_STARTS:
                await self._do(await self._bot.library.guilds.start_job(job), live, reports, failures)
            else:
                failures.append("Given up: the bot ended while it went on; ask for it again.")
        except asyncio.CancelledError:
            if running.cancelled_by is None:
                raise
        except PodciteError as error:
            failures.append(str(error))
        except Exception:
            log.exception("Job %d failed", job.id)
            failures.append("Something went wrong here; the log has the reason.")
        finally:
            await live.close()
        await self._end(shown, work.Outcome(tuple(reports), tuple(failures), running.cancelled_by))

    async def _do(self, job: Job, live: LiveMessage, reports: list[IndexReport], failures: list[str]) -> None:
        began = time.monotonic()
        live.show(work.going_on(job, work.Stand(0, 1), 0.0))
        steps = await steps_of(self._bot.library, job)
        for done, (name, step) in enumerate(steps):

            def tell(progress: Progress, done: int = done, name: str = name) -> None:
                stand = work.Stand(done, len(steps), name, progress)
                live.show(work.going_on(job, stand, time.monotonic() - began))

            try:
                ended = await step(tell)
                reports.extend(ended.reports)
                failures.extend(ended.failures)
            except PodciteError as error:
                log.warning("%s in job %d: %s", name, job.id, error, exc_info=error.__cause__)
                failures.append(f"{name}: {error}")

    async def _end(self, shown: JobMessage, outcome: work.Outcome) -> None:
        guilds, job = self._bot.library.guilds, shown.job
        by, word = outcome.cancelled_by or job.actor, outcome.word(job)
        await self._persist(lambda: guilds.record(job.guild, by, word, job.subject, outcome.detail))
        await self._persist(lambda: guilds.finish_job(job))
        try:
            await shown.edit(embed=work.ended(job, outcome), view=None)
        except discord.HTTPException as error:
            log.warning("The end of job %d could not be shown (status %s)", job.id, error.status)

    async def _persist(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do what has to be done, however long the catalog can't be used."""
        for pause in chain(RETRY_PAUSES, repeat(RETRY_PAUSES[-1])):
            try:
                return await work()
            except PodciteError as error:
                log.warning("The jobs can't be read or put away, and it is tried again: %s", error)
                await asyncio.sleep(pause)
        raise AssertionError


def _buttons(job: Job) -> discord.ui.View | None:
    # A removal is over in a moment, and can't be stopped half way.
    return None if job.action in ("remove", "rollback") else controls.view(controls.Cancel(job.id))
