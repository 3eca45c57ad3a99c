"""Merges cues into segments, the numbered passages that everything stands on; finds their sentences."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

from retrieval.language.clauses import boundary_cost
from retrieval.language.optimal_cuts import cheapest_cuts
from retrieval.language.sentences import TURN_MARK, Span, count_words, ends_sentence, split_sentences
from retrieval.models import Cue, Segment
from retrieval.transcripts.long_cues import rejoin, split_cue

__all__ = ["SPLITTER_VERSION", "Span", "segment_sentences", "split_into_segments"]

SPLITTER_VERSION = "1"
"""Changes when the same cues would give other segments, so that an index knows it is out of date."""

SEGMENT_WORDS = 110
SEGMENT_SECONDS = 45.0
MAX_SEGMENT_WORDS = 180
_RUNT = 40
_PAUSE = 1.5

_WITHIN_SENTENCE = 1.0
_WITHIN_TURN = 0.15
_BEFORE_ANSWER = 0.35
_AT_PAUSE = -0.1
_UNLIKELY = 0.5


def split_into_segments(cues: Sequence[Cue]) -> tuple[Segment, ...]:
    """The segments of a transcript, numbered from 1; the same cues always give the same segments.

    Of all ways to cut, it is the one with the least cost: segments far from 110 words or 45 s, cuts within
    a sentence, within a turn or between a question and its answer cost most. A cue is cut only where a
    sentence ends inside it, and then only if it is long or a segment ends there; the time of what follows the
    cut is estimated by words.
    """
    pieces = [piece for cue in cues for piece in split_cue(cue)]
    if not pieces:
        return ()
    bounds = [0.0, *_boundaries([piece.cue for piece in pieces]), 0.0]
    words = [0, *accumulate(count_words(piece.cue.text) for piece in pieces)]

    def cost(start: int, end: int) -> float:
        begin, last = pieces[start].cue.start, pieces[end - 1].cue
        finish = last.end if last.end is not None else last.start
        seconds = 0.0 if begin is None or finish is None else finish - begin
        return _length(words[end] - words[start], seconds)

    first = [0]
    for end in range(1, len(words)):
        reach = bisect_left(words, words[end] - MAX_SEGMENT_WORDS, lo=first[-1])
        first.append(min(reach, end - 1))
    parts = cheapest_cuts(bounds, first, cost, _UNLIKELY)
    return tuple(Segment(number, rejoin(pieces[low:high])) for number, (low, high) in enumerate(parts, 1))


def segment_sentences(segment: Segment) -> tuple[Span, ...]:
    """The sentences inside a segment's text; none runs from one speaker into the next."""
    return split_sentences(segment.text, turn_starts(segment))


def turn_starts(segment: Segment) -> set[int]:
    """The positions in a segment's text at which somebody else begins to speak."""
    starts = set()
    position = 0
    for before, after in pairwise(segment.cues):
        position += len(before.text) + 1
        if _speaker_changes(before, after):
            starts.add(position)
    return starts


def _speaker_changes(before: Cue, after: Cue) -> bool:
    return before.speaker != after.speaker or TURN_MARK.match(after.text) is not None


def _length(words: int, seconds: float) -> float:
    """What a length costs: nothing at 110 words or, where people speak slowly, at 45 s."""
    size = max(words / SEGMENT_WORDS, min(seconds / SEGMENT_SECONDS, 2.5))
    short = _RUNT - words
    return (size - 1.0) ** 2 / (size if size < 1.0 else 1.0) + (short / 20 if short > 0 else 0.0)


def _boundaries(cues: Sequence[Cue]) -> list[float]:
    """What it costs to end a segment between each two neighbours.

    Where hardly anything ends a sentence, as in text without punctuation, every end would cost the same much
    and segments would grow to avoid them, so the common part is taken off.
    """
    costs = [_boundary(before, after) for before, after in pairwise(cues)]
    common = sorted(costs)[len(costs) // 10] if costs else 0.0
    return [cost - max(0.0, common) for cost in costs]


def _boundary(before: Cue, after: Cue) -> float:
    cost = 0.0
    if not ends_sentence(before.text):
        last, first = before.text.lower().split()[-2:], after.text.lower().split()[:2]
        cost += _WITHIN_SENTENCE * (0.6 + 0.2 * boundary_cost(last, first))
    if not _speaker_changes(before, after):
        cost += _WITHIN_TURN
    elif before.text.rstrip("\"'\u201d\u2019)").endswith("?"):
        cost += _BEFORE_ANSWER
    if before.end is not None and after.start is not None and after.start - before.end >= _PAUSE:
        cost += _AT_PAUSE
    return cost
