"""Merge cues into segments, the numbered passages that are indexed and cited; find their sentences."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from retrieval.language.clauses import boundary_cost
from retrieval.language.optimal_cuts import cheapest_cuts
from retrieval.language.sentences import TURN_MARK, Span, count_words, ends_sentence, split_sentences
from retrieval.models import Cue, Segment
from retrieval.transcripts.long_cues import rejoin, split_cue

__all__ = ["SPLITTER_VERSION", "Span", "segment_sentences", "split_into_segments"]

SPLITTER_VERSION = "1"
"""Changed whenever the same cues would become other segments, so that an index knows that it is outdated."""

SEGMENT_WORDS = 110
"""The length of segment, in words, that costs nothing."""
SEGMENT_SECONDS = 45.0
"""The length of segment, in seconds, that costs nothing if people speak slowly."""
MAX_SEGMENT_WORDS = 180
"""The most words of a segment, unless a single piece has more."""
CACHED_SEGMENTS = 2048
"""Size of the cache of segments' sentences; those of a segment take about 2 kB."""
_MIN_SEGMENT_WORDS = 40
"""The shortest segment, in words, that costs nothing extra."""
_PAUSE_SECONDS = 1.5
"""Silence from which ending a segment costs less."""

# The costs of ending a segment at a place, on the scale of the cost of its length.
_WITHIN_SENTENCE_COST = 1.0
_WITHIN_TURN_COST = 0.15
_BEFORE_ANSWER_COST = 0.35
_AT_PAUSE_COST = -0.1
_UNLIKELY_END_COST = 0.5
"""From this cost on, an end is considered only if no cheaper one is within reach."""


def split_into_segments(cues: Sequence[Cue]) -> tuple[Segment, ...]:
    """Return the segments of a transcript, numbered from 1; the same cues always become the same segments.

    Of all ways to cut, the one of least cost is taken: segments far from 110 words or 45 s cost most, and
    cuts within a sentence, within a turn or between a question and its answer. A cue is cut only at the end
    of a sentence, and only if it is long or a segment ends there; the time after the cut is estimated by
    words.
    """
    pieces = [piece for cue in cues for piece in split_cue(cue)]
    if not pieces:
        return ()
    bounds = [0.0, *_end_costs([piece.cue for piece in pieces]), 0.0]
    words = [0, *accumulate(count_words(piece.cue.text) for piece in pieces)]

    def cost(start: int, end: int) -> float:
        begin, last = pieces[start].cue.start, pieces[end - 1].cue
        finish = last.end if last.end is not None else last.start
        seconds = 0.0 if begin is None or finish is None else finish - begin
        return _length_cost(words[end] - words[start], seconds)

    first = [0]
    for end in range(1, len(words)):
        reach = bisect_left(words, words[end] - MAX_SEGMENT_WORDS, lo=first[-1])
        first.append(min(reach, end - 1))
    parts = cheapest_cuts(bounds, first, cost, _UNLIKELY_END_COST)
    return tuple(Segment(number, rejoin(pieces[low:high])) for number, (low, high) in enumerate(parts, 1))


def segment_sentences(segment: Segment) -> tuple[Span, ...]:
    """Return the sentences of a segment's text; none runs from one speaker into the next."""
    return _sentences(segment.text, frozenset(turn_starts(segment)))


@lru_cache(maxsize=CACHED_SEGMENTS)
def _sentences(text: str, turns: frozenset[int]) -> tuple[Span, ...]:
    return split_sentences(text, turns)


def turn_starts(segment: Segment) -> set[int]:
    """Return the character offsets in a segment's text at which another speaker begins."""
    starts = set()
    position = 0
    for before, after in pairwise(segment.cues):
        position += len(before.text) + 1
        if _speaker_changes(before, after):
            starts.add(position)
    return starts


def continues_turn(segment: Segment, before: Span, after: Span) -> bool:
    """Return whether a sentence follows another one of the same speaker, without a mark of a new one."""
    between = segment.text[before.end_char : after.start_char]
    return between.isspace() and after.start_char not in turn_starts(segment)


def _speaker_changes(before: Cue, after: Cue) -> bool:
    return before.speaker != after.speaker or TURN_MARK.match(after.text) is not None


def _length_cost(words: int, seconds: float) -> float:
    """Return the cost of a length: 0 at 110 words or, where people speak slowly, at 45 s."""
    size = max(words / SEGMENT_WORDS, min(seconds / SEGMENT_SECONDS, 2.5))
    short = _MIN_SEGMENT_WORDS - words
    return (size - 1.0) ** 2 / (size if size < 1.0 else 1.0) + (short / 20 if short > 0 else 0.0)


def _end_costs(cues: Sequence[Cue]) -> list[float]:
    """Return the cost of ending a segment between each two neighbours.

    In text without punctuation every end would cost the same large amount, and segments would grow to avoid
    them, so the common part, the cost at the first decile, is subtracted.
    """
    costs = [_end_cost(before, after) for before, after in pairwise(cues)]
    common = sorted(costs)[len(costs) // 10] if costs else 0.0
    return [cost - max(0.0, common) for cost in costs]


def _end_cost(before: Cue, after: Cue) -> float:
    cost = 0.0
    if not ends_sentence(before.text):
        last, first = before.text.lower().split()[-2:], after.text.lower().split()[:2]
        cost += _WITHIN_SENTENCE_COST * (0.6 + 0.2 * boundary_cost(last, first))
    if not _speaker_changes(before, after):
        cost += _WITHIN_TURN_COST
    elif before.text.rstrip("\"'\u201d\u2019)").endswith("?"):
        cost += _BEFORE_ANSWER_COST
    if before.end is not None and after.start is not None and after.start - before.end >= _PAUSE_SECONDS:
        cost += _AT_PAUSE_COST
    return cost
