"""Compare a question and a segment word piece by word piece, which tells more than one vector of each.

Source: Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late
Interaction over BERT", SIGIR 2020.
"""

from typing import NamedTuple

import numpy
from numpy import float32, int32
from numpy.typing import NDArray

from retrieval.models import Segment
from retrieval.transcripts.segmenter import segment_sentences

STEP = 25
"""Word pieces from the beginning of one window to that of the next; a window has twice as many.

So it holds about two sentences of talk.
"""


class TokenMatch(NamedTuple):
    """How well a segment matches a question, each from -1 to 1: as a whole, and its best window."""

    whole: float
    window: float


def match_tokens(question: NDArray[float32], segment: NDArray[float32]) -> TokenMatch:
    """Return the mean, over the question's word pieces, of the highest cosine with any of the segment's.

    Both are unit vectors, (word pieces, dimension). Without any word pieces the match is 0.
    """
    if not len(question) or not len(segment):
        return TokenMatch(0.0, 0.0)
    cosines = segment @ question.T
    steps = numpy.maximum.reduceat(cosines, range(0, len(cosines), STEP), axis=0)
    windows = steps.copy()  # each is its own step and the next one
    numpy.maximum(steps[:-1], steps[1:], out=windows[:-1])
    # `mean` would take three times as long, and has the same value.
    whole = steps.max(axis=0).sum() / len(question)
    return TokenMatch(float(whole), float(windows.sum(axis=1).max() / len(question)))


def match_sentences(
    question: NDArray[float32],
    segment_tokens: NDArray[float32],
    token_starts: NDArray[int32],
    segment: Segment,
) -> tuple[float, ...]:
    """Return how well each sentence of a segment matches a question, from -1 to 1; 0 where it has no tokens.

    `token_starts` are the first characters of the segment's word pieces.
    """
    sentences = segment_sentences(segment)
    bounds = [(sentence.start_char, sentence.end_char) for sentence in sentences]
    places = numpy.searchsorted(token_starts[: len(segment_tokens)], bounds).tolist() if bounds else []
    return tuple(_match_whole(question, segment_tokens[first:end]) for first, end in places)


def _match_whole(question: NDArray[float32], tokens: NDArray[float32]) -> float:
    if not len(question) or not len(tokens):
        return 0.0
    return float((tokens @ question.T).max(axis=0).sum() / len(question))
