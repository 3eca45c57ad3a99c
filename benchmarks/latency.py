"""How long a whole retrieval takes, next to raw Chroma, and how that grows with the library.

python -m benchmarks.latency --segments 10000 100000
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy
from chromadb.api.models.Collection import Collection
from rich.console import Console
from rich.table import Table

from benchmarks.synthetic import PER_EPISODE, Library, Plain
from retrieval.models import Details, Scope

ASKED = 8


@dataclass
class Figures:
    """Milliseconds at the median and the 95th percentile, seconds for what is done once, megabytes."""

    segments: int
    shows: int
    milliseconds: dict[str, tuple[float, float]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--segments", type=int, nargs="+", default=[10_000])
    parser.add_argument("--shows", type=int, default=4)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    found = []
    with redirect_stdout(sys.stderr):
        for segments in args.segments:
            with tempfile.TemporaryDirectory() as folder:
                found.append(measure(Path(folder), segments, args.shows, args.queries))
    if args.json:
        print(json.dumps({"rows": [asdict(figures) for figures in found]}))
    else:
        show(found)


def measure(folder: Path, segments: int, shows: int, queries: int) -> Figures:
    figures = Figures(segments, shows)
    began = time.perf_counter()
    library, plain = Library(folder, shows), Plain(folder / "plain")
    library.fill(segments, plain)
    figures.seconds["fill the library and plain Chroma"] = time.perf_counter() - began
    ways: dict[str, Callable[[], object]] = {
        "all episodes": lambda: _find(library, Scope()),
        "one show": lambda: _find(library, Scope(show="show-0")),
        "one episode": lambda: _find(library, Scope(episode="episode-0")),
        "raw Chroma": lambda: _raw(library, plain.collection, None),
        "raw Chroma, where show": lambda: _raw(library, plain.collection, {"show": "show-0"}),
        "raw Chroma, where episode": lambda: _raw(library, plain.collection, {"episode": "episode-0"}),
    }
    for name, way in ways.items():
        count = queries if "where" not in name else max(10, queries // 10)
        figures.milliseconds[name] = _timed(way, count)
    figures.seconds |= dict(_lifetime(library))
    figures.megabytes["resident"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for part in ("vectors", "terms", "catalog"):
        files = [file for path in folder.glob(f"{part}*") for file in (path, *path.rglob("*"))]
        figures.megabytes[f"disk, {part}"] = sum(f.stat().st_size for f in files if f.is_file()) / 2**20
    library.close()
    return figures


def _find(library: Library, scope: Scope) -> object:
    return library.retriever.find_sync(f"What about {library.talk.words(ASKED)}?", scope, 10)


def _raw(library: Library, collection: Collection, where: dict[str, str] | None) -> object:
    vector = library.embeddings.embed([""])
    return collection.query(query_embeddings=vector, n_results=50, where=where)  # type: ignore[arg-type]


def _timed(way: Callable[[], object], count: int) -> tuple[float, float]:
    for _ in range(5):
        way()
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        way()
        taken.append(1000 * (time.perf_counter() - began))
    return float(numpy.percentile(taken, 50)), float(numpy.percentile(taken, 95))


def _lifetime(library: Library) -> Iterator[tuple[str, float]]:
    """Return the seconds to index, correct, reindex and remove one episode, the model's time not counted."""
    content = library.talk.transcript(PER_EPISODE)
    details = Details(show="Show 0", title="The new one", episode="new")
    scope = Scope(episode="new")
    steps: dict[str, Callable[[], object]] = {
        "index an episode": lambda: library.indexer.add(content, details, name="new.srt"),
        "index it, corrected": lambda: library.indexer.add(
            content.replace(b"00:00:04", b"00:00:03", 1), details, name="new.srt"
        ),
        "reindex it": lambda: library.indexer.reindex(library.catalog.episodes(scope)[0]),
        "remove it": lambda: library.indexer.remove(library.catalog.episodes(scope)[0]),
    }
    for name, step in steps.items():
        began = time.perf_counter()
        step()
        yield name, time.perf_counter() - began


def show(found: Sequence[Figures]) -> None:
    shows = ", ".join(str(figures.shows) for figures in found[:1])
    table = Table(title=f"Synthetic episodes of {PER_EPISODE} segments in {shows} shows")
    for column in ("", *(f"{figures.segments:,} segments" for figures in found)):
        table.add_column(column, justify="right" if column else "left")
    for name in found[0].milliseconds:
        cells = ("{:.1f} / {:.1f} ms".format(*figures.milliseconds[name]) for figures in found)
        table.add_row(f"{name}, p50 / p95", *cells)
    table.add_section()
    for name in found[0].seconds:
        table.add_row(name, *(f"{figures.seconds[name]:.2f} s" for figures in found))
    table.add_section()
    for name in found[0].megabytes:
        table.add_row(name, *(f"{figures.megabytes[name]:,.0f} MB" for figures in found))
    Console().print(table)


if __name__ == "__main__":
    main()
