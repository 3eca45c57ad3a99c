"""The artwork of episodes: fetched once, made small, and kept as files that can be fetched again."""

import asyncio
import hashlib
import logging
import os
import time
from collections.abc import Collection
from io import BytesIO
from pathlib import Path

from retrieval.errors import FetchError, PodciteError
from retrieval.fetching.content_kinds import ARTWORK_CONTENT, MEGABYTE
from retrieval.fetching.fetcher import Fetcher
from retrieval.untrusted.budgeted_process import Budget, OverBudgetError, ProcessPool

FETCH_SECONDS = 20.0
"""How long an episode waits for its artwork; without it, one is drawn."""
BUDGET = Budget(seconds=10.0, memory=400_000_000)
"""What making a picture small may use; the largest that are read take about a second and 200 MB."""
MAX_PIXELS = 40_000_000
"""Pixels of a picture that is read; podcasts' are 3000 by 3000 at most."""
SIDE = 480
"""The longest side of a kept picture, in pixels: twice as large as it is shown."""
MAX_FOLDER_BYTES = 256 * MEGABYTE
"""What all kept pictures may take on the disk; then no more are fetched."""
KEPT_SECONDS = 24 * 3600
"""Age in seconds from which a picture may be pruned; a younger one's episode may be about to be written."""
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_BROKEN = (OSError, ValueError, SyntaxError, ArithmeticError, LookupError, TypeError)
"""What Pillow raises for broken pictures."""
_PROCESSES = ProcessPool(1)
_log = logging.getLogger(__name__)


class ArtworkStore:
    """Keeps pictures in a folder, each under a name made from its URL."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, url: str | None, fetcher: Fetcher, sign_in: str = "") -> None:
        """Fetch a picture unless it is kept already; what can't be fetched or read is only logged."""
        if not url or await asyncio.to_thread(self._has_or_is_full, url):
            return
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                fetched = await fetcher.fetch(url, ARTWORK_CONTENT, sign_in=sign_in)
            await asyncio.to_thread(self._write, url, fetched.content or b"")
        except (PodciteError, TimeoutError, OSError) as error:
            _log.warning("An episode's artwork is left out: %s", error or "it took too long to come")

    def find(self, url: str | None) -> Path | None:
        """Return the file of a kept picture (JPEG)."""
        path = self._path(url) if url else None
        return path if path and path.is_file() else None

    def prune(self, used: Collection[str]) -> None:
        """Delete the pictures of other URLs than those that are `used`."""
        names = {self._path(url).name for url in used}
        for entry in self._entries():
            if entry.name not in names and time.time() - entry.stat().st_mtime > KEPT_SECONDS:
                Path(entry).unlink(missing_ok=True)

    def _path(self, url: str) -> Path:
        return self._folder / f"{hashlib.blake2s(url.encode(), digest_size=16).hexdigest()}.jpg"

    def _has_or_is_full(self, url: str) -> bool:
        if self.find(url):
            return True
        return sum(entry.stat().st_size for entry in self._entries()) >= MAX_FOLDER_BYTES

    def _entries(self) -> list[os.DirEntry[str]]:
        if not self._folder.is_dir():
            return []
        with os.scandir(self._folder) as entries:
            return list(entries)

    def _write(self, url: str, content: bytes) -> None:
        small = read_picture(content)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(url)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(small)
        os.replace(part, path)


def read_picture(content: bytes) -> bytes:
    """Return a stranger's picture as a small JPEG, made in a child process. Raises FetchError."""
    try:
        small = _PROCESSES.call(BUDGET, shrink, content)
    except OverBudgetError as error:
        raise FetchError("The picture needs too much time or memory to read.") from error
    if small is None:
        raise FetchError("That isn't a picture that can be read.")
    return small


def shrink(content: bytes) -> bytes | None:
    """Return a picture as JPEG with sides of at most `SIDE` pixels, `None` if it is none or too large."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
        upright.thumbnail((SIDE, SIDE))
        paper = Image.new("RGB", upright.size, "white")
        paper.paste(upright, mask=upright)
        stream = BytesIO()
        paper.save(stream, "JPEG", quality=82, optimize=True, progressive=True)
    except (*_BROKEN, Image.DecompressionBombError):
        return None
    return stream.getvalue()
