"""The settings, audit log and unfinished jobs of Discord servers (guilds)."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.models import Details, Scope, Show
from retrieval.models.guilds import Actor, AuditEntry, GuildSettings, Job, TranscriptFile


class Guilds:
    """Reads and changes what guilds store. Methods raise LibraryError where the catalog can't be used."""

    def __init__(self, catalog: Catalog, threads: Threads) -> None:
        self._catalog, self._threads = catalog, threads
        self._settings: dict[int, GuildSettings] = {}

    async def settings(self, guild: int | None) -> GuildSettings:
        """Return the guild's settings; for private messages (`None`) the defaults."""
        if guild is None:
            return GuildSettings()
        if guild not in self._settings:
            self._settings[guild] = await self._threads.lookups.run(self._catalog.guilds.settings, guild)
        return self._settings[guild]

    async def save_settings(self, guild: int, settings: GuildSettings) -> None:
        """Replace the guild's settings."""
        await self._threads.lookups.run(self._catalog.guilds.save_settings, guild, settings)
        self._settings[guild] = settings

    def forget_settings(self, guild: int) -> None:
        """Read the guild's settings again when they are next needed: they were deleted."""
        self._settings.pop(guild, None)

    async def shared_shows(self) -> list[Show]:
        """Return the host's shows by title, including those that a guild hides."""
        episodes = await self._threads.lookups.run(self._catalog.episodes, Scope())
        shows = {episode.show.key: episode.show for episode in episodes}
        return sorted(shows.values(), key=lambda show: show.title.casefold())

    async def record(
        self, guild: int | None, actor: Actor, action: str, subject: str, detail: str = ""
    ) -> None:
        """Add an entry to the audit log of a guild, or with `None` of the host."""
        await self._threads.lookups.run(self._catalog.guilds.record, guild, actor, action, subject, detail)

    async def record_refusal(self, guild: int, actor: Actor, subject: str) -> None:
        """Add a refusal to the audit log; repetitions within an hour are left out."""
        await self._threads.lookups.run(self._catalog.guilds.record_refusal, guild, actor, subject)

    async def audit_log(self, guild: int, limit: int = 20) -> list[AuditEntry]:
        """Return the last entries of a guild's audit log, newest first."""
        return await self._threads.lookups.run(self._catalog.guilds.audit_log, guild, limit)

    async def whole_audit_log(self, limit: int = 20) -> list[AuditEntry]:
        """Return the last entries of the host's and all guilds' audit logs, newest first, for operators."""
        return await self._threads.lookups.run(self._catalog.guilds.audit_log, None, limit, everybody=True)

    async def create_job(self, job: Job, files: Sequence[TranscriptFile] = ()) -> Job:
        """Store a job and its files until it is finished, so that a restarted process can continue it.

        Return it with its id. Raises BadRequestError, which names who is doing what, where another job works
        on its show.
        """
        return await self._threads.lookups.run(self._catalog.jobs.create, job, files)

    async def confirm_job(self, job: Job, details: Details, show: str) -> Job:
        """Let a waiting job start with these details; raises what `create_job` raises."""
        confirmed = replace(job, details=details, show=show, waits=False)
        return await self._threads.lookups.run(self._catalog.jobs.confirm, confirmed)

    async def set_progress_message(self, job: Job, channel: int | None, message: int | None) -> Job:
        """Store which message shows the job's progress (Discord ids)."""
        updated = replace(job, channel=channel, message=message)
        await self._threads.lookups.run(self._catalog.jobs.set_progress_message, updated)
        return updated

    async def start_job(self, job: Job) -> Job:
        """Count one more process that starts the job."""
        await self._threads.lookups.run(self._catalog.jobs.count_start, job.id)
        return replace(job, starts=job.starts + 1)

    async def unfinished_jobs(self, guild: int | None = None) -> list[Job]:
        """Return the unfinished jobs of a guild, or with `None` of all, oldest first."""
        return await self._threads.lookups.run(self._catalog.jobs.unfinished, guild)

    async def job_files(self, job: Job) -> list[TranscriptFile]:
        """Return the job's files in the order in which they were given."""
        return await self._threads.lookups.run(self._catalog.jobs.files, job.id)

    async def finish_job(self, job: Job) -> None:
        """Delete the job and its files."""
        await self._threads.lookups.run(self._catalog.jobs.delete, job.id)
