"""The settings, audit log and unfinished jobs of Discord servers (guilds)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cachetools import TTLCache

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import LibraryError
from retrieval.guilds.answers import AnswerRecords, DropAnswers
from retrieval.guilds.gaps import Gaps, NameSubject
from retrieval.guilds.pins import PinnedPassages
from retrieval.models import Details, Scope, Show
from retrieval.models.guilds import (
    DEFAULT_POLICY,
    Actor,
    AuditEntry,
    GuildSettings,
    Job,
    Policy,
    TranscriptFile,
    TypedForm,
)
from retrieval.models.quotas import GuildLimits, QuotaUsage
from retrieval.search.pinned import Pins

MAX_GUILDS = 2_000
"""Guilds whose channels' policies are kept in memory."""
POLICY_SECONDS = 30.0
"""How long channels' policies are kept in memory, in seconds."""
SETTINGS_SECONDS = 1.0
"""How long settings that were just read are returned without a look at the catalog, in seconds.

Every command asks for them before its first reply, which can't wait in line behind many questions.
"""


class Guilds:
    """Reads and changes what guilds store. Methods raise LibraryError if the catalog can't be used.

    `name_subject` names the subjects of gaps; `pins` are those that the search prefers.
    """

    def __init__(
        self,
        catalog: Catalog,
        threads: Threads,
        name_subject: NameSubject | None = None,
        pins: Pins | None = None,
        drop_answers: DropAnswers | None = None,
    ) -> None:
        self._catalog, self._threads = catalog, threads
        self.answers = AnswerRecords(catalog.answers, threads, drop_answers)
        self.gaps = Gaps(catalog, threads, name_subject)
        self.pins = PinnedPassages(catalog, threads, pins or Pins(catalog))
        self._settings: dict[int, tuple[int, GuildSettings]] = {}  # with the catalog's version of then
        self._fresh: TTLCache[int, GuildSettings] = TTLCache(MAX_GUILDS, SETTINGS_SECONDS)
        self._saves = 0
        self._policies: TTLCache[int, dict[int, Policy]] = TTLCache(MAX_GUILDS, POLICY_SECONDS)

    async def settings(self, guild: int | None) -> GuildSettings:
        """Return the guild's settings; for private messages (`None`) the defaults.

        While the catalog can't be used, those that were last read are returned. What another process
        changes is seen within `SETTINGS_SECONDS`.
        """
        if guild is None:
            return GuildSettings()
        if fresh := self._fresh.get(guild):
            return fresh
        saves = self._saves
        try:
            settings = await self._threads.lookups.run(self._current_settings, guild)
            if saves == self._saves:  # else what was read may be older than what was saved meanwhile
                self._fresh[guild] = settings
            return settings
        except LibraryError:
            if guild not in self._settings:
                raise
            return self._settings[guild][1]

    async def save_settings(
        self, guild: int, settings: GuildSettings, before: GuildSettings | None = None
    ) -> None:
        """Replace the guild's settings. Raises BadRequestError if they are no longer those of `before`."""
        self._saves += 1
        try:
            await self._threads.lookups.run(self._catalog.guilds.save_settings, guild, settings, before)
        finally:
            self._saves += 1
            self._fresh.pop(guild, None)

    async def channel_policies(self, guild: int) -> dict[int, Policy]:
        """Return the policies of the guild's channels that don't have the default.

        What another process changes is seen within `POLICY_SECONDS`: every message may ask for it.
        """
        if guild not in self._policies:
            read = self._catalog.channel_policies.of_guild
            self._policies[guild] = await self._threads.lookups.run(read, guild)
        return self._policies[guild]

    async def channel_policy(self, guild: int, channel: int, parent: int | None = None) -> Policy:
        """Return which messages of a channel are answered; a thread may have its parent's policy."""
        policies = await self.channel_policies(guild)
        inherited = DEFAULT_POLICY if parent is None else policies.get(parent, DEFAULT_POLICY)
        return policies.get(channel, inherited)

    async def set_channel_policy(self, guild: int, channel: int, policy: Policy) -> None:
        """Set which messages of a channel are answered."""
        await self._threads.lookups.run(self._catalog.channel_policies.set, guild, channel, policy)
        self._policies.pop(guild, None)

    def _current_settings(self, guild: int) -> GuildSettings:
        """Return the settings; those that were read before, unless any process has changed something since.

        So nothing of a server whose data was deleted from the shell comes back from here.
        """
        version, known = self._catalog.version(), self._settings.get(guild)
        if known is None or known[0] != version:
            known = self._settings[guild] = version, self._catalog.guilds.settings(guild)
        return known[1]

    async def revoke_site_links(self, guild: int) -> None:
        """Let no link to the guild's pages on the site that was made until now open them."""
        await self._threads.lookups.run(self._catalog.guilds.revoke_site_links, guild)

    async def site_links_revoked(self, guild: int) -> datetime | None:
        """Return when the guild last revoked the links to its pages, `None` if it never did."""
        return await self._threads.lookups.run(self._catalog.guilds.site_links_revoked, guild)

    async def usage(self, guild: int) -> QuotaUsage:
        """Return how much the guild stores, and how much it may store."""
        return await self._threads.lookups.run(self._catalog.quotas.usage, guild)

    async def check_upload(self, guild: int, size: int) -> None:
        """Raise OverQuotaError if the guild may store nothing more, LibraryError if the disk is full."""
        await self._threads.lookups.run(self._catalog.require_space, size)
        await self._threads.lookups.run(self._catalog.quotas.check_upload, guild)

    async def limits(self, guild: int) -> GuildLimits:
        """Return what the host has set for this guild alone."""
        return await self._threads.lookups.run(self._catalog.quotas.limits, guild)

    async def set_limits(self, guild: int, limits: GuildLimits) -> None:
        """Replace what the host has set for this guild alone."""
        await self._threads.lookups.run(self._catalog.quotas.set_limits, guild, limits)

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
        on its show, OverQuotaError if the guild may store no more, LibraryError if the disk is full.
        """
        return await self._threads.lookups.run(self._catalog.jobs.create, job, files)

    async def confirm_job(self, job: Job, details: Details, show: str) -> Job:
        """Let a waiting job start with these details; raises what `create_job` raises."""
        confirmed = replace(job, details=details, show=show, waits=False)
        return await self._threads.lookups.run(self._catalog.jobs.confirm, confirmed)

    async def describe_job(self, job: Job, details: Details) -> Job:
        """Store the details that are known of a waiting job's file."""
        described = replace(job, details=details)
        await self._threads.lookups.run(self._catalog.jobs.set_details, described)
        return described

    async def keep_typed(self, job: Job, typed: TypedForm) -> Job:
        """Store what was typed in the form of a waiting job, so that it can be corrected."""
        kept = replace(job, typed=typed)
        await self._threads.lookups.run(self._catalog.jobs.set_details, kept)
        return kept

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

    async def drop_job(self, job: Job) -> None:
        """Delete a job that waits, and its files."""
        await self._threads.lookups.run(self._catalog.jobs.delete, job.id)

    async def end_job(self, job: Job, actor: Actor, action: str, detail: str) -> bool:
        """Log how a job ended and delete it with its files.

        Return False if it is gone, because the guild's data was deleted; then nothing is stored.
        """
        return await self._threads.lookups.run(self._catalog.jobs.end, job, actor, action, detail)

    async def end_asking_job(
        self,
        job: Job,
        actor: Actor,
        action: str,
        detail: str,
        question: Job,
        files: Sequence[TranscriptFile],
    ) -> Job | None:
        """End a job as `end_job` does, and store the job that waits for an answer about these files.

        Return the latter, `None` if the job is gone.
        """
        end = self._catalog.jobs.end_asking
        return await self._threads.lookups.run(end, job, actor, action, detail, question, files)

    async def mark_shown(self, job: Job) -> None:
        """Store that the job's question has been shown, in the job's message."""
        await self._threads.lookups.run(self._catalog.jobs.mark_shown, job)

    async def expire_jobs(self) -> list[Job]:
        """Delete the jobs that have waited for an answer for too long, with their files; return them."""
        return await self._threads.lookups.run(self._catalog.jobs.expire)
