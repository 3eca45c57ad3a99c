"""What the page of an episode shows: its parts, and which of its segments."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.library import Library
from retrieval.models import Citation, Episode, Scope, Segment
from retrieval.models.episode_pages import Clip, EpisodeQuestion, RelatedEpisode, Summary, Topic

NEIGHBOURS = 1
"""How many segments on each side of a cited one are shown where the transcript isn't."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Segments in a row that aren't shown."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode's page. `passages` are its segments in order, with gaps for those that aren't shown."""

    episode: Episode
    summary: Summary
    clips: tuple[Clip, ...]
    questions: tuple[EpisodeQuestion, ...]
    related: tuple[RelatedEpisode, ...]
    passages: tuple[Segment | Gap, ...]

    @property
    def numbers(self) -> dict[Citation, int]:
        """The number of each citation of the page, in reading order."""
        return {citation: n for n, citation in enumerate(dict.fromkeys(self._citations()), 1)}

    def citations_of(self, number: int) -> list[Citation]:
        """Return the page's citations of a segment."""
        return [citation for citation in self.numbers if citation.segment == number]

    def _citations(self) -> Iterator[Citation]:
        for clip in self.clips:
            yield from clip.citations
        for question in self.questions:
            yield from question.citations
        for topic in self.summary.topics:
            yield from _topic_citations(topic)


async def load_view(library: Library, scope: Scope, *, whole: bool) -> EpisodeView:
    """Return what an episode's page shows, with the `whole` transcript or the cited passages alone."""
    pages = library.pages
    episode, segments = await library.transcript(scope)
    summary, clips, questions, related = await asyncio.gather(
        pages.summary_without_asking(scope), pages.clips(scope), pages.questions(scope), pages.related(scope)
    )
    view = EpisodeView(episode, summary, clips, questions, related, segments)
    if whole:
        return view
    cited = {citation.segment for citation in view.numbers}
    cited.update(relation.here.segment for relation in related)
    passages = tuple(show_some(segments, cited, NEIGHBOURS))
    return EpisodeView(episode, summary, clips, questions, related, passages)


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


def _topic_citations(topic: Topic) -> Iterator[Citation]:
    for sentence in topic.sentences:
        yield from sentence.citations
    yield topic.quote
    for subtopic in topic.subtopics:
        yield from _topic_citations(subtopic)
