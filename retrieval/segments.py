"""Merges cues into segments, the numbered passages that everything stands on; finds their sentences."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.clauses import clauses, seam
from retrieval.models import Cue, Segment
from retrieval.sentences import TURN_MARK, Span, count_words, ends_sentence, spans, tiles

__all__ = ["SPLITTER_VERSION", "Span", "sentences", "split"]

SPLITTER_VERSION = "1"
"""Changes when the same cues would give other segments, so that an index knows it is out of date."""

WORDS = 110
SECONDS = 45.0
MOST_WORDS = 180
_LONG_CUE = 60  # words; about 20 s, beyond which a quote's second should be told more exactly than by its cue
_SHORT = 20
_PIECE = 40
_PAUSE = 1.5

_WITHIN_SENTENCE = 1.0
_WITHIN_TURN = 0.15
_BEFORE_ANSWER = 0.35
_AT_PAUSE = -0.1


def split(cues: Sequence[Cue]) -> tuple[Segment, ...]:
    """The segments of a transcript, numbered from 1; the same cues always give the same segments.

    Of all ways to cut, it is the one with the least cost: segments far from 110 words or 45 s, cuts within
    a sentence, within a turn or between a question and its answer cost most. Cues of more than 60 words are
    first cut at sentence ends, with times estimated by words.
    """
    pieces = [piece for cue in cues for piece in _cut(cue)]
    counts = [count_words(piece.text) for piece in pieces]
    costs = [_boundary(before, after) for before, after in pairwise(pieces)] + [0.0]
    best = [0.0] + [float("inf")] * len(pieces)
    back = [0] * (len(pieces) + 1)
    for end in range(1, len(pieces) + 1):
        words, start = 0, end
        while start:
            start -= 1
            words += counts[start]
            if words > MOST_WORDS and end - start > 1:
                break
            cost = best[start] + _length(words, pieces[start], pieces[end - 1]) + costs[end - 1]
            if cost < best[end]:
                best[end], back[end] = cost, start
    edges = [len(pieces)]
    while edges[-1]:
        edges.append(back[edges[-1]])
    edges.reverse()
    return tuple(Segment(number, tuple(pieces[a:b])) for number, (a, b) in enumerate(pairwise(edges), 1))


def sentences(segment: Segment) -> tuple[Span, ...]:
    """The sentences inside a segment's text; none runs from one speaker into the next."""
    breaks = set()
    position = 0
    for before, after in pairwise(segment.cues):
        position += len(before.text) + 1
        if _speaker_changes(before, after):
            breaks.add(position)
    return spans(segment.text, breaks)


def _speaker_changes(before: Cue, after: Cue) -> bool:
    return before.speaker != after.speaker or TURN_MARK.match(after.text) is not None


def _length(words: int, first: Cue, last: Cue) -> float:
    size = words / WORDS
    end = last.end if last.end is not None else last.start
    if first.start is not None and end is not None:
        size = max(size, min((end - first.start) / SECONDS, MOST_WORDS / WORDS))
    return (size - 1.0) ** 2 / min(1.0, max(size, 0.1))


def _boundary(before: Cue, after: Cue) -> float:
    cost = 0.0
    if not ends_sentence(before.text):
        last, first = before.text.split()[-1].lower(), after.text.split()[0].lower()
        cost += _WITHIN_SENTENCE * (0.6 + 0.2 * seam(last, first))
    if not _speaker_changes(before, after):
        cost += _WITHIN_TURN
    elif before.text.rstrip("\"'\u201d\u2019)").endswith("?"):
        cost += _BEFORE_ANSWER
    if before.end is not None and after.start is not None and after.start - before.end >= _PAUSE:
        cost += _AT_PAUSE
    return cost


def _cut(cue: Cue) -> list[Cue]:
    """The cue, or the pieces of a long one."""
    if count_words(cue.text) <= _LONG_CUE:
        return [cue]
    texts: list[str] = []
    for tile in tiles(cue.text):
        if texts and count_words(texts[-1]) < _SHORT and count_words(texts[-1] + tile) <= _PIECE:
            texts[-1] += f" {tile}"
        elif count_words(tile) > WORDS:
            texts += [tile[low:high] for low, high in clauses(tile)]
        else:
            texts.append(tile)
    words = [count_words(text) for text in texts]
    starts = [_at(cue, sum(words[:i]) / sum(words)) for i in range(len(texts) + 1)]
    guessed = cue.start is not None
    return [
        replace(cue, text=text, start=start, end=end, estimated=cue.estimated or (i > 0 and guessed))
        for i, (text, start, end) in enumerate(zip(texts, starts, starts[1:], strict=False))
    ]


def _at(cue: Cue, share: float) -> float | None:
    """The second at which a share of the cue is spoken; its start where its end isn't known."""
    if cue.start is None or cue.end is None:
        return cue.end if share == 1.0 else cue.start
    return cue.end if share == 1.0 else min(cue.end, round(cue.start + (cue.end - cue.start) * share, 3))
