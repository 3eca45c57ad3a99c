"""Remove shows for good, and the data of servers (guilds) that have removed the bot."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from retrieval import identifiers
from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models.guilds import SCHEDULE, GuildData, RemovedShow

if TYPE_CHECKING:
    from retrieval.index.remover import Remover


def _now() -> datetime:
    return datetime.now(UTC)


class Removal:
    """Keeps track of servers that removed the bot, and deletes their data and shows.

    Methods raise LibraryError if the catalog can't be used, or another process writes for too long.
    """

    def __init__(
        self,
        catalog: Catalog,
        remover: "Callable[[], Remover]",
        threads: Threads,
        *,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._catalog, self._remover, self._threads, self._now = catalog, remover, threads, now

    async def guild_left(self, guild: int) -> bool:
        """Store that a guild removed the bot; return whether it has data that will be deleted later."""
        return await self._threads.lookups.run(self._catalog.departures.mark_left, guild, self._now())

    async def guild_joined(self, guild: int) -> bool:
        """Store that the bot is in a guild; return whether its data was to be deleted."""
        return await self._threads.lookups.run(self._catalog.departures.mark_present, guild)

    async def compare_guilds(self, present: Collection[int]) -> tuple[list[int], list[int]]:
        """Compare with the guilds that the bot is in, for what happened while it was offline.

        Return the guilds with data that have removed it, and those that have added it again.
        """
        return await self._threads.lookups.run(self._catalog.departures.compare, present, self._now())

    async def delete_departed(self, keep: timedelta) -> list[int]:
        """Delete the data of guilds that removed the bot at least `keep` ago, and return them."""
        deadline = self._now() - keep
        deleted = []
        for guild in await self._threads.lookups.run(self._catalog.departures.left_before, deadline):
            if await self._threads.background.run(self._delete, guild, deadline):
                detail = "it removed the bot"
                await self._threads.lookups.run(
                    self._catalog.guilds.record, None, SCHEDULE, "delete server", str(guild), detail
                )
                deleted.append(guild)
        return deleted

    async def guilds(self) -> list[GuildData]:
        """Return every guild that has data."""
        return await self._threads.lookups.run(self._catalog.departures.guilds)

    async def delete_guild(self, guild: int) -> GuildData:
        """Delete all data of a guild at once, and return what it had. Raises NotFoundError if it has none."""
        data = next((data for data in await self.guilds() if data.guild == guild), None)
        if data is None:
            raise NotFoundError(f"Server {guild} has no data here; `podcite guilds` lists those that do.")
        await self._threads.background.run(self._delete, guild)
        return data

    async def remove_show(
        self, guild: int | None, show: str, *, forget: bool = False, unknown: bool = False
    ) -> RemovedShow:
        """Remove a show, by its id or title, of a guild or of the host (`None`).

        With `forget` its feeds are removed as well, and neither can be added again: a show of the host's in
        no guild. Raises NotFoundError if there is no such show, unless an `unknown` one is to be blocked too,
        BadRequestError if it can't be blocked.
        """
        if forget and (id_ := identifiers.show_id(show)) == identifiers.show_id(identifiers.UNSORTED):
            raise BadRequestError(
                f"{id_!r} is where transcripts without a show go, so it can't be blocked; remove it without "
                "--forget."
            )
        return await self._threads.background.run(
            lambda: self._remover().remove_show(guild, show, forget=forget, unknown=unknown)
        )

    async def allow_show(self, guild: int | None, show: str) -> str:
        """Let a blocked show be added again, and return its name. Raises NotFoundError for another one."""
        if not await self._threads.lookups.run(self._catalog.blocked_shows.allow, guild, show):
            where = "" if guild is None else f" in server {guild}"
            raise NotFoundError(f"The show {show!r} isn't blocked{where}, so there is nothing to allow.")
        return identifiers.title_key(show)

    def _delete(self, guild: int, left_before: datetime | None = None) -> bool:
        return self._remover().delete_guild(guild, left_before)
