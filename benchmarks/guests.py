"""How long servers wait for lists and answers while others add an episode of an hour each, all at once.

python -m benchmarks.guests --adding 8
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy
from rich.console import Console
from rich.table import Table

from benchmarks.talk import CUE_SECONDS, CUES_PER_SEGMENT, Talk
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options

HOUR = round(3600 / (CUE_SECONDS * CUES_PER_SEGMENT))
"""Segments of an episode of one hour."""
ASKED = 8
"""Words of a question."""
FIRST_GUEST = 100
"""The id of the first server that asks; those that add have smaller ones."""
LIMIT = 1.0
"""Seconds that lists and answers may take at the 95th percentile."""


@dataclass(frozen=True)
class Waits:
    """How long one thing took, in seconds."""

    name: str
    count: int
    p50: float
    p95: float
    worst: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--adding", type=int, default=8, help="servers that add an episode")
    parser.add_argument("--guests", type=int, default=4, help="servers that list and ask meanwhile")
    parser.add_argument("--segments", type=int, default=HOUR, help="segments of each episode")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between a guest's requests")
    parser.add_argument("--json", action="store_true", help="write JSON instead of a table")
    args = parser.parse_args()
    with redirect_stdout(sys.stderr), tempfile.TemporaryDirectory() as folder:
        waits = asyncio.run(measure(Path(folder), args.adding, args.guests, args.segments, args.pause))
    if args.json:
        print(json.dumps({"rows": [asdict(wait) for wait in waits]}))
    else:
        show(waits)


async def measure(folder: Path, adding: int, guests: int, segments: int, pause: float) -> list[Waits]:
    """Return the waits at rest, then while every server adds an episode, and how long adding took."""
    talk = Talk(numpy.random.default_rng(7))
    library = Library(Options(folder, embedding_model=DEFAULT_MODEL))
    try:
        await _fill(library, talk, guests, segments)
        await library.warm_up()
        rest, busy = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
        asking = Guests(library, talk, guests, pause)
        await asking.visit_until(asyncio.create_task(asyncio.sleep(20 * pause)), rest)
        began = time.perf_counter()
        adders = [
            asyncio.create_task(
                library.add(talk.transcript(segments), _details(server), guild=server, name="a.srt")
            )
            for server in range(1, adding + 1)
        ]
        await asking.visit_until(asyncio.gather(*adders), busy)
        seconds = time.perf_counter() - began
    finally:
        await library.close()
    waits = [_waits(f"{name}, at rest", taken) for name, taken in rest.items()]
    waits += [_waits(f"{name}, {adding} servers adding", taken) for name, taken in busy.items()]
    return [*waits, Waits("adding all episodes", adding, seconds, seconds, seconds)]


class Guests:
    """Servers whose members list episodes and ask, one request after the other."""

    def __init__(self, library: Library, talk: Talk, count: int, pause: float) -> None:
        self._library, self._talk, self._count, self._pause = library, talk, count, pause

    async def visit_until(self, end: "asyncio.Future[Any]", waits: dict[str, list[float]]) -> None:
        """Let all guests ask and list until `end` is done, and add up how long each request took."""
        await asyncio.gather(*(self._visit(FIRST_GUEST + n, end, waits) for n in range(self._count)))
        await end

    async def _visit(self, server: int, end: "asyncio.Future[Any]", waits: dict[str, list[float]]) -> None:
        requests: dict[str, Callable[[], Awaitable[object]]] = {
            "list": lambda: self._library.episodes(Scope(server)),
            "settings": lambda: self._library.guilds.settings(server),
            "ask everything": lambda: self._library.ask(self._question(), Scope(server)),
            "ask one episode": lambda: self._library.ask(self._question(), Scope(server, episode="hour")),
        }
        while not end.done():
            for name, request in requests.items():
                began = time.perf_counter()
                await request()
                waits[name].append(time.perf_counter() - began)
                await asyncio.sleep(self._pause)

    def _question(self) -> str:
        return f"What about {self._talk.words(ASKED)}?"


async def _fill(library: Library, talk: Talk, guests: int, segments: int) -> None:
    """Give each guest an episode of its own, and all of them one that the host shares."""
    await library.add(talk.transcript(segments), _details(0), name="shared.srt")
    for server in range(FIRST_GUEST, FIRST_GUEST + guests):
        await library.add(
            talk.transcript(segments), Details(show="Ours", episode="hour"), guild=server, name="hour.srt"
        )


def _details(server: int) -> Details:
    return Details(show=f"Show {server}", title="The hour", episode=f"hour-{server}")


def _waits(name: str, taken: list[float]) -> Waits:
    p50, p95 = (float(numpy.percentile(taken, q)) for q in (50, 95))
    return Waits(name, len(taken), p50, p95, max(taken))


def show(waits: list[Waits]) -> None:
    table = Table(title=f"{os.cpu_count()} processors; p95 has to be under {LIMIT:g} s")
    for column in ("", "times", "p50", "p95", "worst"):
        table.add_column(column, justify="right" if column else "left")
    for wait in waits:
        table.add_row(
            wait.name, str(wait.count), f"{wait.p50:.3f} s", f"{wait.p95:.3f} s", f"{wait.worst:.3f} s"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
