"""The one facade that a bot or a terminal calls: all that a library can do, within the caller's scope."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import SecretStr

from retrieval.answering.question_validation import check_question, described
from retrieval.composition import Composition, Options
from retrieval.concurrency import run_cancellable
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models import (
    Answer,
    Details,
    Episode,
    Exchange,
    Hit,
    IndexReport,
    ProgressSink,
    Scope,
    Segment,
    SentenceSink,
    Status,
)

if TYPE_CHECKING:
    from retrieval.episode_pages.service import EpisodePages
    from retrieval.feeds.subscriptions import Subscriptions
    from retrieval.guilds.service import Guilds

LONGEST_OFFSET = 2 * 3600.0
"""By how many seconds two recordings of one episode may differ; more is a mistake in typing."""


class Library:
    """Answers and shows within a scope, and changes what is in it.

    Whatever blocks runs in worker threads. All methods raise the errors of `retrieval.errors` alone: with
    NotFoundError where a scope names what isn't there, LibraryError where the index can't be used.
    """

    def __init__(self, options: Options) -> None:
        self._parts = Composition(options)

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        catalog_url: str | None = None,
        chroma_url: str | None = None,
        chat_model: str | None = None,
        embedding_model: str,
        openai_api_key: SecretStr | None = None,
        openai_base_url: str | None = None,
        trusted_hosts: Sequence[str] = (),
    ) -> Self:
        """The library whose data lives in `home`; nothing is read or made before it is needed.

        Of the `trusted_hosts`, each `host` or `host:port`, also private addresses and http:// are fetched.
        """
        return cls(
            Options(
                home=home,
                embedding_model=embedding_model,
                catalog_url=catalog_url,
                chroma_url=chroma_url,
                chat_model=chat_model,
                openai_api_key=openai_api_key,
                openai_base_url=openai_base_url,
                trusted_hosts=tuple(trusted_hosts),
            )
        )

    @property
    def pages(self) -> "EpisodePages":
        """What the episodes' pages show."""
        return self._parts.pages

    @property
    def guilds(self) -> "Guilds":
        """What servers' moderators decide and do."""
        return self._parts.guilds

    @property
    def feeds(self) -> "Subscriptions":
        """The podcast feeds that the library looks into by itself."""
        return self._parts.feeds

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Exchange] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer:
        """The answer to a question, or to a follow-up of `history`, from the segments of a scope.

        `on_sentence` gets each sentence as soon as it is proven. Raises what `search` raises, ModelError also
        where the chat model fails, and ConfigurationError where there is none of its name.
        """
        check_question(question)
        episodes = await asyncio.to_thread(self._searchable, scope)
        chain = await asyncio.to_thread(lambda: self._parts.chain)
        found = await chain.ask(question, scope, history=history, on_sentence=on_sentence)
        return replace(found, looked_at=described(episodes, scope))

    async def search(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        """The `k` segments that answer the query best, best first.

        Raises BadRequestError for a query that is empty or endless, NotFoundError where there is nothing to
        search, ModelError where the embedding model fails.
        """
        check_question(query)
        await asyncio.to_thread(self._searchable, scope)
        retriever = await asyncio.to_thread(lambda: self._parts.retriever)
        return await retriever.find(query, scope, k)

    async def episodes(self, scope: Scope) -> list[Episode]:
        """The episodes of a scope, newest first."""
        return await asyncio.to_thread(self._parts.catalog.episodes, scope)

    async def episode(self, scope: Scope) -> Episode:
        """The one episode that the scope names. Raises BadRequestError where it names none."""
        if not scope.episode:
            raise BadRequestError("Say which episode is meant, by its id.")
        return (await self.episodes(scope))[0]

    async def transcript(
        self, scope: Scope, *, at: int | None = None, context: int = 2
    ) -> tuple[Episode, tuple[Segment, ...]]:
        """An episode and all its segments, or, with `at`, that one and `context` more on each side.

        Raises NotFoundError where there is no such segment.
        """
        episode = await self.episode(scope)
        if at is None:
            segments = await asyncio.to_thread(self._parts.catalog.transcript, episode.generation)
            return episode, segments
        if not 1 <= at <= episode.segments:
            raise NotFoundError(f"{episode.id!r} has the segments 1 to {episode.segments:,}, and no {at:,}.")
        return episode, await self._around(episode.generation, at, context)

    async def cited(
        self, scope: Scope, generation: int, number: int, context: int = 1
    ) -> tuple[Episode, tuple[Segment, ...]]:
        """What a citation means: the words as they stood in the generation that it was made from.

        Raises NotFoundError where that is gone, or its episode is none of the scope's guild.
        """
        owner = await asyncio.to_thread(self._parts.catalog.owner, generation)
        library = await self.episodes(Scope(scope.guild))
        episode = next((episode for episode in library if owner is not None and episode.key == owner), None)
        segments = await self._around(generation, number, context) if episode else ()
        if episode is None or not any(segment.number == number for segment in segments):
            raise NotFoundError(
                "That passage is gone: its episode was removed, or its transcript was replaced since."
            )
        return replace(episode, generation=generation), segments

    async def add(
        self,
        source: Path | bytes,
        details: Details,
        progress: ProgressSink | None = None,
        *,
        guild: int | None = None,
        name: str = "",
    ) -> IndexReport:
        """Index a transcript file, or its bytes and `name`, for a guild or, by default, for all.

        Cancelled, it ends soon and leaves the library as it was. Raises TranscriptError too.
        """
        return await run_cancellable(
            lambda tell: self._parts.indexer.add(source, details, guild=guild, progress=tell, name=name),
            progress,
        )

    async def reindex(self, episode: Episode, progress: ProgressSink | None = None) -> IndexReport:
        """Make an episode's index anew where it is out of date; answers go on coming from the old one."""
        return await run_cancellable(lambda tell: self._parts.indexer.reindex(episode, tell), progress)

    async def remove(self, scope: Scope) -> IndexReport:
        """Remove the episode that the scope names, if it is the guild's own."""
        episode = await self._own(scope, "removed")
        return await asyncio.to_thread(lambda: self._parts.indexer.remove(episode))

    async def roll_back(self, scope: Scope) -> IndexReport:
        """Answer from the episode's previous generation again, if it is the guild's own episode."""
        episode = await self._own(scope, "rolled back")
        return await asyncio.to_thread(lambda: self._parts.indexer.roll_back(episode))

    async def offset(
        self, scope: Scope, kind: str, here: float, there: float, url: str | None = None
    ) -> float:
        """Time a medium (`audio` or `video`) by one pair of seconds: where the same words are in the
        transcript (`here`) and in the medium. Gives the offset; only then links lead into that medium.
        `url` is the medium's, where it isn't known or has changed.

        Raises BadRequestError, NotFoundError.
        """
        episode = await self._own(scope, "changed")
        offset = there - here
        if min(here, there) < 0 or abs(offset) > LONGEST_OFFSET:
            raise BadRequestError("These two times can't be of the same words; give them as H:MM:SS each.")
        await asyncio.to_thread(lambda: self._parts.indexer.set_media_offset(episode, kind, offset, url))
        return offset

    async def remove_leftovers(self) -> int:
        """Remove what a crash left behind; to be called at a start. Gives how many generations that were."""
        return await asyncio.to_thread(lambda: self._parts.indexer.remove_leftovers())

    async def warm_up(self) -> None:
        """Load what the first question would wait for."""
        await asyncio.to_thread(self._parts.warm_up)

    async def status(self) -> Status:
        """The state of the whole index, for operators: it counts every guild's."""
        from retrieval.index.status import index_status

        options = self._parts.options
        return await asyncio.to_thread(
            index_status, self._parts.catalog, options.embedding_model, options.home
        )

    async def close(self) -> None:
        """Let go of files and connections."""
        await asyncio.to_thread(self._parts.close)

    async def _own(self, scope: Scope, done: str) -> Episode:
        episode = await self.episode(scope)
        if episode.show.guild != scope.guild:
            raise BadRequestError(f"{episode.id!r} is shared by the host, and can't be {done} from here.")
        return episode

    async def _around(self, generation: int, number: int, context: int) -> tuple[Segment, ...]:
        numbers = range(max(1, number - context), number + context + 1)
        refs = [(generation, near) for near in numbers]
        found = await asyncio.to_thread(self._parts.catalog.segments, refs)
        return tuple(found[ref] for ref in refs if ref in found)

    def _searchable(self, scope: Scope) -> list[Episode]:
        from retrieval.index.embedding_mismatch import embedding_mismatch

        catalog, model = self._parts.catalog, self._parts.options.embedding_model
        episodes = catalog.episodes(scope)
        if not episodes:
            raise NotFoundError("This library has no episodes yet: `podcite index add` puts transcripts in.")
        foreign = catalog.foreign(model)
        error = embedding_mismatch(catalog, model) if foreign else None
        if error and any(episode.generation in foreign for episode in episodes):
            raise error
        return episodes
