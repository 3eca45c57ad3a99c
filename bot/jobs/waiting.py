"""Find a job that waits for a confirmation or for details."""

from bot.ui.language import gettext_noop
from retrieval.errors import NotFoundError
from retrieval.guilds.service import Guilds
from retrieval.models.guilds import Job

JOB_OVER = gettext_noop("That has already been finished or cancelled.")


async def waiting_job(guilds: Guilds, guild: int, job_id: int) -> Job:
    """Return the guild's job that waits. Raises NotFoundError if it isn't the guild's or doesn't wait."""
    for job in await guilds.unfinished_jobs(guild):
        if job.id == job_id and job.waits:
            return job
    raise NotFoundError(JOB_OVER)
