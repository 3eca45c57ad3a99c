"""Read untrusted XML as a stream, repaired where that is safe, with little of it in memory at a time."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from retrieval.errors import FeedError
from retrieval.feeds.xml_repair import XmlRepair
from retrieval.texts import Text

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART_BYTES = 2_000_000
"""Bytes that a tag, a text or a document type may have: the parser holds each of them whole."""
MAX_DISTINCT_NAMES = 2_000
"""Different names of elements, attributes and namespaces in a document: the parser remembers each of them."""
MAX_NAME_CHARACTERS = 200_000
"""Characters of all different names in a document together."""
MAX_ELEMENTS = 1_000_000
"""Elements of a document: ten thousand episodes with a hundred each."""
_CHUNK_BYTES = 65_536
"""Bytes that are parsed before the elements in them are dropped."""


class XmlStream:
    """Parses a document chunk by chunk and yields its elements; messages call the document `name`.

    An element can be read until the next one is asked for; then it is dropped with all that is in it.
    """

    def __init__(self, name: str) -> None:
        from lxml import etree

        self._name, self._repair, self._ended = name, XmlRepair(), False
        self._names = set[str]()
        self._characters = self._silent_bytes = self._elements = 0
        self._parser: Any = etree.XMLPullParser(  # as lxml's stubs know neither its events nor its log
            events=("start", "end", "start-ns"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )

    @property
    def is_cut(self) -> bool:
        """Whether the document was cut off, so that what ends after that isn't whole."""
        return self._repair.is_cut

    def feed(self, content: bytes) -> Iterator[tuple[str, "_Element"]]:
        """Parse the next bytes; yield `start` and `end` with each element. Raises FeedError."""
        for start in range(0, len(content), _CHUNK_BYTES):
            yield from self._feed(self._repair.feed(content[start : start + _CHUNK_BYTES]))

    def close(self) -> Iterator[tuple[str, "_Element"]]:
        """Yield what is left at the end. Raises FeedError where the document is not whole."""
        yield from self._feed(self._repair.close())
        fault = None if self._ended else self._parse(self._parser.close)
        yield from self._events()
        if fault:
            raise fault

    def _feed(self, content: bytes) -> Iterator[tuple[str, "_Element"]]:
        for start in range(0, len(content), _CHUNK_BYTES):
            chunk = content[start : start + _CHUNK_BYTES]
            if self._ended:  # what follows is no part of it, such as a server's warnings
                return
            fault = self._parse(partial(self._parser.feed, chunk))
            self._silent_bytes += len(chunk)
            yield from self._events()
            if fault and not self._ended:
                raise fault
            if self._silent_bytes > MAX_PART_BYTES:
                size = f"{MAX_PART_BYTES // 1_000_000} MB"
                raise FeedError(
                    Text(
                        "{name} has a single element of more than {size}, which isn't read.",
                        name=self._name,
                        size=size,
                    )
                )

    def _parse(self, step: Callable[[], object]) -> FeedError | None:
        """Parse, and return what is wrong with the document, if anything."""
        from lxml import etree

        try:
            step()
        except etree.XMLSyntaxError as error:
            log: Any = error.error_log
            line = next((entry.line for entry in log), error.lineno or 0) or 1
            fault = FeedError(
                Text(
                    "{name} isn't well-formed XML; the first error is in line {line}.",
                    name=self._name,
                    line=line,
                )
            )
            fault.__cause__ = error
            return fault
        return None

    def _events(self) -> Iterator[tuple[str, "_Element"]]:
        for event, value in self._parser.read_events():
            self._silent_bytes = 0
            if event == "start-ns":
                self._remember(*value)
                continue
            if event == "start":
                self._check_start(value)
            yield event, value
            if event == "end":
                self._ended = self._ended or value.getparent() is None
                _drop(value)

    def _check_start(self, element: Any) -> None:  # noqa: ANN401
        if element.getparent() is None and element.getroottree().docinfo.internalDTD is not None:
            raise FeedError(
                Text("{name} defines its own document type, which isn't allowed.", name=self._name)
            )
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise FeedError(
                Text(
                    "{name} has more than {number} elements, so it isn't read.",
                    name=self._name,
                    number=MAX_ELEMENTS,
                )
            )
        self._remember(element.tag, *element.keys())

    def _remember(self, *names: str) -> None:
        new = {name for name in names if name not in self._names}
        self._names |= new
        self._characters += sum(map(len, new))
        if len(self._names) > MAX_DISTINCT_NAMES or self._characters > MAX_NAME_CHARACTERS:
            raise FeedError(Text("{name} has too many kinds of elements, so it isn't read.", name=self._name))


def _drop(element: Any) -> None:  # noqa: ANN401
    """Free an element that has ended, except for the node itself: the parser may still point to it."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    while parent is not None and (earlier := element.getprevious()) is not None:
        parent.remove(earlier)
