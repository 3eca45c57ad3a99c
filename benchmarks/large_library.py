"""What a question costs without a model while the library grows: real episodes, and variants of them.

python -m benchmarks.large_library --dataset ../shared/data/podqa --segments 100000 500000

The dataset's episodes are indexed as always, and its questions are asked. The rest are variants of their
segments, a quarter of the words replaced by others with as many word pieces and the vectors moved, so that
filling takes none of the embedding model's time. 500,000 segments take about 8 GB of disk.
"""

import argparse
import asyncio
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy
from numpy import float32
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.asking import read, sample
from benchmarks.home import Home, open_home
from benchmarks.judging import Asked
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.index.generation_writer import GenerationWriter
from retrieval.index.local_models import PodciteMiniLM
from retrieval.index.token_store import TokenStore, quantize
from retrieval.library import Library
from retrieval.models import Cue, Details, Scope, Segment
from retrieval.models.options import Options
from retrieval.transcripts.segmenter import SPLITTER_VERSION

SEED, REPLACED, PER_EPISODE, SHOWS = 7, 0.25, 300, 20
"""`REPLACED` is the share of words that are others in a variant."""
WARM_UP = 10


@dataclass(frozen=True)
class Row:
    """Milliseconds of CPU and of time of a question; megabytes of memory at their end."""

    segments: int
    scope: str
    questions: int
    cpu_median: float
    cpu_p95: float
    median: float
    p95: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a folder as podqa or listeners")
    parser.add_argument("--segments", type=int, nargs="+", default=[100_000], help="in ascending order")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--home", type=Path, help="keep the library here for the next run")
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        home = args.home or Path(folder)
        for segments in args.segments:
            fill(home, args.dataset, segments)
            rows += asyncio.run(measure(home, args.dataset, segments, args.questions))
    if args.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}))
    else:
        show(rows)


def fill(folder: Path, dataset: Path, segments: int) -> None:
    """Index the dataset's episodes unless that is done, then add variants up to that many segments."""
    folder.mkdir(parents=True, exist_ok=True)
    home = open_home(folder)
    try:
        known = home.episodes()
        for file in _transcripts(dataset):
            if file.stem not in known:
                home.indexer.add(file, Details(show="Real", episode=file.stem))
        _add_variants(home, folder, [file.stem for file in _transcripts(dataset)], segments)
    finally:
        home.close()


def _add_variants(home: Home, folder: Path, real: Sequence[str], segments: int) -> None:
    assert isinstance(home.embeddings, PodciteMiniLM)
    known = home.episodes()
    parts = [segment for name in real for segment in home.catalog.transcript(known[name].generation)]
    vectors, tokens = home.embeddings.embed_with_tokens([part.text for part in parts])
    stored = [quantize(each) for each in tokens]
    words = SameLength(home.embeddings, parts)
    writer = GenerationWriter(
        home.catalog, home.vectors, home.terms, TokenStore(folder / "tokens", home.embeddings.name)
    )
    first = sum(1 for name in known if name not in real)
    last = first - (len(parts) + first * PER_EPISODE - segments) // PER_EPISODE
    console = Console(stderr=True)
    for number in track(range(first, last), f"{segments:,} segments", console=console):
        draw = random.Random(f"{SEED}:{number}")
        chosen = draw.sample(range(len(parts)), PER_EPISODE)
        texts = [parts[chosen[0]].text, *(words.varied(parts[n].text, draw) for n in chosen[1:])]
        varied = [
            Segment(place, (Cue(text, 45.0 * place - 45, 45.0 * place),))
            for place, text in enumerate(texts, 1)
        ]
        show, episode = f"show-{number % SHOWS}", f"variant-{number}"
        record = EpisodeRecord(None, None, show, show.replace("-", " ").title(), episode, f"Variant {number}")
        origin = GenerationOrigin(
            b"", f"{number:064}", f"{number}.srt", SPLITTER_VERSION, home.embeddings.name, vectors.shape[1]
        )
        moved = _moved(vectors[chosen], number)
        moved[0] = vectors[chosen[0]]  # the first is compared with its text, to know whose vectors these are
        writer.publish(record, origin, varied, moved, [stored[n] for n in chosen])


class SameLength:
    """Replaces words by others that have as many word pieces, as the stored token vectors must match."""

    def __init__(self, model: PodciteMiniLM, parts: Sequence[Segment]) -> None:
        known = sorted({word for part in parts for word in part.text.split()})
        self._pieces = {
            word: len(starts) for word, starts in zip(known, model.token_starts(known), strict=True)
        }
        self._words: dict[int, list[str]] = defaultdict(list)
        for word in (word for part in parts for word in part.text.split()):
            self._words[self._pieces[word]].append(word)

    def varied(self, text: str, draw: random.Random) -> str:
        return " ".join(
            draw.choice(self._words[self._pieces[word]]) if draw.random() < REPLACED else word
            for word in text.split()
        )


def _moved(vectors: NDArray[float32], seed: int) -> NDArray[float32]:
    """Return unit vectors about as close to the given ones as segments are to such variants of themselves."""
    noise = numpy.random.default_rng(seed).standard_normal(vectors.shape, dtype=float32)
    noise *= 0.5 / numpy.linalg.norm(noise, axis=1, keepdims=True)
    moved = vectors + noise
    return numpy.asarray(moved / numpy.linalg.norm(moved, axis=1, keepdims=True), dtype=float32)


async def measure(folder: Path, dataset: Path, segments: int, count: int) -> list[Row]:
    """Ask the same questions within their episodes and over all of them."""
    asked = [
        question
        for question in read(dataset, [file.stem for file in _transcripts(dataset)])
        if question.kind == "answerable" and question.scope in ("episode", "all")
    ]
    library = Library(Options(folder, embedding_model=DEFAULT_MODEL))
    rows = []
    try:
        for scope in ("episode", "all"):
            drawn = sample([question for question in asked if question.scope == scope], count + WARM_UP)
            rows.append(await _ask(library, segments, scope, drawn))
    finally:
        await library.close()
    return rows


async def _ask(library: Library, segments: int, scope: str, asked: Sequence[Asked]) -> Row:
    cpu, taken = [], []
    for question in asked:
        began, used = time.perf_counter(), time.process_time()
        await library.ask(question.question, Scope(episode=question.within))
        cpu.append(1000 * (time.process_time() - used))
        taken.append(1000 * (time.perf_counter() - began))
    cpu, taken = cpu[WARM_UP:], taken[WARM_UP:]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    p95 = [float(numpy.percentile(values, 95)) for values in (cpu, taken)]
    return Row(
        segments, scope, len(cpu), statistics.median(cpu), p95[0], statistics.median(taken), p95[1], memory
    )


def _transcripts(dataset: Path) -> list[Path]:
    return sorted((dataset / "transcripts").iterdir())


def show(rows: Sequence[Row]) -> None:
    table = Table(title="A question without a model, milliseconds at the median / 95th percentile")
    for column in ("segments", "asked within", "questions", "CPU", "time", "memory"):
        table.add_column(column, justify="left" if column == "asked within" else "right")
    for row in rows:
        table.add_row(
            f"{row.segments:,}",
            {"episode": "an episode", "all": "all episodes"}[row.scope],
            str(row.questions),
            f"{row.cpu_median:.0f} / {row.cpu_p95:.0f}",
            f"{row.median:.0f} / {row.p95:.0f}",
            f"{row.memory:.0f} MB",
        )
    Console(file=sys.stdout).print(table)


if __name__ == "__main__":
    main()
