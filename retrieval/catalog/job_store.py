"""Jobs that aren't finished, with the files that they need."""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.disk_space import require_space
from retrieval.catalog.guild_store import add_entry
from retrieval.catalog.quota_store import QuotaStore
from retrieval.catalog.schema import job_files, jobs
from retrieval.catalog.serialization import as_utc
from retrieval.errors import BadRequestError, WithdrawnError
from retrieval.models import Details
from retrieval.models.guilds import Actor, Job, TranscriptFile, TypedForm
from retrieval.texts import Text

WAITING_JOB_LIFETIME = timedelta(days=1)
"""Time after which a job that waits for a moderator is deleted."""
_DETAILS_JSON = TypeAdapter(Details)
_TYPED_JSON = TypeAdapter(TypedForm)
_IN_THE_WAY = {
    "add": Text("{name} has been adding {subject} since {time} UTC; wait until that is done, or cancel it."),
    "reindex": Text(
        "{name} has been reindexing {subject} since {time} UTC; wait until that is done, or cancel it."
    ),
    "remove": Text(
        "{name} has been removing {subject} since {time} UTC; wait until that is done, or cancel it."
    ),
    "rollback": Text(
        "{name} has been rolling back {subject} since {time} UTC; wait until that is done, or cancel it."
    ),
    "poll": Text(
        "{name} has been indexing {subject} since {time} UTC; wait until that is done, or cancel it."
    ),
}
"""What to say about a job that blocks another one, by its kind."""


class JobStore:
    """Stores jobs. Every method is one transaction.

    Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database, quotas: QuotaStore) -> None:
        self._database, self._quotas = database, quotas

    def create(self, job: Job, files: Sequence[TranscriptFile]) -> Job:
        """Store a job and its files; return it with its id.

        Raises BadRequestError if another job works on its show, unless it waits, OverQuotaError if the
        guild may have no further job or no more bytes, and LibraryError where the disk is full.
        """
        packed = [zlib.compress(file.content) for file in files]
        size = sum(map(len, packed))
        require_space(self._database.folder, size)
        with self._database.write_transaction() as connection:
            if not job.waits:
                _check_no_other(connection, job)
            self._quotas.check_job(connection, job.guild, size)
            return _insert(connection, job, files, packed)

    def end(self, ended: Job, actor: Actor, action: str, detail: str) -> bool:
        """Log how a job ended and delete it with its files; False if it is gone, then nothing is stored."""
        with self._database.write_transaction() as connection:
            if not connection.execute(delete(jobs).where(jobs.c.id == ended.id)).rowcount:
                return False
            add_entry(connection, ended.guild, actor, action, ended.subject, detail)
        return True

    def end_asking(
        self,
        ended: Job,
        actor: Actor,
        action: str,
        detail: str,
        question: Job,
        files: Sequence[TranscriptFile],
    ) -> Job | None:
        """End a job as `end` does, and store what it asks about in its place: a job that waits.

        Return the latter, `None` if the ended job is gone. It takes the place of the other in the quotas.
        """
        packed = [zlib.compress(file.content) for file in files]
        with self._database.write_transaction() as connection:
            if not connection.execute(delete(jobs).where(jobs.c.id == ended.id)).rowcount:
                return None
            add_entry(connection, ended.guild, actor, action, ended.subject, detail)
            return _insert(connection, question, files, packed)

    def expire(self) -> list[Job]:
        """Delete the jobs that have waited longer than `WAITING_JOB_LIFETIME`, with their files, and return
        them; those that began in the future are from a clock that was wrong.
        """
        now = datetime.now(UTC)
        is_old = (jobs.c.began < now - WAITING_JOB_LIFETIME) | (jobs.c.began > now + WAITING_JOB_LIFETIME)
        with self._database.write_transaction() as connection:
            expired = [_job(row) for row in connection.execute(select(jobs).where(jobs.c.waits, is_old))]
            connection.execute(delete(jobs).where(jobs.c.id.in_([job.id for job in expired])))
        return expired

    def mark_shown(self, job: Job) -> None:
        """Store that the question of a job has been shown, in the job's message."""
        values = {"question": None, "channel": job.channel, "message": job.message}
        with self._database.write_transaction() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(values))

    def check_wanted(self, job: int) -> None:
        """Raise WithdrawnError if the job is gone."""
        with self._database.read_transaction() as connection:
            if connection.execute(select(jobs.c.id).where(jobs.c.id == job)).first() is None:
                raise WithdrawnError(Text("The data of this server was deleted, so nothing more is stored."))

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
                raise BadRequestError(Text("That has already been started or cancelled."))
        return job

    def set_details(self, job: Job) -> None:
        """Store the details that are known of a job's file, and what was typed about it."""
        values = {"details": _DETAILS_JSON.dump_json(job.details).decode(), "typed": _typed(job)}
        with self._database.write_transaction() as connection:
            connection.execute(update(jobs).where(jobs.c.id == job.id).values(values))

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


def _insert(
    connection: Connection, job: Job, files: Sequence[TranscriptFile], packed: Sequence[bytes]
) -> Job:
    """Store a job with its files, whose compressed contents are `packed`; return it with its id."""
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
        "question": job.question,
        "typed": _typed(job),
    }
    id_ = connection.execute(insert(jobs).values(row).returning(jobs.c.id)).scalar_one()
    for number, (file, content) in enumerate(zip(files, packed, strict=True)):
        values = {"job": id_, "number": number, "name": file.name, "content": content, "origin": file.origin}
        connection.execute(insert(job_files).values(values))
    return replace(job, id=id_, began=began, starts=0)


def _typed(job: Job) -> str | None:
    return _TYPED_JSON.dump_json(job.typed).decode() if job.typed else None


def _check_no_other(connection: Connection, job: Job) -> None:
    query = select(jobs).where(jobs.c.guild == job.guild, ~jobs.c.waits).order_by(jobs.c.id)
    for row in connection.execute(query):
        other = _job(row)
        if other.id != job.id and (not other.show or not job.show or other.show == job.show):
            raise BadRequestError(
                Text(
                    _IN_THE_WAY[other.action],
                    name=other.actor.name,
                    subject=other.subject if other.name else Text(other.subject),
                    time=f"{as_utc(row.began):%H:%M}",
                )
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
        question=row.question,
        typed=_TYPED_JSON.validate_json(row.typed) if row.typed else None,
    )
