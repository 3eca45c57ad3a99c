"""Bring along the segment after one that ends with a question: there the question is answered."""

from collections.abc import Iterable, Sequence

import numpy
from numpy.typing import NDArray

from retrieval.models import Hit, SegmentKey

ANSWER_CREDIT = 0.5
"""The share of a hit's score that the segment after it has at least, if the hit ends with a question."""

Array = NDArray[numpy.float64]


def ends_with_question(hit: Hit) -> bool:
    """Return whether a segment ends with a question, which it then leaves open."""
    return hit.segment.text.rstrip().endswith("?")


def next_keys(hits: Iterable[Hit]) -> list[SegmentKey]:
    """Return the keys of the segments after hits that end with a question, unless they are hits, too."""
    listed = list(hits)
    known = {hit.key for hit in listed}
    keys = [_next_key(hit) for hit in listed if ends_with_question(hit)]
    return [key for key in keys if key is not None and key not in known]


def insert_answers(hits: Sequence[Hit], answers: Iterable[Hit]) -> list[Hit]:
    """Return the hits with each answer right after its question, even if it is a hit further down."""
    by_key = {answer.key: answer for answer in answers}
    together = dict[SegmentKey, Hit]()
    for hit in hits:
        together.setdefault(hit.key, hit)
        answer = by_key.get(key) if (key := _next_key(hit)) else None
        if answer:
            together.setdefault(answer.key, answer)
    return list(together.values())


def credit_answers(hits: Sequence[Hit], scores: Array) -> Array:
    """Return the scores of the hits, raised for those whose segment comes right after an asking one."""
    positions = {hit.key: at for at, hit in enumerate(hits)}
    credited = scores.copy()
    for at, hit in enumerate(hits):
        key = _next_key(hit)
        if key in positions and ends_with_question(hit):
            answer = positions[key]
            credited[answer] = max(scores[answer], ANSWER_CREDIT * scores[at])
    return credited


def _next_key(hit: Hit) -> SegmentKey | None:
    if hit.segment.number >= hit.episode.segments:
        return None
    return SegmentKey(hit.episode.generation, hit.segment.number + 1)
