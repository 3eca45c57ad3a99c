"""The state of a whole index, for operators."""

import re
from collections.abc import Iterable
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.index.coverage import Coverage
from retrieval.index.embedding_mismatch import embedding_mismatch
from retrieval.models import Status
from retrieval.texts import Text

_ADVICE = re.compile(r"(?::| until you start the bot or run) `podcite doctor --fix`[^.;]*")


def without_advice(sentence: str) -> str:
    """Return a sentence without its part about `podcite doctor --fix`, where that is said separately."""
    return _ADVICE.sub("", sentence)


def describe_incomplete(count: int, *, is_being_rebuilt: bool) -> str:
    """Return a sentence about `count` episodes whose index isn't whole, and what to do."""
    what = Text("one episode") if count == 1 else Text("{number} episodes", number=count)
    if is_being_rebuilt:
        return Text("The index of {episodes} is being rebuilt; ask again in a few minutes.", episodes=what)
    return Text(
        "The index of {episodes} is missing or damaged: `podcite doctor --fix` rebuilds it.", episodes=what
    )


def describe_waiting(count: int, episodes: int, *, is_being_rebuilt: bool) -> str:
    """Return a sentence about `count` of all episodes that wait for vectors by a new embedding model."""
    numbers = {"done": episodes - count, "total": episodes}
    if is_being_rebuilt:
        return Text(
            "{done} of {total} episodes are indexed with the new embedding model; the others follow, newest "
            "first, and are found by their words until then.",
            **numbers,
        )
    return Text(
        "{done} of {total} episodes are indexed with the new embedding model; the others are found only by "
        "their words until you start the bot or run `podcite doctor --fix`.",
        **numbers,
    )


def index_status(catalog: Catalog, coverage: Coverage, embedding_model: str, home: Path) -> Status:
    """Return the totals over all guilds, the disk space of `home` in bytes, and the problems found."""
    totals = catalog.totals()
    mismatch = embedding_mismatch(catalog, embedding_model)
    leftovers = len(catalog.generations.leftovers())
    problems = [str(mismatch)] if mismatch else []
    waiting = 0 if mismatch else len(catalog.generations_of_other_models(embedding_model))
    if waiting:
        is_being_rebuilt = coverage.is_being_rebuilt()
        problems.append(describe_waiting(waiting, totals.episodes, is_being_rebuilt=is_being_rebuilt))
    incomplete = coverage.incomplete((ref.generation for ref in catalog.generations.current()), recount=True)
    if incomplete:
        is_being_rebuilt = coverage.is_being_rebuilt()
        problems.append(describe_incomplete(len(incomplete), is_being_rebuilt=is_being_rebuilt))
    if leftovers:
        problems.append(
            f"{leftovers} unfinished or replaced versions of episodes wait for the next clean-up."
        )
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
