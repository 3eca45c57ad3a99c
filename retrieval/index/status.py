"""The state of a whole index, for operators."""

from collections.abc import Iterable
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.index.embedding_mismatch import embedding_mismatch
from retrieval.models import Status


def index_status(catalog: Catalog, embedding_model: str, home: Path) -> Status:
    """Return the totals over all guilds, the disk space of `home` in bytes, and the problems found."""
    totals = catalog.totals()
    mismatch = embedding_mismatch(catalog, embedding_model)
    leftovers = len(catalog.generations.leftovers())
    problems = [str(mismatch)] if mismatch else []
    if leftovers:
        problems.append(f"{leftovers} unfinished or replaced generations wait for the next cleaning up.")
    return Status(
        shows=totals.shows,
        episodes=totals.episodes,
        segments=totals.segments,
        embedding_model=embedding_model,
        dimension=dict(totals.models).get(embedding_model, 0),
        disk_bytes=_total_size(home.rglob("*")),
        last_indexed=totals.last_indexed,
        problems=tuple(problems),
    )


def _total_size(files: Iterable[Path]) -> int:
    total = 0
    for file in files:
        try:
            total += file.stat().st_size
        except OSError:  # another process removed it meanwhile
            continue
    return total
