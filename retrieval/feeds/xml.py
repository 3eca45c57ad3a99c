"""Safe parsing of XML from strangers (no DTDs, entities or network), and access to its plain values."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.errors import FeedError
from retrieval.language.safe_text import safe_line
from retrieval.safe_xml import XmlError, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAX_URL_CHARACTERS = 2000
"""Longer URLs are ignored: browsers and servers refuse most of them."""
_NAMESPACES = {
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "https://podcastindex.org/namespace/1.0": "podcast:",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast:",
}
_WEB_URL = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"]+", re.IGNORECASE)


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


def parse_document(content: bytes, name: str) -> "_Element":
    """Return the root of an XML document. Raises FeedError, whose message calls the document `name`."""
    try:
        return parse_xml(content)
    except XmlError as error:
        if error.line is None:
            raise FeedError(f"{name} brings a document type of its own, which isn't read.") from error
        raise FeedError(
            f"{name} is no well-formed XML; the first fault is in line {error.line:,}."
        ) from error


def known_name(tag: str) -> str | None:
    """Return the name of an element, with a prefix for known namespaces, as `podcast:person`; else `None`."""
    namespace, _, name = tag.rpartition("}")
    prefix = _NAMESPACES.get(namespace[1:].lower().rstrip("/")) if namespace else ""
    return None if prefix is None else f"{prefix}{name}"


def raw_text(tags: Tags, name: str) -> str:
    """Return the text of the first element of a name that has any, stripped; else an empty string."""
    return next((text for element in tags.get(name, ()) if (text := element.text.strip())), "")


def line_text(tags: Tags, name: str) -> str | None:
    """Return the text of the first element of a name as one safe line."""
    return safe_line(raw_text(tags, name)) or None


def web_url(value: str | None) -> str | None:
    """Return the value, stripped, if it is an http or https URL, else `None`."""
    url = (value or "").strip()
    return url if len(url) <= _MAX_URL_CHARACTERS and _WEB_URL.fullmatch(url) else None


def link_url(tags: Tags) -> str | None:
    """Return the URL of the first `link` element that has a usable one."""
    return next((url for element in tags.get("link", ()) if (url := web_url(element.text))), None)
