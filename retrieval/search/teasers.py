"""Put what an episode's opening repeats from later on behind the passage itself."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.models import Hit
from retrieval.transcripts.advertisements import TRAILER_REPEAT_POSITION, TRAILER_SEGMENTS, repeats_sentence

COMPARED_HITS = 20
"""How many of the first hits are searched for teasers and the passages that they repeat."""


def put_teasers_behind(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits with each teaser right behind the passage that it repeats, and no more relevant."""
    ordered = list(hits[:COMPARED_HITS])
    for teaser in [hit for hit in ordered if hit.segment.number <= TRAILER_SEGMENTS]:
        at = ordered.index(teaser)
        for behind, hit in enumerate(ordered[at + 1 :], at + 1):
            if _is_later(hit, teaser) and repeats_sentence(teaser.segment, hit.segment):
                relevance = min((r for r in (teaser.relevance, hit.relevance) if r is not None), default=None)
                moved = replace(teaser, score=min(teaser.score, hit.score), relevance=relevance)
                ordered[at : behind + 1] = [*ordered[at + 1 : behind + 1], moved]
                break
    return [*ordered, *hits[COMPARED_HITS:]]


def _is_later(hit: Hit, teaser: Hit) -> bool:
    return hit.episode.key == teaser.episode.key and hit.segment.number > TRAILER_REPEAT_POSITION
