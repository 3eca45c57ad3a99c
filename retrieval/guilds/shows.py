"""List, rename and merge shows, and move episodes between them."""

from pathlib import Path

from retrieval import identifiers
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.show_names import shows_named
from retrieval.concurrency import Threads
from retrieval.errors import BadRequestError
from retrieval.index.writer_lock import WriterLock
from retrieval.language.safe_text import safe_line
from retrieval.models import Scope, Show, Transcripts
from retrieval.models.shows import ChangedShow, MovedEpisode, ShowSummary
from retrieval.texts import Text

MAX_TITLE_CHARACTERS = 200
"""The longest title that a show can be given."""


class Shows:
    """Changes the shows of one guild, or with `None` those that the host shares; never another's.

    A show is named by its id, its title, an earlier name, or any part that no other show has. Nothing is
    indexed again, and episodes keep their ids. Methods raise NotFoundError for a show or an episode that
    isn't the guild's own, BadRequestError for a title that can't be used, and LibraryError if the catalog
    can't be used or another process writes for too long.
    """

    def __init__(self, catalog: Catalog, home: Path, threads: Threads) -> None:
        self._catalog, self._threads = catalog, threads
        self._lock = WriterLock(home)

    async def summaries(self, guild: int | None) -> list[ShowSummary]:
        """Return the guild's own shows by title, with how many episodes and feeds each has."""
        return await self._threads.lookups.run(self._catalog.show_changes.summaries, guild)

    async def find(self, guild: int | None, show: str) -> ShowSummary | None:
        """Return the one show of the guild's own that is named so, if there is one."""
        summaries = await self.summaries(guild)
        named = shows_named(show, [summary.show for summary in summaries])
        return next((one for one in summaries if [one.show] == named), None)

    async def rename(self, guild: int | None, show: str, title: str) -> ChangedShow:
        """Give a show another title; its earlier names still lead to it, also where transcripts say them."""
        title = _title(title)

        def work() -> ChangedShow:
            with self._lock.acquire(f"renaming the show {show}"):
                return self._catalog.show_changes.rename(guild, show, title)

        return await self._threads.background.run(work)

    async def merge(self, guild: int | None, show: str, into: str) -> ChangedShow:
        """Move all episodes of a show into another one, and let its feeds bring new ones there."""

        def work() -> ChangedShow:
            with self._lock.acquire(f"merging the show {show}"):
                return self._catalog.show_changes.merge(guild, show, into)

        return await self._threads.background.run(work)

    async def set_transcripts(self, guild: int | None, show: str, transcripts: Transcripts | None) -> Show:
        """Set how much of a show's transcripts the site shows; with `None`, the host's default holds."""
        return await self._threads.background.run(
            self._catalog.show_changes.set_transcripts, guild, show, transcripts
        )

    async def move(self, guild: int | None, episode: str, show: str, *, new: bool = False) -> MovedEpisode:
        """Move an episode, by its id, to another show; with `new`, to a new show of this title."""
        title = _title(show) if new else show

        def work() -> MovedEpisode:
            with self._lock.acquire(f"moving {episode}"):
                (found,) = self._catalog.episodes(Scope(guild, episode=episode))
                if found.show.guild != guild:
                    raise BadRequestError(
                        Text("{id!r} is shared by the host, and can't be moved from here.", id=found.id)
                    )
                return self._catalog.show_changes.move(guild, found.id, title, new=new)

        return await self._threads.background.run(work)


def _title(typed: str) -> str:
    title = safe_line(typed)
    if len(title) > MAX_TITLE_CHARACTERS or not any(map(str.isalnum, title)):
        raise BadRequestError(
            Text(
                "Give the show a title of 1 to {number} characters, including a letter or a digit.",
                number=MAX_TITLE_CHARACTERS,
            )
        )
    if identifiers.show_id(title) == identifiers.show_id(identifiers.UNSORTED):
        raise BadRequestError(
            Text(
                "{title!r} is reserved for transcripts that name no show; choose another title.",
                title=identifiers.UNSORTED,
            )
        )
    return title
