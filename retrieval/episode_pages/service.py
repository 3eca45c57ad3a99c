"""Offers the pages of episodes: summaries, clips, questions, and related episodes."""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.grounding import Embed
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.model_budgets import ModelBudgets
from retrieval.concurrency import Threads
from retrieval.episode_pages.clip_choice import choose_clips
from retrieval.episode_pages.clips import ScoredClip, find_clips
from retrieval.episode_pages.extractive_summary import draft_topics, summarize
from retrieval.episode_pages.page_cache import PageCache
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.page_parts import CLIPS_PART, QUESTIONS_PART, SUMMARY_PART, summary_part
from retrieval.episode_pages.presentations import Presentations, Presented
from retrieval.episode_pages.questions import find_questions
from retrieval.episode_pages.related import find_related
from retrieval.errors import LibraryError
from retrieval.identifiers import require_episode_id
from retrieval.index.vector_store import VectorStore
from retrieval.models import (
    Episode,
    ProgressSink,
    Scope,
    ScoredSegment,
    SegmentKey,
)
from retrieval.models.budgets import Leave
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary
from retrieval.texts import Text

if TYPE_CHECKING:
    from retrieval.episode_pages.topic_writer import TopicWriter

OVER_BUDGET = Text(
    "The language model's budget for today is used up, so this summary is in the episode's own words."
)
"""What members read where the model may not be used."""
SET_ASIDE = Text(
    "Other questions are using the rest of the language model's budget for today, so this summary is in the "
    "episode's own words. Try again in a minute."
)

_log = logging.getLogger(__name__)


class _OverBudgetError(Exception):
    """The guild may not use the language model now; the message says why."""


