"""How fast the real process serves the page of an episode, how large the page is, and how many a second.

python -m benchmarks.web --transcript ../shared/data/lex333.srt [--bot] [--json]

With --bot, it also runs the bot with its site against a Discord on loopback, and measures how fast commands
are acknowledged while the site gets 200 requests a second.
"""

import argparse
import asyncio
import gzip
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import numpy

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.options import Options

EPISODE = "measured"
START_SECONDS = 120.0
PREPARE_SECONDS = 300.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--transcript", type=Path, required=True, help="the episode's transcript file")
    parser.add_argument("--requests", type=int, default=2000, help="requests of each measurement")
    parser.add_argument("--connections", type=int, default=16, help="requests at a time")
    parser.add_argument("--bot", action="store_true", help="also measure the bot next to its site")
    parser.add_argument("--json", action="store_true", help="write JSON instead of lines")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        figures = asyncio.run(measure(home, args.transcript, args.requests, args.connections))
        if args.bot:
            from benchmarks.web_and_bot import measure_beside_bot

            figures |= asyncio.run(measure_beside_bot(home, f"/e/{EPISODE}", Path(folder) / "bot"))
    figures["load_average"] = round(os.getloadavg()[0], 1)
    if args.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")


async def measure(home: Path, transcript: Path, requests: int, connections: int) -> dict[str, float]:
    """Return seconds of one page at a time, requests a second at several at a time, and bytes sent."""
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    await library.add(transcript, Details(show="Measured", episode=EPISODE))
    await library.close()
    async with _site(home) as address, aiohttp.ClientSession(address, auto_decompress=False) as browser:
        path = f"/e/{EPISODE}"
        began = time.perf_counter()
        body = await _prepared(browser, path)
        made = time.perf_counter() - began
        single = [await _fetch(browser, path) for _ in range(max(50, requests // 10))]
        began = time.perf_counter()
        waits = await _fetch_many(browser, path, requests, connections)
        total = time.perf_counter() - began
    return {
        "made_s": round(made, 2),
        "p50_s": round(float(numpy.percentile(single, 50)), 4),
        "p95_s": round(float(numpy.percentile(single, 95)), 4),
        "requests_per_s": round(requests / total, 1),
        "p95_under_load_s": round(float(numpy.percentile(waits, 95)), 4),
        "compressed_bytes": len(body),
        "bytes": len(gzip.decompress(body)),
    }


@asynccontextmanager
async def _site(home: Path) -> AsyncIterator[str]:
    """Run `podcite web` on a free port, with whole transcripts, and yield its address."""
    settings = {"PODCITE_WEB_TRANSCRIPTS": "true", "PODCITE_WEB_REQUESTS": "0"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--home", str(home), "web", "--port", "0"),
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        address = re.search(rb"http://\S+", line)
        if address is None:
            raise RuntimeError(f"The site did not start: {line!r}")
        yield address[0].decode()
    finally:
        process.terminate()
        await process.wait()


async def _prepared(browser: aiohttp.ClientSession, path: str) -> bytes:
    """Return the compressed page once its parts are made."""
    async with asyncio.timeout(PREPARE_SECONDS):
        while True:
            async with browser.get(path) as response:
                body = await response.read()
                if response.headers["Cache-Control"] != "no-store":
                    return body
            await asyncio.sleep(1)


async def _fetch(browser: aiohttp.ClientSession, path: str) -> float:
    began = time.perf_counter()
    async with browser.get(path) as response:
        await response.read()
        response.raise_for_status()
    return time.perf_counter() - began


async def _fetch_many(
    browser: aiohttp.ClientSession, path: str, requests: int, connections: int
) -> list[float]:
    waits: list[float] = []
    left = iter(range(requests))

    async def work() -> None:
        for _ in left:
            waits.append(await _fetch(browser, path))

    await asyncio.gather(*(work() for _ in range(connections)))
    return waits


if __name__ == "__main__":
    main()
