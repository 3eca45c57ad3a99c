"""What the page of an episode shows: its parts, and which of its segments."""

import asyncio
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.library import Library
from retrieval.models import Chapter, Citation, Episode, Scope, Segment
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary, Topic

NEIGHBOURS = 1
"""How many segments on each side of a cited one are shown where the transcript isn't."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Segments in a row that aren't shown."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ChapterStart:
    """A chapter that the episode's makers named, and the segment in which it begins."""

    title: str
    start: float
    segment: Segment


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode's page. `passages` are its segments in order, with gaps for those that aren't shown."""

    episode: Episode
    summary: Summary
    clips: tuple[Clip, ...]
    questions: tuple[EpisodeQuestion, ...]
    related: tuple[RelatedEpisode, ...]
    passages: tuple[Segment | Gap, ...]
    chapters: tuple[ChapterStart, ...] = ()

    @property
    def numbers(self) -> dict[Citation, int]:
        """The number of each citation that stands behind a sentence, in reading order."""
        cited = (citation for topic in self.summary.topics for citation in _sentence_citations(topic))
        return {citation: n for n, citation in enumerate(dict.fromkeys(cited), 1)}

    @property
    def citations(self) -> dict[int, list[Citation]]:
        """All citations of the page, by the number of their segment."""
        found: dict[int, list[Citation]] = {}
        for citation in dict.fromkeys(self._citations()):
            found.setdefault(citation.segment, []).append(citation)
        return found

    def _citations(self) -> Iterator[Citation]:
        for clip in self.clips:
            yield from clip.citations
        for question in self.questions:
            yield from question.citations
        for topic in self.summary.topics:
            yield from topic_citations(topic)


async def load_view(library: Library, scope: Scope, *, whole: bool) -> EpisodeView:
    """Return what an episode's page shows, with the `whole` transcript or the cited passages alone."""
    pages = library.pages
    episode, segments = await library.transcript(scope)
    summary, clips, questions, related = await asyncio.gather(
        pages.summary_without_asking(scope), pages.clips(scope), pages.questions(scope), pages.related(scope)
    )
    chapters = tuple(_chapter_starts((await pages.presentation(episode)).chapters, segments))
    view = EpisodeView(episode, summary, clips, questions, related, segments, chapters)
    if whole:
        return view
    cited = set(view.citations)
    cited.update(relation.here.segment for relation in related)
    passages = tuple(show_some(segments, cited, NEIGHBOURS))
    return replace(view, passages=passages)


def _chapter_starts(chapters: Iterable[Chapter], segments: Sequence[Segment]) -> Iterator[ChapterStart]:
    """Yield chapters with the segment that is spoken at their start; none where segments have no times."""
    timed = [segment for segment in segments if segment.start is not None]
    starts = [segment.start or 0.0 for segment in timed]
    for chapter in chapters if timed else ():
        position = max(0, bisect_right(starts, chapter.start) - 1)
        yield ChapterStart(chapter.title, max(0.0, chapter.start), timed[position])


def show_some(segments: Sequence[Segment], wanted: Iterable[int], around: int) -> Iterator[Segment | Gap]:
    """Yield the segments of these numbers and those `around` them, and gaps for all others."""
    shown = {number + step for number in wanted for step in range(-around, around + 1)}
    hidden: list[int] = []
    for segment in segments:
        if segment.number not in shown:
            hidden.append(segment.number)
            continue
        if hidden:
            yield Gap(hidden[0], hidden[-1])
            hidden.clear()
        yield segment
    if hidden:
        yield Gap(hidden[0], hidden[-1])


def topic_citations(topic: Topic) -> Iterator[Citation]:
    """Yield what stands behind a topic's sentences, and its quotes, those of subtopics included."""
    yield from _sentence_citations(topic)
    yield topic.quote
    for subtopic in topic.subtopics:
        yield subtopic.quote


def _sentence_citations(topic: Topic) -> Iterator[Citation]:
    for sentence in topic.sentences:
        yield from sentence.citations
    for subtopic in topic.subtopics:
        yield from _sentence_citations(subtopic)
