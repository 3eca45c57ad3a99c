"""Search hits and counts of the term index, as tantivy returns them and as the other modules take them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from retrieval.models import ScoredSegment

if TYPE_CHECKING:
    from tantivy import DocAddress, Query, Searcher

    TantivyHits = list[tuple[float, DocAddress]]

UNFILTERED_FACTOR = 2
"""How many times `k` hits are fetched from the whole index, hoping that `k` are from the wanted shows."""


def count_by_generation(searcher: Searcher, query: Query) -> dict[int, int]:
    """Return how many segments of each generation match, of all that have any."""
    if not searcher.num_docs:
        return {}
    aggregation = {"found": {"terms": {"field": "generation", "size": 1_000_000}}}
    buckets = searcher.aggregate(query, aggregation)["found"]["buckets"]
    return {int(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}


def top_hits(searcher: Searcher, query: Query, k: int, within: Sequence[Query]) -> TantivyHits:
    """Return the `k` best hits that also match all of `within`, which add nothing to the score."""
    from tantivy import Occur, Query

    clauses = [(Occur.Must, Query.const_score_query(filter_, 0.0)) for filter_ in within]
    return searcher.search(Query.boolean_query([(Occur.Must, query), *clauses]), k, count=False).hits


def of_shows(searcher: Searcher, hits: TantivyHits, shows: Collection[int], k: int) -> TantivyHits | None:
    """Return the `k` best hits of the shows, `None` if further hits of theirs may be better."""
    owners = searcher.fast_field_values("show", [address for _, address in hits])
    of_shows = [hit for hit, owner in zip(hits, owners, strict=True) if owner in shows]
    return of_shows[:k] if len(of_shows) >= k or len(hits) < UNFILTERED_FACTOR * k else None


def scored_segments(searcher: Searcher, hits: TantivyHits) -> list[ScoredSegment]:
    """Return the segments of hits, with their scores."""
    addresses = [address for _, address in hits]
    generations = searcher.fast_field_values("generation", addresses)
    numbers = searcher.fast_field_values("number", addresses)
    return [
        ScoredSegment(int(generation or 0), int(number or 0), score)
        for generation, number, (score, _) in zip(generations, numbers, hits, strict=True)
    ]
