"""Merges cues into segments, the numbered passages that everything stands on; finds their sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

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
_SHORT = 15
_PIECE = 40
_RUNT = 50
_PAUSE = 1.5

_WITHIN_SENTENCE = 1.0
_WITHIN_TURN = 0.15
_BEFORE_ANSWER = 0.35
_AT_PAUSE = -0.1


def split(cues: Sequence[Cue]) -> tuple[Segment, ...]:
    """The segments of a transcript, numbered from 1; the same cues always give the same segments.

    Of all ways to cut, it is the one with the least cost: segments far from 110 words or 45 s, cuts within
    a sentence, within a turn or between a question and its answer cost most. A cue is cut only where a
    sentence ends inside it, and then only if it is long or a segment ends there; the time of what follows the
    cut is estimated by words.
    """
    pieces = [piece for cue in cues for piece in _pieces(cue)]
    bounds = [0.0, *_boundaries([piece.cue for piece in pieces]), 0.0]
    counts = [count_words(piece.cue.text) for piece in pieces]
    spoken = [(piece.cue.start, piece.cue.end) for piece in pieces]
    best, back = [0.0], [0]
    for end in range(1, len(pieces) + 1):
        finish = spoken[end - 1][1] or spoken[end - 1][0]
        cheapest, at, words, start = float("inf"), end - 1, 0, end
        while start:
            start -= 1
            words += counts[start]
            if words > MOST_WORDS and end - start > 1:
                break
            begin = spoken[start][0]
            cost = best[start] + _length(words, 0.0 if begin is None or finish is None else finish - begin)
            if cost < cheapest:
                cheapest, at = cost, start
        best.append(cheapest + bounds[end])
        back.append(at)
    edges = [len(pieces)]
    while edges[-1]:
        edges.append(back[edges[-1]])
    edges.reverse()
    return tuple(
        Segment(number, _rejoined(pieces[low:high])) for number, (low, high) in enumerate(pairwise(edges), 1)
    )


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


def _length(words: int, seconds: float) -> float:
    """What a length costs: nothing at 110 words or, where people speak slowly, at 45 s."""
    size = max(words / WORDS, min(seconds / SECONDS, 1.6))
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
        cost += _WITHIN_SENTENCE * (0.6 + 0.2 * seam(last, first))
    if not _speaker_changes(before, after):
        cost += _WITHIN_TURN
    elif before.text.rstrip("\"'\u201d\u2019)").endswith("?"):
        cost += _BEFORE_ANSWER
    if before.end is not None and after.start is not None and after.start - before.end >= _PAUSE:
        cost += _AT_PAUSE
    return cost


@dataclass(frozen=True, slots=True)
class _Piece:
    """A cue or a part of one. `whole` is the cue of which its parts may be made again, if it is short."""

    cue: Cue
    whole: Cue | None = None


def _pieces(cue: Cue) -> list[_Piece]:
    words = count_words(cue.text)
    if words <= _SHORT:
        return [_Piece(cue)]
    texts: list[str] = []
    for tile in tiles(cue.text):
        if texts and count_words(texts[-1]) < _SHORT and count_words(texts[-1] + tile) <= _PIECE:
            texts[-1] += f" {tile}"
        elif count_words(tile) > WORDS:
            texts += [tile[low:high] for low, high in clauses(tile)]
        else:
            texts.append(tile)
    if len(texts) == 1:
        return [_Piece(cue)]
    whole = cue if words <= _LONG_CUE else None
    return [_Piece(part, whole) for part in _parts(cue, texts)]


def _parts(cue: Cue, texts: Sequence[str]) -> list[Cue]:
    spoken = [0, *accumulate(count_words(text) for text in texts)]
    times = [_at(cue, words / spoken[-1]) for words in spoken]
    guessed = cue.start is not None
    return [
        replace(cue, text=text, start=start, end=end, estimated=cue.estimated or (i > 0 and guessed))
        for i, (text, (start, end)) in enumerate(zip(texts, pairwise(times), strict=True))
    ]


def _rejoined(pieces: Sequence[_Piece]) -> tuple[Cue, ...]:
    """The cues of a segment; of a short cue that the segment's edge cuts, one part, not several."""
    cues: list[Cue] = []
    for _, group in groupby(enumerate(pieces), key=lambda one: id(one[1].whole) if one[1].whole else -one[0]):
        parts = [piece for _, piece in group]
        first, last = parts[0].cue, parts[-1].cue
        text = " ".join(part.cue.text for part in parts)
        whole = parts[0].whole
        cues.append(whole if whole and text == whole.text else replace(first, text=text, end=last.end))
    return tuple(cues)


def _at(cue: Cue, share: float) -> float | None:
    """The second at which a share of the cue is spoken; its start where its end isn't known."""
    if cue.start is None or cue.end is None:
        return cue.end if share == 1.0 else cue.start
    return cue.end if share == 1.0 else min(cue.end, round(cue.start + (cue.end - cue.start) * share, 3))
