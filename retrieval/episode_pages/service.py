"""Episode pages: each part is made once per generation, kept in the catalog, and read from there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from pydantic import TypeAdapter

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.catalog.catalog import Catalog
from retrieval.episode_pages import clips, extractive_summary, questions, related
from retrieval.episode_pages.clips import RankedClip
from retrieval.episode_pages.questions import Asked
from retrieval.errors import BadRequestError
from retrieval.index.vector_store import VectorStore
from retrieval.models import Citation, Episode, Progress, ProgressSink, Scope, Segment
from retrieval.models.episode_pages import Clip, EpisodeIndex, EpisodeQuestion, Related, Summary

if TYPE_CHECKING:
    from retrieval.answering.chain import AnswerChain
    from retrieval.episode_pages.topic_writer import TopicWriter

T = TypeVar("T")
Refs = Mapping[tuple[int, int], Segment]


@dataclass(frozen=True)
class Part(Generic[T]):
    """A part of a page: its name, its type, and who makes it in which version."""

    name: str
    type: Any
    maker: str


SUMMARY = Part[Summary]("summary", Summary, f"extractive {extractive_summary.VERSION}")
CLIPS = Part[tuple[RankedClip, ...]]("clips", tuple[RankedClip, ...], f"extractive {clips.VERSION}")
QUESTIONS = Part[tuple[EpisodeQuestion, ...]](
    "questions", tuple[EpisodeQuestion, ...], f"extractive {questions.VERSION}"
)


@dataclass
class _Job:
    """A part in the making, and who waits for it."""

    task: "asyncio.Task[Any]"
    sinks: list[ProgressSink] = field(default_factory=list)


class EpisodePages:
    """What episode pages show. All methods raise the errors of `retrieval.errors` alone.

    Whoever asks for a part that is being made waits for it; nobody makes it twice. It is finished even where
    they all give up.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        vectors: VectorStore,
        embed: Embed,
        topic_writer: "Callable[[], TopicWriter | None]",
        answer_chain: "Callable[[], AnswerChain]",
        chat_model: str | None,
    ) -> None:
        self._catalog, self._vectors, self._embed = catalog, vectors, embed
        self._topic_writer, self._answer_chain, self._chat_model = topic_writer, answer_chain, chat_model
        self._jobs: dict[tuple[int, str, str], _Job] = {}

    async def summary(self, scope: Scope, progress: ProgressSink | None = None) -> Summary:
        """The episode's topics, in spoken order, told by the chat model where there is one.

        Raises ModelError where that can't be reached; nothing is kept then.
        """
        episode = await self._episode(scope)

        async def make(tell: ProgressSink) -> Summary:
            writer = await asyncio.to_thread(self._topic_writer)
            if writer is None:
                return await self._from_index(
                    episode, partial(extractive_summary.highlights, embed=self._embed)
                )
            from retrieval.episode_pages.llm_summary import write_highlights

            index = await asyncio.to_thread(self.index, episode)
            return await write_highlights(index, writer, self._embed, tell)

        return await self._part(self._summary_part(), episode, make, progress)

    async def clips(self, scope: Scope, progress: ProgressSink | None = None) -> tuple[Clip, ...]:
        """Five to ten passages worth playing, first those that the scope's guild has met most."""
        episode = await self._episode(scope)

        async def make(_: ProgressSink) -> tuple[RankedClip, ...]:
            return await self._from_index(episode, partial(clips.clips, embed=self._embed))

        ranked = await self._part(CLIPS, episode, make, progress)
        store = self._catalog.pages
        met = await asyncio.to_thread(store.popularity, scope.guild, episode.generation)
        return clips.chosen(ranked, met, episode.duration)

    async def questions(
        self, scope: Scope, progress: ProgressSink | None = None
    ) -> tuple[EpisodeQuestion, ...]:
        """Up to ten questions that the episode asks and answers, in spoken order."""
        episode = await self._episode(scope)

        async def make(tell: ProgressSink) -> tuple[EpisodeQuestion, ...]:
            return await self._asked(episode, scope, tell)

        return await self._part(QUESTIONS, episode, make, progress)

    async def related(self, scope: Scope) -> tuple[Related, ...]:
        """Up to five other episodes of what the scope's guild may see, nearest first."""
        episode = await self._episode(scope)
        return await asyncio.to_thread(self._related, episode, Scope(scope.guild))

    async def ready(self) -> frozenset[int]:
        """The generations whose summary is kept."""
        part = self._summary_part()
        return await asyncio.to_thread(self._catalog.pages.generations_with, part.name, part.maker)

    async def met(self, guild: int | None, refs: Iterable[tuple[int, int]]) -> None:
        """Count that a guild's people were shown, or opened, the segments at (generation, number)."""
        distinct = list(dict.fromkeys(refs))
        if distinct:
            await asyncio.to_thread(self._catalog.pages.add_popularity, guild, distinct)

    def _summary_part(self) -> Part[Summary]:
        if self._chat_model is None:
            return SUMMARY
        return replace(SUMMARY, maker=f"{self._chat_model} {extractive_summary.WRITTEN_VERSION}")

    async def _episode(self, scope: Scope) -> Episode:
        if not scope.episode:
            raise BadRequestError("Say which episode is meant, by its id.")
        return (await asyncio.to_thread(self._catalog.episodes, scope))[0]

    async def _part(
        self,
        part: Part[T],
        episode: Episode,
        make: Callable[[ProgressSink], Awaitable[T]],
        progress: ProgressSink | None,
    ) -> T:
        key = (episode.generation, part.name, part.maker)
        kept = await asyncio.to_thread(self._catalog.pages.get, *key)
        if kept is not None:
            return await asyncio.to_thread(self._read, part, kept, episode)
        job = self._jobs.get(key)
        if job is None:
            job = self._jobs[key] = _Job(asyncio.ensure_future(self._make(part, key, make)))
            job.task.add_done_callback(lambda _: self._jobs.pop(key, None))
        if progress is not None:
            job.sinks.append(progress)
        return cast("T", await asyncio.shield(job.task))

    async def _make(
        self, part: Part[T], key: tuple[int, str, str], make: Callable[[ProgressSink], Awaitable[T]]
    ) -> T:
        def tell(step: Progress) -> None:
            for sink in self._jobs[key].sinks:
                sink(step)

        made = await make(tell)
        body = await asyncio.to_thread(TypeAdapter(part.type).dump_json, made)
        await asyncio.to_thread(self._catalog.pages.put, *key, body)
        return made

    def _read(self, part: Part[T], kept: bytes, episode: Episode) -> T:
        """What was kept, cited anew: an episode's links and title may have changed since."""
        made = TypeAdapter(part.type).validate_json(kept)
        refs = {(episode.generation, citation.segment) for citation in _citations(made)}
        return cast("T", _recited(made, episode, self._catalog.segments(sorted(refs))))

    async def _from_index(self, episode: Episode, make: Callable[[EpisodeIndex], T]) -> T:
        return await asyncio.to_thread(lambda: make(self.index(episode)))

    def index(self, episode: Episode) -> EpisodeIndex:
        """What an episode's page is made from. Raises LibraryError where the index is not whole."""
        segments = self._catalog.transcript(episode.generation)
        vectors = self._vectors.fetch(episode.show.key, episode.generation, len(segments))
        index = EpisodeIndex(episode, segments, vectors)
        later = next((medium.offset for medium in episode.media if medium.kind == "audio"), 0.0)
        for made in self._catalog.indexed_episodes(episode.show.guild, key=episode.key):
            if later is not None:  # the seconds of an audio whose offset nobody knows mean nothing here
                chapters = tuple(replace(each, start=each.start - later) for each in made.chapters)
                soundbites = tuple(replace(each, start=each.start - later) for each in made.soundbites)
                return replace(index, chapters=chapters, soundbites=soundbites)
        return index

    async def _asked(self, episode: Episode, scope: Scope, tell: ProgressSink) -> tuple[EpisodeQuestion, ...]:
        index = await asyncio.to_thread(self.index, episode)
        candidates = await asyncio.to_thread(self._candidates, index)
        chain = await asyncio.to_thread(self._answer_chain)
        found: list[tuple[int, EpisodeQuestion]] = []

        async def ask(asked: Sequence[Asked], wanted: int) -> None:
            for done, candidate in enumerate(asked):
                if len(found) >= wanted:
                    return
                tell(Progress("questions", done, len(asked)))
                before = [each for _, each in found]
                if questions.repeats(candidate.question, [each.question for each in before]):
                    continue
                answer = await chain.ask(candidate.question, scope)
                kept = questions.kept(candidate, answer, index)
                if kept is not None and questions.adds(kept, before):
                    found.append((candidate.place, kept))

        await ask(candidates, questions.WANTED)
        if len(found) < questions.FEWEST:
            await ask(await asyncio.to_thread(questions.about, index, self._embed), questions.FEWEST)
        return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))

    def _candidates(self, index: EpisodeIndex) -> list[Asked]:
        candidates = questions.asked(index)
        if not candidates:
            return []
        rows = self._embed([each.question for each in candidates])
        return questions.spread(questions.telling(candidates, index, rows))[: questions.TRIED]

    def _related(self, episode: Episode, scope: Scope) -> tuple[Related, ...]:
        visible = {other.generation: other for other in self._catalog.episodes(scope)}
        shows = sorted({other.show.key for other in visible.values()})
        vectors = self._vectors

        def near(vector: Any, depth: int) -> list[tuple[int, int, float]]:  # noqa: ANN401
            return [hit for show in shows for hit in vectors.search(show, vector, depth)]

        return related.related(self.index(episode), visible, near, self._catalog.segments, self._embed)


def _citations(value: Any) -> Iterable[Citation]:  # noqa: ANN401
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _citations(each)
    elif is_dataclass(value):
        for item in fields(value):
            yield from _citations(getattr(value, item.name))


def _recited(value: Any, episode: Episode, segments: Refs) -> Any:  # noqa: ANN401
    recite = partial(_recited, episode=episode, segments=segments)
    if isinstance(value, Citation):
        return cite(episode, segments[episode.generation, value.segment], value.quote)
    if isinstance(value, Episode):
        return episode
    if isinstance(value, tuple):
        return tuple(map(recite, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: recite(getattr(value, item.name)) for item in fields(value)})
    return value
