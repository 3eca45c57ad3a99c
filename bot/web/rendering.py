"""Render templates, and keep rendered pages with their compressed form and their ETag."""

import gzip
import hashlib
import json
import threading
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path

from cachetools import LRUCache
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.responses import Response

from bot.moments import moment_path, segment_path
from bot.ui.formatting import clock, count, long_date, start_of
from bot.web.drawn_artwork import drawn_artwork
from bot.web.marking import found_words, marked
from bot.web.player import Player, seek_second
from bot.web.site import Site
from bot.web.typography import (
    closed,
    curly,
    heading,
    license_name,
    quote_text,
    quoted,
    shown_number,
    shown_title,
)
from retrieval.language.safe_text import without_hidden
from retrieval.models import Citation

FOLDER = Path(__file__).parent
CACHE_BYTES = 64_000_000
"""How much memory rendered pages may take, raw and compressed."""
MIN_COMPRESSED_BYTES = 1_000
"""Size from which a page is sent compressed."""


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page, ready to be sent."""

    body: bytes
    compressed: bytes
    etag: str

    @classmethod
    def of(cls, text: str) -> "Page":
        """Return a page with this HTML."""
        body = text.encode()
        compressed = gzip.compress(body, 6, mtime=0) if len(body) >= MIN_COMPRESSED_BYTES else b""
        return cls(body, compressed, f'"{hashlib.blake2s(body, digest_size=12).hexdigest()}"')

    @property
    def size(self) -> int:
        """The bytes that it takes in memory."""
        return len(self.body) + len(self.compressed)

    def response(self, request: Headers, *, status: int = 200, cache: str = "no-cache") -> Response:
        """Return the response, without the body where the browser has it already."""
        headers = {"ETag": self.etag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
        if status == 200 and self.etag in request.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        body = self.body
        if self.compressed and "gzip" in request.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = self.compressed, "gzip"
        return Response(body, status, headers, media_type="text/html")


class Pages:
    """Renders pages. Those that are kept under a key are rendered once; the least recently used go first."""

    def __init__(self, site: Site) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            site=site,
            asset=asset_version(),
            drawn_artwork=drawn_artwork,
            found_words=found_words,
            marked=marked,
            moment_path=moment_path,
            repeats=repeats,
            seek=seek,
            seek_second=seek_second,
            segment_path=segment_path,
        )
        self._templates.filters.update(
            clock=clock,
            start_of=start_of,
            closed=closed,
            count=count,
            curly=curly,
            heading=heading,
            length_of=length_of,
            license_name=license_name,
            long_date=long_date,
            quote_text=quote_text,
            quoted=quoted,
            shown_number=shown_number,
            shown_title=shown_title,
            tojson=json_of,
        )
        self._kept: LRUCache[Hashable, Page] = LRUCache(CACHE_BYTES, getsizeof=lambda page: page.size)
        self._lock = threading.Lock()

    def kept(self, key: Hashable) -> Page | None:
        """Return the page that is kept under a key."""
        with self._lock:
            page: Page | None = self._kept.get(key)
        return page

    def render(self, template: str, key: Hashable = None, **values: object) -> Page:
        """Return the page of a template, and keep it under the key if there is one.

        Its links begin with the value `prefix`; pages that have one are for few, and nothing on the web
        may list or keep them. What titles and the like have of hidden and reordering characters is left out.
        """
        html = self._templates.get_template(template).render({"prefix": "", **values})
        page = Page.of(without_hidden(html))
        if key is not None and page.size <= CACHE_BYTES:
            with self._lock:
                self._kept[key] = page
        return page


def json_of(described: object) -> Markup:
    """Return JSON for a `<script>`, without hidden characters: escaped, they would get past `render`."""
    written = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    return htmlsafe_json_dumps(json.loads(without_hidden(written)))


def repeats(title: str, quote: str) -> bool:
    """Return whether a title is only the beginning of the quote that stands under it."""
    return quote.casefold().startswith(title.rstrip("…. ").casefold())


def length_of(seconds: float) -> str:
    """Return the length of an episode as people say it: 3 h 28 min, 9 min, 40 s."""
    hours, minutes = divmod(int(seconds) // 60, 60)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{int(seconds)} s"


def asset_version() -> str:
    """Return what changes in the addresses of style sheet and script when one of them changes."""
    content = b"".join(path.read_bytes() for path in sorted((FOLDER / "static").iterdir()))
    return hashlib.blake2s(content, digest_size=6).hexdigest()


def seek(citation: Citation, player: Player | None) -> Markup:
    """Return the attribute by which a link plays the words of a citation, empty where it can't."""
    second = seek_second(citation.start, player)
    return Markup("") if second is None else Markup(' data-seek="{}"').format(second)
