"""How long a whole retrieval takes, beside raw Chroma, and how that grows with the library.

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
from chromadb import PersistentClient
from chromadb.api.models.Collection import Collection
from numpy import float32
from numpy.random import Generator
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.talk import Talk
from retrieval.catalog import Catalog, Entry
from retrieval.catalog.generations import Origin
from retrieval.embeddings import EmbeddingModel
from retrieval.indexer import Indexer
from retrieval.models import Cue, Details, ProgressSink, Scope, Segment
from retrieval.retriever import HybridRetriever
from retrieval.segments import SPLITTER_VERSION
from retrieval.storage import Storage
from retrieval.terms import Terms
from retrieval.vectors import Vectors

DIMENSION, PER_EPISODE, WORDS, SECONDS = 384, 300, 110, 45.0
ASKED = 8


class RandomVectors(EmbeddingModel):
    """Unit rows in no time: what a model takes is not what is measured here."""

    dimension = DIMENSION

    def __init__(self, random: Generator) -> None:
        super().__init__("random:unit")
        self._random = random

    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        rows = self._random.standard_normal((len(texts), DIMENSION), dtype=float32)
        return numpy.asarray(rows / numpy.linalg.norm(rows, axis=1, keepdims=True), dtype=float32)


@dataclass
class Figures:
    """Milliseconds at the median and the 95th percentile, seconds for what is done once, megabytes."""

    segments: int
    shows: int
    milliseconds: dict[str, tuple[float, float]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)


class Library:
    """Synthetic episodes in `shows` shows, and the same segments in one plain Chroma collection."""

    def __init__(self, folder: Path, segments: int, shows: int) -> None:
        random = numpy.random.default_rng(7)
        self.talk = Talk(random)
        self.folder, self.shows = folder, shows
        embeddings = RandomVectors(random)
        self.catalog = Catalog(f"sqlite:///{folder / 'catalog.db'}")
        self.vectors = Vectors(folder / "vectors", embeddings.name)
        self.terms = Terms(folder / "terms")
        self.embeddings = embeddings
        self.indexer = Indexer(self.catalog, self.vectors, self.terms, embeddings, folder)
        self.retriever = HybridRetriever(
            catalog=self.catalog, vectors=self.vectors, terms=self.terms, embeddings=embeddings
        )
        client = PersistentClient(str(folder / "plain"))
        self.plain = client.create_collection(
            "plain", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        storage = Storage(self.catalog, self.vectors, self.terms)
        for number in track(range(-(-segments // PER_EPISODE)), f"{segments:,} segments"):
            count = min(PER_EPISODE, segments - number * PER_EPISODE)
            self._fill(storage, number, count)

    def _fill(self, storage: Storage, number: int, count: int) -> None:
        show = number % self.shows
        entry = Entry(None, None, f"show-{show}", f"Show {show}", f"episode-{number}", f"Episode {number}")
        parts = [
            Segment(n, (Cue(self.talk.words(WORDS), SECONDS * (n - 1), SECONDS * n),))
            for n in range(1, count + 1)
        ]
        rows = self.embeddings.embed([part.text for part in parts])
        origin = Origin(
            b"", f"{number:064}", f"{number}.srt", SPLITTER_VERSION, self.embeddings.name, DIMENSION
        )
        storage.publish(entry, origin, parts, rows)
        self.plain.add(
            ids=[f"{number}:{part.number}" for part in parts],
            embeddings=rows,
            documents=[part.text for part in parts],
            metadatas=[{"episode": f"episode-{number}", "show": f"show-{show}"} for _ in parts],
        )


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
    library = Library(folder, segments, shows)
    figures.seconds["fill the library"] = time.perf_counter() - began
    ways: dict[str, Callable[[], object]] = {
        "all episodes": lambda: _find(library, Scope()),
        "one show": lambda: _find(library, Scope(show="show-0")),
        "one episode": lambda: _find(library, Scope(episode="episode-0")),
        "raw Chroma": lambda: _raw(library, library.plain, None),
        "raw Chroma, where show": lambda: _raw(library, library.plain, {"show": "show-0"}),
        "raw Chroma, where episode": lambda: _raw(library, library.plain, {"episode": "episode-0"}),
    }
    for name, way in ways.items():
        count = queries if "where" not in name else max(10, queries // 10)
        figures.milliseconds[name] = _timed(way, count)
    figures.seconds |= dict(_lifetime(library))
    figures.megabytes["resident"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for part in ("vectors", "terms", "catalog.db"):
        path = folder / part
        files = path.rglob("*") if path.is_dir() else [path]
        figures.megabytes[f"disk, {part}"] = sum(f.stat().st_size for f in files if f.is_file()) / 2**20
    library.vectors.close()
    library.catalog.close()
    return figures


def _find(library: Library, scope: Scope) -> object:
    return library.retriever._find(f"What about {library.talk.words(ASKED)}?", scope, 10)


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
    """Seconds to index, correct, reindex and remove one episode, the model's time not counted."""
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
