"""Divide the transcript of a page into parts that can be folded, by its chapters or else its topics."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.web.episode_view import EpisodeView, Gap, topic_citations
from retrieval.models import Segment
from retrieval.models.episode_pages import Topic

MIN_FOLDED = 40
"""A page that shows fewer segments isn't folded."""

_Heading = tuple[str, float | None]


@dataclass(frozen=True, slots=True)
class TranscriptPart:
    """Segments in a row under the `title` of what they are about; without a title, they aren't folded.

    `start` is the second at which that begins, `None` where it isn't known.
    """

    title: str
    items: tuple[Segment | Gap, ...]
    start: float | None = None

    @property
    def segments(self) -> list[Segment]:
        """The segments that are shown."""
        return [item for item in self.items if isinstance(item, Segment)]


def transcript_parts(view: EpisodeView) -> list[TranscriptPart]:
    """Return the parts of an episode's transcript in order; one without a title where it is short."""
    segments = [item for item in view.passages if isinstance(item, Segment)]
    if len(segments) < MIN_FOLDED:
        return [TranscriptPart("", view.passages)]
    starts = _chapter_starts(view) if len(view.chapters) > 1 else _topic_starts(view, segments)
    return list(_divide(view.passages, dict(starts))) or [TranscriptPart("", view.passages)]


def _chapter_starts(view: EpisodeView) -> Iterator[tuple[int, _Heading]]:
    for chapter in view.chapters:
        yield chapter.segment.number, (chapter.title, chapter.start)


def _topic_starts(view: EpisodeView, segments: Sequence[Segment]) -> Iterator[tuple[int, _Heading]]:
    """Yield the first segment that is shown of each topic; that of the first topic is the first of all."""
    for position, topic in enumerate(view.summary.topics):
        number = segments[0].number if position == 0 else _first_segment(topic, segments)
        if number is not None:
            yield number, (topic.title, topic.start)


def _first_segment(topic: Topic, segments: Sequence[Segment]) -> int | None:
    if topic.start is None:  # the transcript has no times: the first that is cited
        return min(citation.segment for citation in topic_citations(topic))
    later = (one.number for one in segments if one.start is not None and one.start >= topic.start)
    return next(later, None)


def _divide(items: Sequence[Segment | Gap], starts: dict[int, _Heading]) -> Iterator[TranscriptPart]:
    """Yield the items in parts that begin at these segments; what comes before the first belongs to it."""
    numbers = sorted(starts)

    def position(item: Segment | Gap) -> int:
        number = item.number if isinstance(item, Segment) else item.first
        return max(0, bisect_right(numbers, number) - 1)

    for place, group in groupby(items, position) if numbers else ():
        title, start = starts[numbers[place]]
        part = TranscriptPart(title, tuple(group), start)
        if part.segments:
            yield part if place else _with_what_comes_before(part)


def _with_what_comes_before(part: TranscriptPart) -> TranscriptPart:
    """Return the first part with the time of its first words, which may come before its heading's."""
    first = part.segments[0].start
    return part if part.start is None or first is None else replace(part, start=min(part.start, first))
