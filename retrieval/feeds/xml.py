"""Access to the plain values of XML from strangers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from retrieval.language.safe_text import safe_line

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_URL_CHARACTERS = 2000
"""Characters of the longest URL that is read: browsers and servers refuse most longer ones."""
_NAMESPACES = (
    ("www.itunes.com/dtds/podcast", "itunes:"),
    ("podcastindex.org/", "podcast:"),
    ("github.com/podcastindex-org/podcast-namespace", "podcast:"),
    ("www.w3.org/2005/atom", "atom:"),
    ("purl.org/atom/ns", "atom:"),
    ("purl.org/dc/elements/", "dc:"),
    ("purl.org/rss/1.0/modules/content", "content:"),
    ("search.yahoo.com/mrss", "media:"),
    ("purl.oclc.org/net/rss_2.0/enc", "enc:"),
    ("www.w3.org/1999/02/22-rdf-syntax-ns", "rdf:"),
)
"""The beginnings of namespaces, without the protocol and in lower case, as feeds spell them."""
_PLAIN_NAMESPACES = frozenset({"purl.org/rss/1.0", "my.netscape.com/rdf/simple/0.9"})
"""Namespaces of RSS 1.0 and 0.9, whose elements get no prefix."""
_WEB_URL = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"]+", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_UNSAFE = re.compile(r"[\s\x00-\x20\x7f<>\"]")


@dataclass(frozen=True, slots=True)
class Tag:
    """An element without its children: its text before the first of them, and its attributes."""

    text: str
    attributes: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """Return the value of an attribute."""
        return self.attributes.get(name)


Tags = Mapping[str, Sequence[Tag]]
"""Elements by name; names of known namespaces have a prefix, as `podcast:person`."""


def known_name(tag: str) -> str | None:
    """Return the name of an element, with a prefix for known namespaces, as `podcast:person`; else `None`."""
    namespace, _, name = tag.rpartition("}")
    if not namespace:
        return name
    spelt = namespace[1:].lower().removeprefix("http://").removeprefix("https://")
    if spelt.rstrip("/") in _PLAIN_NAMESPACES:
        return name
    prefix = next((prefix for beginning, prefix in _NAMESPACES if spelt.startswith(beginning)), None)
    return None if prefix is None else f"{prefix}{name}"


def attribute(element: "_Element", name: str) -> str | None:
    """Return the value of an attribute in any namespace."""
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)


def raw_text(tags: Tags, name: str) -> str:
    """Return the text of the first element of a name that has any, stripped; else an empty string."""
    return next((text for element in tags.get(name, ()) if (text := element.text.strip())), "")


def line_text(tags: Tags, name: str) -> str | None:
    """Return the text of the first element of a name as one safe line."""
    return safe_line(raw_text(tags, name)) or None


def link_text(value: str | None) -> str | None:
    """Return a link as it can be resolved and fetched: without line breaks, blanks and the like as `%20`.

    It may be relative. `None` if it is no link to the web.
    """
    url = re.sub(r"[\t\r\n]+ *| {2,}", "", (value or "").strip()).replace("&amp;", "&")
    url = _UNSAFE.sub(lambda found: quote(found[0]), url)
    return None if not url or len(url) > _MAX_URL_CHARACTERS or _OTHER_SCHEME.match(url) else url


def absolute_url(url: str | None, base: str) -> str | None:
    """Return a link of a document at the URL `base` as a web URL.

    `None` if it is none, or if it leads nowhere but into the document itself, as `//` and `#top` do.
    """
    try:
        parts = urlsplit(url or "")
        return web_url(urljoin(base, url)) if parts.netloc or parts.path or parts.query else None
    except ValueError:
        return None


def web_url(value: str | None) -> str | None:
    """Return the value, stripped, if it is an http or https URL, else `None`."""
    url = (value or "").strip()
    return url if len(url) <= _MAX_URL_CHARACTERS and _WEB_URL.fullmatch(url) else None


def link_url(tags: Tags) -> str | None:
    """Return the URL of the first `link` element that has a usable one."""
    return next((url for element in tags.get("link", ()) if (url := link_text(element.text))), None)
