"""A library at the edge of the bot: it holds what a test puts there and remembers what it was asked."""

import asyncio
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.library import Pages
from retrieval.catalog.catalog import Catalog
from retrieval.errors import NotFoundError
from retrieval.feeds.subscriptions import Subscriptions
from retrieval.guilds.service import Guilds
from retrieval.models import (
    Answer,
    Cue,
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
from retrieval.models.episode_pages import Clip, EpisodeQuestion, Related, Summary
from tests.bot.samples import ANSWERED, EPISODE


def segments(episode: Episode) -> tuple[Segment, ...]:
    """Made-up segments of an episode, half a minute each."""
    return tuple(
        Segment(n, (Cue(f"What segment {n} of {episode.id} says.", n * 30.0, n * 30.0 + 29, "Ines Prado"),))
        for n in range(1, episode.segments + 1)
    )


@dataclass
class Shown:
    """Pages that a test puts there; `counted` is what people met."""

    topics: Summary | None = None
    asks: tuple[EpisodeQuestion, ...] = ()
    liked: tuple[Clip, ...] = ()
    others: tuple[Related, ...] = ()
    counted: list[tuple[int | None, tuple[int, int]]] = field(default_factory=list)

    async def summary(self, scope: Scope, progress: ProgressSink | None = None) -> Summary:
        assert self.topics
        return self.topics

    async def clips(self, scope: Scope, progress: ProgressSink | None = None) -> tuple[Clip, ...]:
        return self.liked

    async def questions(
        self, scope: Scope, progress: ProgressSink | None = None
    ) -> tuple[EpisodeQuestion, ...]:
        return self.asks

    async def related(self, scope: Scope) -> tuple[Related, ...]:
        return self.others

    async def ready(self) -> frozenset[int]:
        return frozenset()

    async def met(self, guild: int | None, refs: Iterable[tuple[int, int]]) -> None:
        self.counted += [(guild, ref) for ref in refs]


@dataclass
class Shelf:
    """`answer` is what every question gets, or the error that it meets, after `seconds` for each sentence."""

    answer: Answer | Exception = ANSWERED
    shelved: Sequence[Episode] = (EPISODE,)
    seconds: float = 0.0
    told: Callable[[Episode], tuple[Segment, ...]] = segments
    asked: list[tuple[str, Scope]] = field(default_factory=list)
    closed: bool = False
    shown: "Shown" = field(default_factory=lambda: Shown())

    async def ask(
        self,
        question: str,
        scope: Scope,
        *,
        history: Sequence[Exchange] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer:
        self.asked.append((question, scope))
        if isinstance(self.answer, Exception):
            raise self.answer
        for sentence in self.answer.sentences:
            await asyncio.sleep(self.seconds)
            if on_sentence:
                await on_sentence(sentence)
        return self.answer

    @property
    def pages(self) -> Pages:
        return self.shown

    async def search(self, query: str, scope: Scope, k: int = 10) -> list[Hit]:
        self.asked.append((query, scope))
        return [
            Hit(episode, segment, 1.0 / segment.number)
            for episode in await self.episodes(scope)
            for segment in self.told(episode)
        ][:k]

    async def transcript(
        self, scope: Scope, *, at: int | None = None, context: int = 2
    ) -> tuple[Episode, tuple[Segment, ...]]:
        (episode,) = await self.episodes(scope)
        said = self.told(episode)
        return episode, said if at is None else said[max(0, at - 1 - context) : at + context]

    async def episodes(self, scope: Scope) -> list[Episode]:
        found = [episode for episode in self.shelved if episode.show.guild in (None, scope.guild)]
        found = [episode for episode in found if scope.episode in (None, episode.id)]
        if not found and scope.episode:
            raise NotFoundError(f"There is no episode {scope.episode!r} here.")
        return found

    async def cited(
        self, scope: Scope, generation: int, number: int, context: int = 1
    ) -> tuple[Episode, tuple[Segment, ...]]:
        for episode in await self.episodes(scope):
            if episode.generation == generation:
                near = range(number - context, number + context + 1)
                return episode, tuple(each for each in self.told(episode) if each.number in near)
        raise NotFoundError("The segment that this cites is gone.")

    @cached_property
    def guilds(self) -> Guilds:
        """Settings, logs and jobs are as real as anywhere, in a catalog of this shelf alone."""
        folder = self._folder = tempfile.TemporaryDirectory()
        catalog = Catalog(f"sqlite:///{folder.name}/catalog.db")
        return Guilds(catalog)

    @property
    def feeds(self) -> Subscriptions:
        raise NotImplementedError

    async def add(
        self,
        source: Path | bytes,
        details: Details,
        progress: ProgressSink | None = None,
        *,
        guild: int | None = None,
        name: str = "",
    ) -> IndexReport:
        raise NotImplementedError

    async def reindex(self, episode: Episode, progress: ProgressSink | None = None) -> IndexReport:
        raise NotImplementedError

    async def remove(self, scope: Scope) -> IndexReport:
        raise NotImplementedError

    async def roll_back(self, scope: Scope) -> IndexReport:
        raise NotImplementedError

    async def offset(
        self, scope: Scope, kind: str, here: float, there: float, url: str | None = None
    ) -> float:
        raise NotImplementedError

    async def status(self) -> Status:
        raise NotImplementedError

    async def warm_up(self) -> None:
        return None

    async def remove_leftovers(self) -> int:
        return 0

    async def close(self) -> None:
        self.closed = True