class EpisodePages:
    """Shows the pages of episodes. All methods raise the errors of `retrieval.errors` alone.

    Parts of pages are made once per generation and read from the catalog after that.
    """

    def __init__(
        self,
        *,
        catalog: Catalog,
        vectors: VectorStore,
        embed: Embed,
        topic_writer: "Callable[[], TopicWriter | None]",
        chat_model: str | None,
        threads: Threads,
        presentations: Presentations | None = None,
        budgets: ModelBudgets | None = None,
    ) -> None:
        self._presentations, self._budgets = presentations, budgets
        self._catalog, self._vectors, self._embed = catalog, vectors, embed
        self._topic_writer = topic_writer
        self._summary_part = summary_part(chat_model)
        self._cache, self._threads = PageCache(catalog, threads), threads

    async def presentation(self, episode: Episode) -> Presented:
        """Return the episode's description, license, artwork and chapters."""
        return await self._presentations.of(episode) if self._presentations else Presented()

    async def artwork(self, episodes: Sequence[Episode]) -> dict[int, Path]:
        """Return the files of the artwork (JPEG) of those episodes that have any, by the episode's key."""
        return await self._presentations.artwork(episodes) if self._presentations else {}

    async def summary(self, scope: Scope, progress: ProgressSink | None = None) -> Summary:
        """Return the episode's topics in spoken order, written by the chat model where there is one.

        Where the guild's budget for the model is used up, its `note` says so. Raises ModelError if the model
        can't be reached; nothing is stored then.
        """
        episode = await self._episode(scope)

        async def make(report: ProgressSink) -> Summary:
            writer = await self._threads.pages.run(self._topic_writer)
            if writer is None:
                return await self._threads.pages.run(lambda: summarize(self.page_input(episode), self._embed))
            from retrieval.episode_pages.llm_summary import count_requests, write_summary

            threads, embed = self._threads.pages, self._embed
            page_input = await threads.run(self.page_input, episode)
            drafts = await threads.run(draft_topics, page_input, embed)
            async with self._spend(scope.guild, count_requests(drafts)) as leave:
                if leave is not Leave.GRANTED:
                    raise _OverBudgetError(SET_ASIDE if leave is Leave.SET_ASIDE else OVER_BUDGET)
                return await write_summary(page_input, drafts, writer, embed, report, threads)

        try:
            return await self._cache.get_or_make(self._summary_part, episode, make, progress)
        except _OverBudgetError as error:
            return replace(await self.summary_without_asking(scope), note=str(error))

    def _spend(self, guild: int | None, prompts: int) -> AbstractAsyncContextManager[Leave]:
        if self._budgets is None:
            return nullcontext(Leave.GRANTED)
        return self._budgets.spend(guild, questions=0, prompts=prompts)

    async def summary_without_asking(self, scope: Scope) -> Summary:
        """Return the summary that the chat model has already written, else the one made without a model."""
        episode = await self._episode(scope)

        async def make(_: ProgressSink) -> Summary:
            return await self._threads.pages.run(lambda: summarize(self.page_input(episode), self._embed))

        if episode.generation in await self.summarized_generations():
            return await self.summary(scope)
        return await self._cache.get_or_make(SUMMARY_PART, episode, make, None)

    async def clips(self, scope: Scope, progress: ProgressSink | None = None) -> tuple[Clip, ...]:
        """Return three to ten passages worth playing, first those most viewed in the scope's guild."""
        episode = await self._episode(scope)

        async def make(_: ProgressSink) -> tuple[ScoredClip, ...]:
            return await self._threads.pages.run(lambda: find_clips(self.page_input(episode), self._embed))

        clips = await self._cache.get_or_make(CLIPS_PART, episode, make, progress)
        views = await self._threads.lookups.run(
            self._catalog.pages.view_counts, scope.guild, episode.generation
        )
        return choose_clips(clips, views, episode.duration)

    async def questions(
        self, scope: Scope, progress: ProgressSink | None = None
    ) -> tuple[EpisodeQuestion, ...]:
        """Return up to ten questions that the episode answers, in spoken order."""
        episode = await self._episode(scope)

        async def make(_: ProgressSink) -> tuple[EpisodeQuestion, ...]:
            return await self._threads.pages.run(
                lambda: find_questions(self.page_input(episode), self._embed)
            )

        return await self._cache.get_or_make(QUESTIONS_PART, episode, make, progress)

    async def related(self, scope: Scope) -> tuple[RelatedEpisode, ...]:
        """Return up to five other episodes that the scope's guild may see, nearest first."""
        episode = await self._episode(scope)
        return await self._threads.pages.run(self._related, episode, Scope(scope.guild))

    async def summarized_generations(self) -> frozenset[int]:
        """Return the generations whose summary is stored."""
        part = self._summary_part
        return await self._threads.lookups.run(self._catalog.pages.generations_with, part.name, part.maker)

    async def record_views(self, guild: int | None, segments: Iterable[SegmentKey]) -> None:
        """Count that people of a guild were shown, or opened, these segments; log a failure."""
        distinct = list(dict.fromkeys(segments))
        try:
            if distinct:
                await self._threads.lookups.run(self._catalog.pages.record_views, guild, distinct)
        except LibraryError as error:  # as on a full disk: they can be read all the same
            _log.warning("The views of segments could not be counted: %s", error)

    def page_input(self, episode: Episode) -> PageInput:
        """Fetch what an episode's page is made from. Raises LibraryError if the index is not whole."""
        segments = self._catalog.transcript(episode.generation)
        if episode.generation in self._catalog.generations_of_other_models(self._vectors.model):
            vectors = self._embed([segment.text for segment in segments])
        else:
            vectors = self._vectors.fetch(episode.partition, episode.generation, len(segments))
        page_input = PageInput(episode, segments, vectors, embedding_model=self._vectors.model)
        offset = next((medium.offset for medium in episode.media if medium.kind == "audio"), 0.0)
        if offset is None:  # nobody knows how the feed's times relate to the transcript's
            return page_input
        for record in self._catalog.indexed_episodes(episode.show.guild, key=episode.key):
            chapters = tuple(replace(chapter, start=chapter.start - offset) for chapter in record.chapters)
            soundbites = tuple(replace(bite, start=bite.start - offset) for bite in record.soundbites)
            return replace(page_input, chapters=chapters, soundbites=soundbites)
        return page_input

    async def _episode(self, scope: Scope) -> Episode:
        require_episode_id(scope.episode)
        return (await self._threads.lookups.run(self._catalog.episodes, scope))[0]

    def _related(self, episode: Episode, scope: Scope) -> tuple[RelatedEpisode, ...]:
        visible = {other.generation: other for other in self._catalog.episodes(scope)}
        partitions = sorted({other.partition for other in visible.values()})

        def find_nearest(vector: NDArray[float32], count: int) -> list[ScoredSegment]:
            return [hit for partition in partitions for hit in self._vectors.search(partition, vector, count)]

        return find_related(
            self.page_input(episode), visible, find_nearest, self._catalog.segments, self._embed
        )
