"""A library double: it returns what a test puts there and records what it was asked."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.process_store import ProcessStore
from retrieval.concurrency import Threads
from retrieval.conversation.chat_model import ChatModel
from retrieval.episode_pages.service import EpisodePages
from retrieval.errors import NotFoundError
from retrieval.feeds.subscriptions import Subscriptions
from retrieval.guilds.privacy import Privacy
from retrieval.guilds.removal import Removal
from retrieval.guilds.service import Guilds
from retrieval.guilds.speakers import SpeakerNames
from retrieval.index.health import Health
from retrieval.library import Library
from retrieval.models import (
    Answer,
    Cue,
    Episode,
    EpisodePeople,
    HealingReport,
    HealthCheck,
    Hit,
    ProgressSink,
    Scope,
    Segment,
    SentenceSink,
    ShownTurn,
    Turn,
)
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary
from retrieval.models.privacy import KeepDays
from retrieval.models.shared_store import SharedStore
from tests.bot.samples import ANSWERED, EPISODE


def segments(episode: Episode) -> tuple[Segment, ...]:
    """Return made-up segments of an episode, half a minute each."""
    return tuple(
        Segment(n, (Cue(f"What segment {n} of {episode.id} says.", n * 30.0, n * 30.0 + 29, "Ines Prado"),))
        for n in range(1, episode.segments + 1)
    )


class FakeSpeakers(SpeakerNames):
    """Knows of episodes only what feeds and files state."""

    def __init__(self) -> None:
        """Need nothing."""

    async def people(self, guild: int | None, episodes: Sequence[Episode]) -> Mapping[int, EpisodePeople]:
        return {each.generation: EpisodePeople(each.hosts, each.guests) for each in episodes}


class FakeHealth(Health):
    """Is always well."""

    def __init__(self) -> None:
        """Need nothing."""

    async def check(self, *, quick: bool = False) -> list[HealthCheck]:
        return []

    async def is_index_whole(self) -> bool:
        return True

    async def heal(self, progress: ProgressSink | None = None, *, relink: bool = False) -> HealingReport:
        return HealingReport()


@dataclass
class FakePages(EpisodePages):
    """Returns the pages that a test puts there; `counted` are the segments that people were shown."""

    stored_summary: Summary | None = None
    stored_questions: tuple[EpisodeQuestion, ...] = ()
    stored_clips: tuple[Clip, ...] = ()
    stored_related: tuple[RelatedEpisode, ...] = ()
    counted: list[tuple[int | None, tuple[int, int]]] = field(default_factory=list)

    async def summary(self, scope: Scope, progress: ProgressSink | None = None) -> Summary:
        assert self.stored_summary
        return self.stored_summary

    async def clips(self, scope: Scope, progress: ProgressSink | None = None) -> tuple[Clip, ...]:
        return self.stored_clips

    async def questions(
        self, scope: Scope, progress: ProgressSink | None = None
    ) -> tuple[EpisodeQuestion, ...]:
        return self.stored_questions

    async def related(self, scope: Scope) -> tuple[RelatedEpisode, ...]:
        return self.stored_related

    async def summarized_generations(self) -> frozenset[int]:
        return frozenset()

    async def record_views(self, guild: int | None, refs: Iterable[tuple[int, int]]) -> None:
        self.counted += [(guild, ref) for ref in refs]


@dataclass
class FakeLibrary(Library):
    """Every question gets `answer`, or raises it, after `delay` seconds and `turn` for each sentence."""

    answer: Answer | Exception = ANSWERED
    stored_episodes: Sequence[Episode] = (EPISODE,)
    delay: float = 0.0
    turn: Callable[[], Awaitable[None]] | None = None
    segments_of: Callable[[Episode], tuple[Segment, ...]] = segments
    asked: list[tuple[str, Scope]] = field(default_factory=list)
    histories: list[tuple[Turn | ShownTurn, ...]] = field(default_factory=list)
    typed: dict[str, tuple[Episode, ...]] = field(default_factory=dict)
    unsearched: str = ""
    closed: bool = False
    stored_pages: FakePages = field(default_factory=FakePages)

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Turn | ShownTurn] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer:
        self.asked.append((question, scope))
        self.histories.append(tuple(history))
        if isinstance(self.answer, Exception):
            raise self.answer
        for sentence in self.answer.sentences:
            await asyncio.sleep(self.delay)
            if self.turn:
                await self.turn()
            if on_sentence:
                await on_sentence(sentence)
        return self.answer

    @property
    def pages(self) -> EpisodePages:
        return self.stored_pages

    @property
    def speakers(self) -> SpeakerNames:
        return FakeSpeakers()

    @property
    def health(self) -> Health:
        return FakeHealth()

    @cached_property
    def chat_model(self) -> ChatModel:
        """The real account of a library without a model."""
        return ChatModel(self.guilds._catalog, None, NotImplemented, Threads())

    async def search(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        self.asked.append((query, scope))
        return [
            Hit(episode, segment, 1.0 / segment.number)
            for episode in await self.episodes(scope)
            for segment in self.segments_of(episode)
        ][:k]

    async def left_out(self, scope: Scope) -> str:
        return self.unsearched

    async def transcript(
        self, scope: Scope, *, at: int | None = None, context: int = 2
    ) -> tuple[Episode, tuple[Segment, ...]]:
        (episode,) = await self.episodes(scope)
        segments = self.segments_of(episode)
        return episode, segments if at is None else segments[max(0, at - 1 - context) : at + context]

    async def episodes(self, scope: Scope) -> list[Episode]:
        visible = [episode for episode in self.stored_episodes if episode.show.guild in (None, scope.guild)]
        matching = [episode for episode in visible if scope.episode in (None, episode.id)]
        if not matching and scope.episode:
            raise NotFoundError(f"There is no episode {scope.episode!r} here.")
        return matching

    async def find_episodes(self, typed: str, scope: Scope) -> tuple[Episode, ...]:
        return self.typed.get(typed) or tuple(await self.episodes(replace(scope, episode=typed)))

    async def cited(
        self, scope: Scope, generation: int, number: int, context: int = 1
    ) -> tuple[Episode, tuple[Segment, ...]]:
        for episode in await self.episodes(scope):
            if episode.generation == generation:
                near = range(number - context, number + context + 1)
                return episode, tuple(
                    segment for segment in self.segments_of(episode) if segment.number in near
                )
        raise NotFoundError("The segment that this cites is gone.")

    @cached_property
    def guilds(self) -> Guilds:
        """Real settings, logs and jobs, in a catalog of this library alone."""
        folder = self._folder = tempfile.TemporaryDirectory()
        catalog = Catalog(f"sqlite:///{folder.name}/catalog.db")
        return Guilds(catalog, Threads())

    @cached_property
    def feeds(self) -> Subscriptions:
        """Real subscriptions, in the same catalog; nothing is fetched."""
        return Subscriptions(self.guilds._catalog, NotImplemented, NotImplemented, Threads())

    @cached_property
    def privacy(self) -> Privacy:
        """Real records about people, in the same catalog; questions aren't kept."""
        catalog = self.guilds._catalog
        return Privacy(catalog.privacy, Threads(), KeepDays(), Path(self._folder.name))

    @cached_property
    def shared_store(self) -> SharedStore:
        """Real cooldowns and kept answers."""
        return ProcessStore(self.guilds._catalog.usage, Threads())

    @cached_property
    def removal(self) -> Removal:
        """Real departures, in the same catalog; nothing is deleted."""
        return Removal(self.guilds._catalog, NotImplemented, Threads())

    def build_services(self) -> None:
        return None

    async def warm_up(self) -> None:
        return None

    async def remove_leftovers(self) -> int:
        return 0

    async def close(self) -> None:
        self.closed = True
