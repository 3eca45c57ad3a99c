"""How soon the command and the bot are ready, and whether they stay so while an episode is indexed.

python -m benchmarks.startup --dataset ../shared/data/podqa
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from unittest.mock import patch

import numpy
from numpy import float32
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.talk import Talk
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.index.local_models import PodciteMiniLM
from retrieval.library import Library
from retrieval.models import Details, ProgressSink, Scope
from retrieval.models.options import Options

EPISODE, ASKED = "lex-333", 8
TICK = 0.002
COMMAND = (sys.executable, "-m", "bot")
AT_REST = """
import asyncio, sys
from pathlib import Path
import bot.client, bot.cogs.ask, bot.run
from retrieval.library import Library
from retrieval.models.options import Options

async def rest():
    library = Library(Options(Path(sys.argv[1]), embedding_model=sys.argv[2]))
    await library.warm_up()
    pages = Path("/proc/self/statm").read_text().split()
    print(int(pages[1]) * 4096 / 2**20)
    await library.close()

asyncio.run(rest())
"""


@dataclass(frozen=True)
class Figure:
    """One thing measured; `limit` is what it may be at most or, of a share, has to be at least."""

    name: str
    value: float
    unit: str
    limit: float | None = None


class Timed:
    """Counts the seconds that are spent in the local embedding model."""

    def __init__(self) -> None:
        self.seconds, embed = 0.0, PodciteMiniLM.embed

        def timed(
            model: PodciteMiniLM, texts: Sequence[str], progress: ProgressSink | None = None
        ) -> NDArray[float32]:
            began = time.perf_counter()
            try:
                return embed(model, texts, progress)
            finally:
                self.seconds += time.perf_counter() - began

        patch.object(PodciteMiniLM, "embed", timed).start()


@dataclass(frozen=True)
class Material:
    """An episode, questions about it, and other talk that is indexed while they are asked."""

    transcript: bytes
    name: str
    questions: Sequence[str]
    others: Sequence[bytes]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--dataset", type=Path, help=f"a folder as podqa, for {EPISODE}; else talk is made up"
    )
    parser.add_argument("--segments", type=int, default=300, help="how long a made-up episode is")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    material = read(args.dataset, args.segments, args.questions)
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr):
        figures = list(measure(Path(folder), material))
    if args.json:
        print(json.dumps({"rows": [asdict(figure) for figure in figures]}))
    else:
        show(figures)


def read(dataset: Path | None, segments: int, questions: int) -> Material:
    talk = Talk(numpy.random.default_rng(7))
    others = [talk.transcript(segments) for _ in range(2)]
    if dataset is None:
        asked = [f"What about {talk.words(ASKED)}?" for _ in range(questions)]
        return Material(talk.transcript(segments), "talk.srt", asked, others)
    (file,) = (dataset / "transcripts").glob(f"{EPISODE}-*")
    known = [json.loads(line) for line in (dataset / "questions.jsonl").read_text("utf-8").splitlines()]
    asked = [question["question"] for question in known if question["episode"] == file.stem]
    repeated = (asked * (1 + questions // len(asked)))[:questions]
    return Material(file.read_bytes(), file.name, repeated, others)


def measure(home: Path, material: Material) -> Iterator[Figure]:
    yield Figure("podcite --help", _median(lambda: _run("--help"), 5), "s")
    model, library = Timed(), Library(Options(home, embedding_model=DEFAULT_MODEL))
    asyncio.run(library.add(material.transcript, Details(episode=EPISODE), name=material.name))
    ask = ("--home", str(home), "ask", material.questions[0])
    yield Figure("podcite ask, a process for one question", _median(lambda: _run(*ask), 3), "s")
    memory = subprocess.run(
        [sys.executable, "-c", AT_REST, str(home), DEFAULT_MODEL], check=True, capture_output=True, text=True
    )
    yield Figure("resident memory of the bot at rest", float(memory.stdout), "MB")
    yield from asyncio.run(_serve(library, model, material))


async def _serve(library: Library, model: Timed, material: Material) -> list[Figure]:
    await library.warm_up()
    first = await _ask(library, model, material.questions[0])
    taken = numpy.array([await _ask(library, model, question) for question in material.questions])
    began, model.seconds = time.perf_counter(), 0.0
    await library.add(material.others[0], Details(episode="quiet"), name="quiet.srt")
    share = model.seconds / (time.perf_counter() - began)
    lags, asked = await _while_indexing(library, model, material)
    await library.close()
    return [
        Figure("first question after warming up", 1000 * sum(first), "ms"),
        Figure(
            "warm ask, p50, the model's time not counted",
            1000 * float(numpy.percentile(taken[:, 0], 50)),
            "ms",
        ),
        Figure(
            "warm ask, p95, the model's time not counted",
            1000 * float(numpy.percentile(taken[:, 0], 95)),
            "ms",
            150,
        ),
        Figure("warm ask, p95", 1000 * float(numpy.percentile(taken.sum(axis=1), 95)), "ms"),
        Figure("share of indexing inside the embedding model", 100 * share, "%", 90),
        Figure("while indexing: longest block of the event loop", 1000 * max(lags), "ms", 50),
        Figure(
            "while indexing: blocks of the event loop, p99", 1000 * float(numpy.percentile(lags, 99)), "ms"
        ),
        Figure("while indexing: ask, p95", 1000 * float(numpy.percentile(asked, 95)), "ms"),
    ]


async def _ask(library: Library, model: Timed, question: str) -> tuple[float, float]:
    """Return the seconds outside the model and inside it."""
    began, model.seconds = time.perf_counter(), 0.0
    await library.ask(question, Scope(episode=EPISODE))
    return time.perf_counter() - began - model.seconds, model.seconds


async def _while_indexing(
    library: Library, model: Timed, material: Material
) -> tuple[list[float], list[float]]:
    """How late (seconds) the event loop was at each tick, and how long questions took meanwhile."""
    adding = asyncio.create_task(
        library.add(material.others[1], Details(episode="meanwhile"), name="meanwhile.srt")
    )
    lags: list[float] = []
    ticking = asyncio.create_task(_tick(lags))
    asked: list[float] = []
    while not adding.done():
        asked.append(
            sum(await _ask(library, model, material.questions[len(asked) % len(material.questions)]))
        )
    ticking.cancel()
    await adding
    return lags, asked


async def _tick(lags: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        lags.append(time.perf_counter() - began - TICK)


def _run(*arguments: str) -> None:
    subprocess.run([*COMMAND, *arguments], check=True, stdout=subprocess.DEVNULL)


def _median(work: Callable[[], object], count: int) -> float:
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return float(numpy.median(taken))


def show(figures: Sequence[Figure]) -> None:
    table = Table(title="From the start to the first answers, and while an episode is indexed")
    for column in ("", "measured", "bar"):
        table.add_column(column, justify="right" if column else "left")
    for figure in figures:
        digits = 2 if figure.unit == "s" else 0
        bar = (
            ""
            if figure.limit is None
            else f"{'≥' if figure.unit == '%' else '≤'} {figure.limit:.0f} {figure.unit}"
        )
        table.add_row(figure.name, f"{figure.value:.{digits}f} {figure.unit}", bar)
    Console().print(table)


if __name__ == "__main__":
    main()
