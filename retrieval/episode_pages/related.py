"""Finds other episodes that talk about the same, with a passage of each that shows it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import Keyphrases
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.passages import find_passages
from retrieval.episode_pages.shared_subjects import SharedSubject, SharedSubjects
from retrieval.episode_pages.topic_segmentation import segment_topics
from retrieval.models import Episode, ScoredSegment, Segment, SegmentKey
from retrieval.models.episode_pages import RelatedEpisode
from retrieval.texts import Text
from retrieval.transcripts.advertisements import find_advertisements

MAX_RELATED_EPISODES = 5
"""Number of related episodes that are shown."""
NEIGHBOURS_PER_SEGMENT = 120
"""Number of nearest segments that are fetched for each segment compared."""
RELATED_MIN_COSINE = 0.41
"""Cosine from which two segments are about the same; below it they only sound alike."""
RELATED_BASE_CLOSENESS = 0.05
"""Closeness of two segments of just that cosine."""
RELATED_MIN_CLOSENESS = 0.2
"""Least closeness of an episode: the 19 pairs of real ones below it share a word, hardly ever a subject."""
CLOSENESS_SEGMENTS = 5
"""Number of segments here whose closeness is summed."""
PAIRS_COMPARED = 8
"""Number of pairs of segments whose sentences are compared, to find those that show it best."""
PAIRS_PER_SEGMENT = 2
"""Number of those pairs with the same segment here."""
SEGMENTS_PER_SUBTOPIC = 2
"""Number of segments of each subtopic that other episodes are compared with."""
ANNOUNCING_SEGMENTS = 2
"""Segments at the beginning that announce what an episode will be about; they show nothing yet."""

FindNearest = Callable[[NDArray[float32], int], Sequence[ScoredSegment]]
"""Finds the nearest segments of everything that may be seen, scored by cosine."""
FetchSegments = Callable[[Sequence[SegmentKey]], Mapping[SegmentKey, Segment]]
"""Fetches segments by their keys; unknown ones are left out."""


class SegmentPair(NamedTuple):
    """A segment here, by position, and one of another episode, by number, with their cosine."""

    cosine: float
    position: int
    number: int


def find_related(
    page_input: PageInput,
    visible: Mapping[int, Episode],
    find_nearest: FindNearest,
    fetch_segments: FetchSegments,
    embed: Embed,
) -> tuple[RelatedEpisode, ...]:
    """Return up to five of the `visible` episodes (by generation), nearest first, with what they share."""
    pairs = _pairs_by_generation(page_input, visible, find_nearest)
    closeness = {generation: _closeness(found) for generation, found in pairs.items()}
    ranked = sorted(
        (generation for generation, close in closeness.items() if close >= RELATED_MIN_CLOSENESS),
        key=lambda generation: (-closeness[generation], generation),
    )
    keyphrases = Keyphrases.of_episode(page_input)
    used: set[str] = set()
    related: list[RelatedEpisode] = []
    for generation in ranked[: 3 * MAX_RELATED_EPISODES]:
        subjects = SharedSubjects(page_input, keyphrases, frozenset(used), embed)
        best_pairs = _best_pairs(pairs[generation])
        shown = _best_shown(page_input, subjects, visible[generation], best_pairs, fetch_segments)
        if shown is not None:
            related.append(shown[0])
            used.update(shown[1])
        if len(related) == MAX_RELATED_EPISODES:
            break
    return tuple(related)


def _pairs_by_generation(
    page_input: PageInput, visible: Mapping[int, Episode], find_nearest: FindNearest
) -> dict[int, list[SegmentPair]]:
    """Return the pairs of similar segments with each of the visible episodes, by generation."""
    pairs: dict[int, list[SegmentPair]] = {}
    for position in _typical_positions(page_input):
        for generation, number, cosine in find_nearest(page_input.vectors[position], NEIGHBOURS_PER_SEGMENT):
            other = visible.get(generation)
            if other is None or other.key == page_input.episode.key:
                continue
            if cosine >= RELATED_MIN_COSINE and number > ANNOUNCING_SEGMENTS:
                pairs.setdefault(generation, []).append(SegmentPair(cosine, position, number))
    return pairs


def _typical_positions(page_input: PageInput) -> list[int]:
    """Return the positions of a segment or two of each subtopic that say best what it is about."""
    typical: list[int] = []
    for topic in segment_topics(page_input):
        for first, end in topic:
            positions = dict.fromkeys(passage.position for passage in find_passages(page_input, first, end))
            later = [position for position in positions if position >= ANNOUNCING_SEGMENTS]
            typical += later[:SEGMENTS_PER_SUBTOPIC]
    return typical


def _closeness(pairs: Sequence[SegmentPair]) -> float:
    """Return how far the best pairs, each segment here counted once, are above the least cosine."""
    best: dict[int, float] = {}
    for cosine, position, _ in pairs:
        above = cosine - RELATED_MIN_COSINE + RELATED_BASE_CLOSENESS
        best[position] = max(best.get(position, 0.0), above)
    return sum(sorted(best.values(), reverse=True)[:CLOSENESS_SEGMENTS])


def _best_pairs(pairs: Sequence[SegmentPair]) -> list[SegmentPair]:
    """Return the best pairs, not more than two of them with the same segment here."""
    chosen: list[SegmentPair] = []
    for pair in sorted(pairs, reverse=True):
        same = [other for other in chosen if other.position == pair.position]
        if len(same) < PAIRS_PER_SEGMENT:
            chosen.append(pair)
    return chosen[:PAIRS_COMPARED]


def _best_shown(
    page_input: PageInput,
    subjects: SharedSubjects,
    other: Episode,
    pairs: Sequence[SegmentPair],
    fetch_segments: FetchSegments,
) -> tuple[RelatedEpisode, list[str]] | None:
    """Return the other episode with the sentences that show best what it shares, and the phrases for it."""
    segments = fetch_segments([SegmentKey(other.generation, pair.number) for pair in pairs])
    best: tuple[SharedSubject, Segment, Segment] | None = None
    for _, position, number in pairs:
        here, there = page_input.segments[position], segments.get(SegmentKey(other.generation, number))
        if there is None or find_advertisements((there,)):
            continue
        subject = subjects.find(here, there, other)
        if subject is not None and (best is None or subject.score > best[0].score):
            best = subject, here, there
    if best is None:
        return None
    subject, here, there = best
    reason = _reason(page_input.episode, other, subject.phrases)
    cited_here = cite(page_input.episode, here, subject.sentence_here)
    cited_there = cite(other, there, subject.sentence_there)
    return RelatedEpisode(other, reason, cited_here, cited_there), subject.phrases


def _reason(episode: Episode, other: Episode, phrases: Sequence[str]) -> str:
    subject = tuple(phrases)
    guests = [name for name in episode.guests if name in other.guests]
    if guests:
        return Text("Also with {guest}, and about {subject}.", guest=guests[0], subject=subject)
    return Text("Also about {subject}.", subject=subject)
