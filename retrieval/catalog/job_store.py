"""Jobs that aren't finished, with the files that they need."""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.schema import job_files, jobs
from retrieval.catalog.serialization import as_utc
from retrieval.errors import BadRequestError
from retrieval.models import Details
from retrieval.models.guilds import Actor, Job, TranscriptFile

WAITING_JOB_LIFETIME = timedelta(days=1)
"""Time after which a job that waits for a moderator is deleted."""
_DETAILS_JSON = TypeAdapter(Details)
_ACTIVITIES = {
    "add": "adding",
    "reindex": "reindexing",
    "remove": "removing",
    "rollback": "rolling back",
    "poll": "indexing",
}


class JobStore:
    """Stores jobs. Every method is one transaction.

    Raises LibraryError where the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, job: Job, files: Sequence[TranscriptFile]) -> Job:
        """Store a job and its files; return it with its id.

        Raises BadRequestError where another job works on its show, unless it waits.
        """
        began = datetime.now(UTC)
        row = {
            "guild": job.guild,
            "show": job.show,
            "action": job.action,
            "actor": job.actor.id,
            "name": job.actor.name,
            "episode": job.episode,
            "details": _DETAILS_JSON.dump_json(job.details).decode(),
            "waits": job.waits,
            "channel": job.channel,
            "message": job.message,
            "began": began,
            "starts": 0,
            "seen": job.seen,
            "choice": job.choice,
        }
        with self._database.write_transaction() as connection:
            connection.execute(delete(jobs).where(jobs.c.waits, jobs.c.began < began - WAITING_JOB_LIFETIME))
            if not job.waits:
                _check_no_other(connection, job)
            id_ = connection.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one()
            for position, file in enumerate(files):
                content = zlib.compress(file.content)
                values = {"job": id_, "number": position, "name": file.name, "content": content}
                values["origin"] = file.origin
                connection.execute(insert(job_files).values(values))
        return replace(job, id=id_, began=began)

    def confirm(self, job: Job) -> Job:
        """Let a waiting job start, with its details and show. Raises BadRequestError as `create` does."""
        with self._database.write_transaction() as connection:
            _check_no_other(connection, job)
            waiting = (jobs.c.id == job.id) & jobs.c.waits
            values = {
                "details": _DETAILS_JSON.dump_json(job.details).decode(),
                "show": job.show,
                "choice": job.choice,
                "waits": False,
            }
            if not connection.execute(update(jobs).where(waiting).values(values)).rowcount:
                raise BadRequestError("That has been begun already, or given up.")
        return job

    def set_progress_message(self, job: Job) -> None:
        """Store the channel and message that show the job's progress."""
        values = {"channel": job.channel, "message": job.message}
        with self._database.write_transaction() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(values))

    def count_start(self, job: int) -> None:
        """Count one more process that starts the job."""
        with self._database.write_transaction() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job).values(starts=jobs.c.starts + 1))

    def unfinished(self, guild: int | None) -> list[Job]:
        """Return a guild's jobs, or all jobs, oldest first."""
        query = select(jobs).order_by(jobs.c.id)
        if guild is not None:
            query = query.where(jobs.c.guild == guild)
        with self._database.read_transaction() as connection:
            return [_job(row) for row in connection.execute(query)]

    def files(self, job: int) -> list[TranscriptFile]:
        """Return the files of a job in their order."""
        query = select(job_files).where(job_files.c.job == job).order_by(job_files.c.number)
        with self._database.read_transaction() as connection:
            return [
                TranscriptFile(row.name, zlib.decompress(row.content), row.origin or "")
                for row in connection.execute(query)
            ]

    def delete(self, job: int) -> None:
        """Delete the job and its files."""
        with self._database.write_transaction() as connection:
            connection.execute(delete(jobs).where(jobs.c.id == job))


def _check_no_other(connection: Connection, job: Job) -> None:
    query = select(jobs).where(jobs.c.guild == job.guild, ~jobs.c.waits).order_by(jobs.c.id)
    for row in connection.execute(query):
        other = _job(row)
        if other.id != job.id and (not other.show or not job.show or other.show == job.show):
            raise BadRequestError(
                f"{other.actor.name} has been {_ACTIVITIES[other.action]} {other.subject} since "
                f"{as_utc(row.began):%H:%M} UTC; wait until that is done, or cancel it."
            )


def _job(row: Row[Any]) -> Job:
    return Job(
        guild=row.guild,
        show=row.show,
        action=row.action,
        actor=Actor(row.actor, row.name),
        episode=row.episode,
        details=_DETAILS_JSON.validate_json(row.details),
        waits=row.waits,
        channel=row.channel,
        message=row.message,
        id=row.id,
        began=as_utc(row.began),
        starts=row.starts,
        seen=row.seen,
        choice=row.choice or "ask",
    )
