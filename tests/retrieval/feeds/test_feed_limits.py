"""What a feed may cost: memory, and work per item."""

import gzip
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from retrieval.errors import FeedError
from retrieval.feeds import rss, rss_items
from retrieval.feeds.bounded_parsing import FetchedFeedParser
from tests.retrieval.feeds.feed_server import item, rss_feed

TODAY = date(2026, 7, 1)
SIZE = 15 * 1024 * 1024
_PROGRAM = """
import asyncio, resource, sys
from pathlib import Path
from tests.retrieval.feeds import test_feed_limits as limits
asyncio.run(limits.read_bomb(sys.argv[1]))
"""


def _around(inside: str, unit: str) -> bytes:
    before, after = rss_feed(item(1)).split("<guid>")
    return f"{before}{inside}{unit * (SIZE // len(unit))}<guid>{after}".encode()


def _numbered(unit: str) -> bytes:
    units, size, number = list[str](), 0, 0
    while size < SIZE:
        units.append(unit.format(number))
        size, number = size + len(units[-1]), number + 1
    return rss_feed("<title>A</title><guid>1</guid>" + "".join(units)).encode()


BOMBS: dict[str, Callable[[], bytes]] = {
    "elements": lambda: _around("", "<a/>"),
    "people": lambda: _around("", "<podcast:person>a</podcast:person>"),
    "items": lambda: rss_feed(*["<guid>1</guid><title>A</title>"] * 450_000).encode()[:SIZE],
    "names": lambda: _numbered("<a{0}/>"),
    "attributes": lambda: _numbered('<a b{0}=""/>'),
    "namespaces": lambda: _numbered('<a xmlns="{0}"/>'),
    "one tag": lambda: rss_feed("<a " + " ".join(f'b{n}=""' for n in range(1_250_000)) + "/>").encode(),
    "soundbites": lambda: rss_feed(
        *[
            f"<guid>{n}</guid><title>A</title>" + '<podcast:soundbite startTime="1" duration="2"/>' * 50
            for n in range(5_000)
        ]
    ).encode()[:SIZE],
    "text": lambda: _around("<title>", "word "),
}


async def read_bomb(name: str) -> None:
    """Fetch and parse a feed within 50 MB more than an empty one takes; print how much it took."""
    import resource

    from tests.retrieval.feeds.feed_server import serving

    body = Path(name).read_bytes()  # noqa: ASYNC240
    async with serving() as server:
        from aiohttp import web

        from retrieval.fetching.content_kinds import FEED_CONTENT
        from retrieval.fetching.fetcher import Fetcher

        async def reply(_: web.Request) -> web.Response:
            headers = {"Content-Encoding": "gzip", "Content-Type": "text/xml"}
            return web.Response(body=body, headers=headers)

        server.pages["/feed"] = reply
        rss.parse(rss_feed(item(1)).encode(), TODAY)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        parser = FetchedFeedParser(TODAY)
        try:
            await Fetcher([server.host]).fetch(server.url("/feed"), FEED_CONTENT, consume=parser.feed)
            await parser.close()
        except FeedError:
            pass
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(str(after - before))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the memory is counted in other units")
@pytest.mark.parametrize("name", BOMBS)
def test_a_small_file_that_unpacks_to_a_huge_feed_takes_little_memory(name: str, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(BOMBS[name](), 6))
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(bomb)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < 50_000  # kilobytes


def _steps(count: int) -> int:
    """How many lines of the parser run for so many items of one guid."""
    content = rss_feed(*(item(n).replace(f"hive:{n}", "one") for n in range(count))).encode()
    files, steps = {rss.__file__, rss_items.__file__}, 0

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal steps
        steps += event == "line"
        return trace if frame.f_code.co_filename in files else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        rss.parse(content, TODAY)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.slow
def test_many_items_of_one_guid_are_read_in_linear_time() -> None:
    assert _steps(800) < 2.1 * _steps(400)
    assert len(
        rss.parse(rss_feed(*(item(n).replace(f"hive:{n}", "one") for n in range(40))).encode(), TODAY).items
    )


def test_a_feed_is_read_only_as_far_as_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rss, "MAX_FEED_ITEMS", 3)
    parser = rss.FeedParser(TODAY)
    assert not parser.feed(rss_feed(*(item(n) for n in range(1, 9))).encode()[:-30])
    assert len(parser.close().items) == 3
