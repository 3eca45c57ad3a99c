"""What a Discord server's moderators decide and do: settings, the log of it, and work that isn't done yet."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from retrieval.catalog.catalog import Catalog
from retrieval.models import Details, Scope, Show
from retrieval.models.guilds import Actor, Entry, File, GuildSettings, Job


class Guilds:
    """All methods raise LibraryError where the catalog can't be used."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._known: dict[int, GuildSettings] = {}

    async def settings(self, guild: int | None) -> GuildSettings:
        """The guild's settings; private messages have those that a new guild has."""
        if guild is None:
            return GuildSettings()
        if guild not in self._known:
            self._known[guild] = await asyncio.to_thread(self._catalog.guilds.settings, guild)
        return self._known[guild]

    async def change(self, guild: int, settings: GuildSettings) -> None:
        """Make these the guild's settings from now on."""
        await asyncio.to_thread(self._catalog.guilds.change, guild, settings)
        self._known[guild] = settings

    async def shared(self) -> list[Show]:
        """The host's shows, also those that a guild hides."""
        episodes = await asyncio.to_thread(self._catalog.episodes, Scope())
        shows = {episode.show.key: episode.show for episode in episodes}
        return sorted(shows.values(), key=lambda show: show.title.casefold())

    async def record(
        self, guild: int | None, actor: Actor, action: str, subject: str, detail: str = ""
    ) -> None:
        """Note in the log who did what."""
        await asyncio.to_thread(self._catalog.guilds.record, guild, actor, action, subject, detail)

    async def record_refusal(self, guild: int, actor: Actor, subject: str) -> None:
        """Note in the log what somebody may not do; the same of the same person once in a while."""
        await asyncio.to_thread(self._catalog.guilds.record_refusal, guild, actor, subject)

    async def entries(self, guild: int, limit: int = 20) -> list[Entry]:
        """The last entries of a guild's log, newest first."""
        return await asyncio.to_thread(self._catalog.guilds.entries, guild, limit)

    async def all_entries(self, limit: int = 20) -> list[Entry]:
        """The last entries of the host's and all guilds' logs, for operators."""
        return await asyncio.to_thread(self._catalog.guilds.entries, None, limit, everybody=True)

    async def begin(self, job: Job, files: Sequence[File] = ()) -> Job:
        """Keep a job and its files until it is finished, so that a restart can do it again.

        Raises BadRequestError, saying who does what since when, where its show is being worked on.
        """
        return await asyncio.to_thread(self._catalog.jobs.begin, job, files)

    async def describe(self, job: Job, details: Details, show: str) -> Job:
        """Let a waiting job begin, now that this is known of its files; raises what `begin` raises."""
        told = replace(job, details=details, show=show, waits=False)
        return await asyncio.to_thread(self._catalog.jobs.release, told)

    async def place(self, job: Job, channel: int | None, message: int | None) -> Job:
        """Note where the job's progress is shown."""
        placed = replace(job, channel=channel, message=message)
        await asyncio.to_thread(self._catalog.jobs.place, placed)
        return placed

    async def take_up(self, job: Job) -> Job:
        """Note that one more process does the job."""
        await asyncio.to_thread(self._catalog.jobs.take_up, job.id)
        return replace(job, starts=job.starts + 1)

    async def jobs(self, guild: int | None = None) -> list[Job]:
        """What isn't finished, oldest first: a guild's, or everybody's for a bot that starts."""
        return await asyncio.to_thread(self._catalog.jobs.unfinished, guild)

    async def files(self, job: Job) -> list[File]:
        """The job's files, in the order in which they came."""
        return await asyncio.to_thread(self._catalog.jobs.files, job.id)

    async def finish(self, job: Job) -> None:
        """Forget the job and its files."""
        await asyncio.to_thread(self._catalog.jobs.finish, job.id)
