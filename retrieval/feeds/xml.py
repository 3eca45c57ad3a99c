"""XML that strangers wrote, read without DTDs, entities or the network, and the plain values in it."""

import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from yarl import URL

from retrieval.errors import FeedError

if TYPE_CHECKING:
    from lxml.etree import _Element

Tags = Mapping[str, Sequence["_Element"]]
MOST_FEEDS = 500
_LONGEST_TEXT, _LONGEST_URL = 300, 2000
_NAMESPACES = {
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "https://podcastindex.org/namespace/1.0": "podcast:",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast:",
}
_URL = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"]+", re.IGNORECASE)
_JOINERS = frozenset("\u200c\u200d")  # that emoji and some scripts are spelled with


def parse(content: bytes, what: str) -> "_Element":
    """The root of an XML document. Raises FeedError, which calls the document `what`."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise FeedError(f"{what} is no well-formed XML; the first fault is in line {line:,}.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise FeedError(f"{what} brings a document type of its own, which isn't read.")
    return root


def children(parent: "_Element") -> Tags:
    """The elements right inside another by name, those of the known namespaces as `podcast:person`."""
    found: dict[str, list[_Element]] = defaultdict(list)
    for child in parent:
        namespace, _, name = str(child.tag).rpartition("}")
        prefix = _NAMESPACES.get(namespace[1:].lower().rstrip("/")) if namespace else ""
        if prefix is not None:
            found[f"{prefix}{name}"].append(child)
    return found


def outlines(content: bytes) -> tuple[tuple[str, str], ...]:
    """The (title, address) of every feed in an OPML file. Raises FeedError where it is none."""
    root = parse(content, "The list")
    if root.tag != "opml":
        raise FeedError("That file is no OPML list of feeds.")
    found: dict[str, str] = {}
    for outline in root.iter("outline"):
        url = web_url(outline.get("xmlUrl"))
        if url:
            # An address without a title may hold a listener's own key; its site is enough to know it by.
            name = clean(outline.get("title") or outline.get("text") or "") or URL(url).host or "A feed"
            found.setdefault(url, name)
    if not found:
        raise FeedError("That list names no feed.")
    if len(found) > MOST_FEEDS:
        raise FeedError(f"That list names {len(found):,} feeds; at most {MOST_FEEDS} are taken at once.")
    return tuple((title, url) for url, title in found.items())


def clean(text: str) -> str:
    """One line of text without what hides, moves or reorders what a reader sees."""
    kept = (
        " " if category in {"Cc", "Zl", "Zp"} else "" if category == "Cf" and char not in _JOINERS else char
        for char, category in ((char, unicodedata.category(char)) for char in html.unescape(text))
    )
    line = " ".join("".join(kept).split())
    return line if len(line) <= _LONGEST_TEXT else f"{line[: _LONGEST_TEXT - 1].rstrip()}…"


def raw_of(tags: Tags, name: str) -> str:
    """What the first element of a name says, as it is."""
    return next((text for each in tags.get(name, ()) if (text := (each.text or "").strip())), "")


def line_of(tags: Tags, name: str) -> str | None:
    """What the first element of a name says, cleaned."""
    return clean(raw_of(tags, name)) or None


def web_url(value: str | None) -> str | None:
    """The value if it is a web address, else `None`."""
    url = (value or "").strip()
    return url if len(url) <= _LONGEST_URL and _URL.fullmatch(url) else None


def link_of(tags: Tags) -> str | None:
    """The page that the first usable link leads to."""
    return next((url for each in tags.get("link", ()) if (url := web_url(each.text))), None)
