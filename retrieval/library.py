"""The facade that bots and terminals call: everything that a library can do, within the caller's scope."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.answering.question_validation import check_question
from retrieval.composition.composition import Composition
from retrieval.conversation.choosing_episodes import SEVERAL_EPISODES
from retrieval.guilds.own_episodes import require_own
from retrieval.identifiers import require_episode_id
from retrieval.media_links import media_offset
from retrieval.models import (
    Answer,
    Details,
    Episode,
    Hit,
    Placement,
    Scope,
    Segment,
    SentenceSink,
    ShownTurn,
    Turn,
)
from retrieval.models.options import Options
from retrieval.models.reports import IndexReport, ProgressSink, Status

if TYPE_CHECKING:
    from retrieval.conversation.chat_model import ChatModel
    from retrieval.episode_pages.service import EpisodePages
    from retrieval.feeds.subscriptions import Subscriptions
    from retrieval.guilds.privacy import Privacy
    from retrieval.guilds.removal import Removal
    from retrieval.guilds.service import Guilds
    from retrieval.guilds.shows import Shows
    from retrieval.guilds.speakers import SpeakerNames
    from retrieval.index.health import Health
    from retrieval.models.shared_store import SharedStore
    from retrieval.transcripts.bounded_reader import BoundedReader


class Library:
    """Ask, search, read and change the episodes of a scope.

    Blocking work runs in worker threads. All methods raise only errors of `retrieval.errors`: NotFoundError
    if a scope names something that doesn't exist, LibraryError if the index can't be used.
    """

    def __init__(self, options: Options) -> None:
        self._composition = Composition(options)
        self._threads = self._composition.threads
        self._look_up = self._threads.lookups.run

    @property
    def pages(self) -> "EpisodePages":
        """Summaries, clips, questions and related episodes."""
        return self._composition.episode_pages

    @property
    def guilds(self) -> "Guilds":
        """Discord servers' settings, audit log and jobs."""
        return self._composition.guilds

    @property
    def removal(self) -> "Removal":
        """Removing shows for good, and the data of servers that have removed the bot."""
        return self._composition.removal

    @property
    def shows(self) -> "Shows":
        """Listing, renaming and merging shows, and moving episodes between them."""
        return self._composition.shows

    @property
    def speakers(self) -> "SpeakerNames":
        """The names of speakers whom transcripts don't name."""
        return self._composition.speakers

    @property
    def feeds(self) -> "Subscriptions":
        """The podcast feeds that the library subscribes to."""
        return self._composition.subscriptions

    @property
    def health(self) -> "Health":
        """Checks of the library, and repairs of its index."""
        return self._composition.health

    @property
    def chat_model(self) -> "ChatModel":
        """The language model that writes the answers: whether it works, and what it was used for."""
        return self._composition.chat_model

    @property
    def privacy(self) -> "Privacy":
        """What is stored about people, to be shown, deleted and pruned."""
        return self._composition.privacy

    @property
    def shared_store(self) -> "SharedStore":
        """Cooldowns, budgets and kept answers, which several processes could share."""
        return self._composition.shared_store

    @property
    def transcripts(self) -> "BoundedReader":
        """What transcript files state, read within a budget of time and memory."""
        return self._composition.transcript_reader

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Turn | ShownTurn] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer:
        """Return the answer to a message: from the transcripts what was said, from the catalog what there is.

        The message may be a follow-up of `history`. An episode or a show that it names narrows the scope.
        `on_sentence` is called with each grounded sentence. Raises as `search`, and ConfigurationError.
        """
        check_question(question)
        if scope.episode:
            episodes = await self.find_episodes(scope.episode, scope)
            if len(episodes) > 1:
                return Answer(question, (), (), "catalog", text=SEVERAL_EPISODES, choices=episodes)
            scope = replace(scope, episode=episodes[0].id)
        conversation = await asyncio.to_thread(lambda: self._composition.conversation)
        return await conversation.reply(question, scope, history, on_sentence)

    async def find_episodes(self, typed: str, scope: Scope) -> tuple[Episode, ...]:
        """Return the episodes that words name (id, number, title, guest, date), or raise NotFoundError."""
        return await self._look_up(lambda: self._composition.conversation.find_episodes(typed, scope))

    async def search(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        """Return the `k` best segments, best first. Raises BadRequestError, NotFoundError and ModelError."""
        check_question(query)
        await asyncio.to_thread(lambda: self._composition.talk.searchable_episodes(scope))
        retriever = await asyncio.to_thread(lambda: self._composition.retriever)
        return await retriever.find(query, scope, k)

    async def left_out(self, scope: Scope) -> str:
        """Return a sentence about the episodes that a search of the scope can't search well now, if any."""
        return await asyncio.to_thread(lambda: self._composition.talk.left_out(scope))

    async def episodes(self, scope: Scope) -> list[Episode]:
        """Return the episodes of a scope, newest first."""
        return await self._look_up(lambda: self._composition.conversation.episodes(scope))

    async def episode(self, scope: Scope) -> Episode:
        """Return the one episode that the scope names. Raises BadRequestError if it names none."""
        require_episode_id(scope.episode)
        return (await self.episodes(scope))[0]

    async def transcript(
        self, scope: Scope, *, at: int | None = None, context: int = 2
    ) -> tuple[Episode, tuple[Segment, ...]]:
        """Return an episode and its segments, or `at` and `context` on each side. Raises NotFoundError."""
        episode = await self.episode(scope)
        return episode, await self._look_up(self._composition.passages.read, episode, at, context)

    async def cited(
        self, scope: Scope, generation: int, number: int, context: int = 1
    ) -> tuple[Episode, tuple[Segment, ...]]:
        """Return what a citation refers to: its episode and the segments as the cited generation has them.

        Raises NotFoundError if the generation is gone or its episode isn't visible to the scope's guild.
        """
        return await self._look_up(self._composition.passages.cited, scope, generation, number, context)

    async def add(
        self,
        source: Path | bytes,
        details: Details,
        progress: ProgressSink | None = None,
        *,
        guild: int | None = None,
        name: str = "",
        placement: Placement | None = None,
    ) -> IndexReport:
        """Index a transcript file, or its bytes and `name`, for one guild or by default for all.

        If cancelled, it ends soon and leaves the library as it was. Raises TranscriptError too.
        """

        def work(report: ProgressSink) -> IndexReport:
            add = self._composition.indexer.add
            return add(source, details, guild=guild, progress=report, name=name, placement=placement)

        report = await self._threads.long_work.run(work, progress, guild)
        await self._composition.presentations.fetch_artwork(guild, report.episode)
        return report

    async def reindex(
        self, episode: Episode, progress: ProgressSink | None = None, *, force: bool = False
    ) -> IndexReport:
        """Rebuild an episode's index if it is out of date or by `force`; meanwhile the old one answers."""

        def work(report: ProgressSink) -> IndexReport:
            return self._composition.indexer.reindex(episode, report, force=force)

        return await self._threads.long_work.run(work, progress, episode.show.guild)

    async def remove(self, scope: Scope) -> IndexReport:
        """Remove the episode that the scope names, which must be the guild's own."""
        episode = require_own(await self.episode(scope), scope.guild, "removed")
        return await self._threads.background.run(lambda: self._composition.indexer.remove(episode))

    async def roll_back(self, scope: Scope) -> IndexReport:
        """Return to the previous generation of the episode that the scope names, the guild's own."""
        episode = require_own(await self.episode(scope), scope.guild, "rolled back")
        return await self._threads.background.run(lambda: self._composition.indexer.roll_back(episode))

    async def offset(
        self, scope: Scope, kind: str, here: float, there: float, url: str | None = None
    ) -> float:
        """Set a medium's offset so that links can lead into it, and return the offset in seconds.

        The same words are at second `here` of the transcript and `there` of the medium (`audio` or `video`).
        """
        episode = require_own(await self.episode(scope), scope.guild, "changed")
        offset = media_offset(here, there)
        await self._threads.background.run(
            lambda: self._composition.indexer.set_media_offset(episode, kind, offset, url)
        )
        return offset

    async def remove_leftovers(self) -> int:
        """Delete the generations that a crash left, and return how many; to be called at startup."""
        await self._threads.background.run(self._composition.presentations.prune)
        return await self._threads.background.run(lambda: self._composition.indexer.remove_leftovers())

    def build_services(self) -> None:
        """Build what the properties return, so that the event loop never waits for a part that is loading."""
        _ = self.pages, self.guilds, self.removal, self.speakers, self.feeds, self.health, self.chat_model
        _ = self.transcripts, self.shows, self.privacy, self.shared_store

    async def warm_up(self) -> None:
        """Load what the first question would wait for."""
        await asyncio.to_thread(self._composition.warm_up)

    async def status(self) -> Status:
        """Return the state of the whole index, over all guilds, for operators."""
        return await self._threads.background.run(self._composition.status)

    async def close(self) -> None:
        """Close files and connections, and end the threads that search."""
        await asyncio.to_thread(self._composition.close)
