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
from retrieval.feeds import rss, rss_items, xml_stream
from tests.retrieval.feeds.feed_server import item, rss_feed

TODAY = date(2026, 7, 1)
SIZE = 15 * 1024 * 1024
NAMES_SIZE = 5 * 1024 * 1024
"""Bytes of ever new names: if all were kept, they would take ten times as much, more than the test allows."""
READ_SIZE = 1_200_000
"""Bytes of what is read to its end: if all of it were kept, it would take far more than the test allows."""
# One process reads them all, as importing takes as long as reading them.
_PROGRAM = """
import asyncio, sys
from tests.retrieval.feeds import test_feed_limits as limits
asyncio.run(limits.read_bombs(sys.argv[1]))
"""


def _around(inside: str, unit: str, size: int) -> bytes:
    before, after = rss_feed(item(1)).split("<guid>")
    return f"{before}{inside}{unit * (size // len(unit))}<guid>{after}".encode()


def _numbered(unit: str) -> bytes:
    units, size, number = list[str](), 0, 0
    while size < NAMES_SIZE:
        units.append(unit.format(number))
        size, number = size + len(units[-1]), number + 1
    return rss_feed("<title>A</title><guid>1</guid>" + "".join(units)).encode()


BOMBS: dict[str, Callable[[], bytes]] = {
    "elements": lambda: _around("", "<a/>", READ_SIZE),
    "people": lambda: _around("", "<podcast:person>a</podcast:person>", SIZE // 15),
    "items": lambda: rss_feed(*["<guid>1</guid><title>A</title>"] * 100_000).encode(),
    "names": lambda: _numbered("<a{0}/>"),
    "attributes": lambda: _numbered('<a b{0}=""/>'),
    "namespaces": lambda: _numbered('<a xmlns="{0}"/>'),
    "one tag": lambda: rss_feed("<a " + " ".join(f'b{n}=""' for n in range(1_250_000)) + "/>").encode(),
    "soundbites": lambda: rss_feed(
        *[
            f"<guid>{n}</guid><title>A</title>" + '<podcast:soundbite startTime="1" duration="2"/>' * 50
            for n in range(1_000)
        ]
    ).encode()[:SIZE],
    "text": lambda: _around("<title>", "word ", SIZE),
}


def peak_kilobytes(*, afresh: bool = False) -> int:
    """The most memory that this process had, or has now and is counted from now on.

    What `resource` tells is no less than the memory of the process that started this one.
    """
    if afresh:
        Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


async def read_bombs(folder: str) -> None:
    """Fetch and parse each feed of a folder; print how many kilobytes more than before that took."""
    from aiohttp import web

    from retrieval.fetching.content_kinds import FEED_CONTENT
    from retrieval.fetching.fetcher import Fetcher
    from tests.retrieval.feeds.feed_server import serving

    async with serving() as server:
        for name in BOMBS:
            body = (Path(folder) / name).read_bytes()

            async def reply(_: web.Request, body: bytes = body) -> web.Response:
                headers = {"Content-Encoding": "gzip", "Content-Type": "text/xml"}
                return web.Response(body=body, headers=headers)

            server.pages["/feed"] = reply
            before = peak_kilobytes(afresh=True)
            parser = rss.FeedParser(TODAY)  # in this process, so that its memory counts

            async def feed(chunk: bytes, parser: rss.FeedParser = parser) -> bool:
                return parser.feed(chunk)

            try:
                await Fetcher([server.host]).fetch(server.url("/feed"), FEED_CONTENT, consume=feed)
                parser.close()
            except FeedError as error:
                print(name, error, file=sys.stderr)  # noqa: T201
            print(name, peak_kilobytes() - before, sep=":")  # noqa: T201


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_a_small_file_that_unpacks_to_a_huge_feed_takes_little_memory(tmp_path: Path) -> None:
    for name, bomb in BOMBS.items():
        (tmp_path / name).write_bytes(gzip.compress(bomb(), 1))
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    taken = dict(line.split(":") for line in run.stdout.splitlines())
    assert taken.keys() == BOMBS.keys()
    assert all(int(kilobytes) < 30_000 for kilobytes in taken.values()), taken


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


def test_a_feed_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = _around("", "<a/>", 400)
    assert rss.parse(content, TODAY).items
    monkeypatch.setattr(xml_stream, "MAX_ELEMENTS", 100)
    with pytest.raises(FeedError, match="more than 100 elements"):
        rss.parse(content, TODAY)


def test_items_are_read_only_as_far_as_there_is_room_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    content = rss_feed(*(item(n) for n in range(1, 9))).encode()
    assert len(rss.parse(content, TODAY).items) == 8
    monkeypatch.setattr(rss, "MAX_FEED_BYTES", 1_000)
    assert 0 < len(rss.parse(content, TODAY).items) < 8
