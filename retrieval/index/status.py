"""The state of a whole library, for operators."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.models import Status

if TYPE_CHECKING:
    from retrieval.parts import Parts


def status(parts: "Parts") -> Status:
    """Counts every guild's."""
    from retrieval.index.indexer import other_model

    totals = parts.catalog.totals()
    mismatch = other_model(parts.catalog, parts.embedding_model)
    left = len(parts.catalog.generations.leftovers())
    problems = [str(mismatch)] if mismatch else []
    if left:
        problems.append(f"{left} unfinished or replaced generations wait for the next cleaning up.")
    return Status(
        shows=totals.shows,
        episodes=totals.episodes,
        segments=totals.segments,
        embedding_model=parts.embedding_model,
        dimension=dict(totals.models).get(parts.embedding_model, 0),
        disk_bytes=_size(parts.home.rglob("*")),
        last_indexed=totals.last_indexed,
        problems=tuple(problems),
    )


def _size(files: Iterable[Path]) -> int:
    total = 0
    for file in files:
        try:
            total += file.stat().st_size
        except OSError:  # another process removed it meanwhile
            continue
    return total
