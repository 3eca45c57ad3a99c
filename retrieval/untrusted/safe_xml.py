"""Parse XML and HTML from strangers: no DTDs, no entities, no network."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element


class XmlError(Exception):
    """A document is no XML that is read: not well-formed (`line` is its first fault), or with a DTD."""

    def __init__(self, line: int | None) -> None:
        super().__init__(line)
        self.line = line


def parse_xml(content: bytes) -> "_Element":
    """Return the root of an XML document without comments and instructions. Raises XmlError."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise XmlError(error.lineno or 1) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlError(None)
    return root


def parse_html(text: str) -> "_Element | None":
    """Return the root of a web page or a part of one, as browsers read it; `None` if it holds nothing."""
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None
