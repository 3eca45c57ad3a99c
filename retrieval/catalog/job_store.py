"""Work that was begun and isn't finished, with the files that it needs."""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.guild_store import aware
from retrieval.catalog.schema import job_files, jobs
from retrieval.errors import BadRequestError
from retrieval.models import Details
from retrieval.models.guilds import Actor, File, Job

DETAILS = TypeAdapter(Details)
PATIENCE = timedelta(days=1)
"""How long a job waits for whoever began it."""
_DOING = {
    "add": "adding",
    "reindex": "reindexing",
    "remove": "removing",
    "rollback": "rolling back",
    "poll": "indexing",
}


class JobStore:
    """Every method is one transaction, and raises LibraryError where it can't be carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, job: Job, files: Sequence[File]) -> Job:
        """Keep the job, unless its show is being worked on."""
        began = datetime.now(UTC)
        row = {
            "guild": job.guild,
            "show": job.show,
            "action": job.action,
            "actor": job.actor.id,
            "name": job.actor.name,
            "episode": job.episode,
            "details": DETAILS.dump_json(job.details).decode(),
            "waits": job.waits,
            "channel": job.channel,
            "message": job.message,
            "began": began,
            "starts": 0,
            "seen": job.seen,
        }
        with self._database.changing() as connection:
            connection.execute(delete(jobs).where(jobs.c.waits, jobs.c.began < began - PATIENCE))
            if not job.waits:
                _refuse_second(connection, job)
            number = connection.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one()
            for n, file in enumerate(files):
                content = zlib.compress(file.content)
                values = {"job": number, "number": n, "name": file.name, "content": content}
                connection.execute(insert(job_files).values(values))
        return replace(job, id=number, began=began)

    def release(self, job: Job) -> Job:
        """Let a waiting job begin as it is now described."""
        with self._database.changing() as connection:
            _refuse_second(connection, job)
            waiting = (jobs.c.id == job.id) & jobs.c.waits
            values = {"details": DETAILS.dump_json(job.details).decode(), "show": job.show, "waits": False}
            if not connection.execute(update(jobs).where(waiting).values(values)).rowcount:
                raise BadRequestError("That has been begun already, or given up.")
        return job

    def place(self, job: Job) -> None:
        """Keep where the job shows its progress."""
        values = {"channel": job.channel, "message": job.message}
        with self._database.changing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(values))

    def take_up(self, job: int) -> None:
        """Count one more start."""
        with self._database.changing() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job).values(starts=jobs.c.starts + 1))

    def unfinished(self, guild: int | None) -> list[Job]:
        """A guild's jobs or all jobs, oldest first."""
        chosen = select(jobs).order_by(jobs.c.id)
        if guild is not None:
            chosen = chosen.where(jobs.c.guild == guild)
        with self._database.reading() as connection:
            return [_job(row) for row in connection.execute(chosen)]

    def files(self, job: int) -> list[File]:
        """The files of a job, in order."""
        chosen = select(job_files).where(job_files.c.job == job).order_by(job_files.c.number)
        with self._database.reading() as connection:
            return [File(row.name, zlib.decompress(row.content)) for row in connection.execute(chosen)]

    def finish(self, job: int) -> None:
        """Forget the job, and its files with it."""
        with self._database.changing() as connection:
            connection.execute(delete(jobs).where(jobs.c.id == job))


def _refuse_second(connection: Connection, job: Job) -> None:
    chosen = select(jobs).where(jobs.c.guild == job.guild, ~jobs.c.waits).order_by(jobs.c.id)
    for row in connection.execute(chosen):
        other = _job(row)
        if other.id != job.id and (not other.show or not job.show or other.show == job.show):
            raise BadRequestError(
                f"{other.actor.name} has been {_DOING[other.action]} {other.subject} since "
                f"{aware(row.began):%H:%M} UTC; wait until that is done, or cancel it."
            )


def _job(row: Row[Any]) -> Job:
    return Job(
        guild=row.guild,
        show=row.show,
        action=row.action,
        actor=Actor(row.actor, row.name),
        episode=row.episode,
        details=DETAILS.validate_json(row.details),
        waits=row.waits,
        channel=row.channel,
        message=row.message,
        id=row.id,
        began=aware(row.began),
        starts=row.starts,
        seen=row.seen,
    )
