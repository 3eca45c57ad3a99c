"""Artwork from strangers: fetched once, made small, and left out where it is broken."""

import os
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from retrieval.errors import FetchError
from retrieval.fetching.artwork import KEPT_SECONDS, SIDE, ArtworkStore, read_picture
from retrieval.fetching.fetcher import Fetcher
from tests.retrieval.feeds.feed_server import FeedServer, serving


def picture(kind: str = "PNG", size: tuple[int, int] = (1400, 700), mode: str = "RGBA") -> bytes:
    stream = BytesIO()
    Image.new(mode, size, "red").save(stream, kind)
    return stream.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few bytes that says it has 100,000 by 100,000 pixels."""
    small = bytearray(picture(size=(1, 1)))
    small[16:24] = (100_000).to_bytes(4, "big") * 2
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4, "big")
    return bytes(small)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with serving() as server:
        yield server


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK"), ("WEBP", "RGB"), ("GIF", "P")]
)
def test_pictures_become_small_jpegs(kind: str, mode: str) -> None:
    with Image.open(BytesIO(read_picture(picture(kind, mode=mode)))) as small:
        assert (small.format, small.size, small.mode) == ("JPEG", (SIDE, SIDE // 2), "RGB")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg/>",
        b"%PDF-1.4",
        picture()[:200],
        bomb(),
        picture("TIFF"),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 500,
    ],
    ids=["empty", "SVG", "PDF", "cut", "bomb", "TIFF", "broken"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(FetchError, match="a picture that can be read"):
        read_picture(content)


async def test_a_picture_is_fetched_once_and_pruned_when_nothing_uses_it(
    server: FeedServer, tmp_path: Path
) -> None:
    store, fetcher = ArtworkStore(tmp_path / "artwork"), Fetcher([server.host])
    server.holds("/a.webp", picture("WEBP", mode="RGB"), "image/webp")
    url = server.url("/a.webp")
    await store.keep(url, fetcher)
    await store.keep(url, fetcher)
    assert server.asked.count("/a.webp") == 1
    kept = store.find(url)
    assert kept
    store.prune(())
    assert store.find(url)  # its episode may be about to be written
    os.utime(kept, (kept.stat().st_mtime - 2 * KEPT_SECONDS,) * 2)
    store.prune([url])
    assert store.find(url)
    store.prune(())
    assert store.find(url) is None


async def test_what_cant_be_fetched_or_read_is_left_out(server: FeedServer, tmp_path: Path) -> None:
    store = ArtworkStore(tmp_path / "artwork")
    server.holds("/broken.png", b"\x89PNG broken", "image/png")
    for url, fetcher in (
        (server.url("/broken.png"), Fetcher([server.host])),
        (server.url("/none.png"), Fetcher([server.host])),
        (server.url("/broken.png"), Fetcher()),  # a private address
    ):
        await store.keep(url, fetcher)
        assert store.find(url) is None
