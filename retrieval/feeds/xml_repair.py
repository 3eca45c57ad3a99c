"""Repair the XML of feeds, chunk by chunk, if other apps can read it although it is broken.

Entities of the document's own stay closed: they are escaped, so that nothing can expand them, and what
declares them is left for the parser to refuse.
"""

import codecs
import re

from retrieval.feeds.tag_repair import NO_CHARACTERS, TagRepair

_MAX_JUNK_CHARACTERS = 65_536
"""The most characters, such as a server's warnings, before the beginning of a document."""
_BEGINNING = re.compile(r"<\?xml\b|<!DOCTYPE\b|<!--|<(?:rss|feed|opml|rdf:RDF|[a-z]+:feed)\b", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b[^<>]{0,300}\?>\s*", re.IGNORECASE)
_HARMLESS_DOCTYPE = re.compile(r"<!DOCTYPE\b[^<>\[\]]{0,1000}>\s*", re.IGNORECASE)
_LABEL = re.compile(rb"<\?xml\b[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
_UNREAD = re.compile(r"<!\[CDATA\[|<!--|<\?")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_DOCTYPE = re.compile(r"\s*<!DOCTYPE\b[^<>]{0,1000}\[", re.IGNORECASE)
"""A document type with declarations of its own."""
_MAX_TOKEN_CHARACTERS = 40
_LATIN = frozenset({"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"})
"""Encodings often confused with each other: read as UTF-8, invalid bytes as Windows-1252."""
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)\b[^<>]{0,5000}>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:item|entry|outline)>|</channel>", re.IGNORECASE)
"""The end of the part of a feed that shows which prefixes it uses."""
_PREFIX = re.compile(r"<([A-Za-z_][\w-]{0,30}):[A-Za-z_]", re.ASCII)
_MAX_PREFIXES = 100
_PREFIXES = {
    "podcast": "https://podcastindex.org/namespace/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "googleplay": "http://www.google.com/schemas/play-podcasts/1.0",
}


_NAMESPACE = re.compile(r"(\sxmlns:(podcast|itunes)\s*=\s*[\"'])[^\"'<>]{0,500}([\"'])")
_OWN_NAMESPACE = re.compile(r"\sxmlns\s*=\s*(?:\"[^\"<>]{0,500}\"|'[^'<>]{0,500}')")


def _cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("podcite_cp1252", _cp1252)


class XmlRepair:
    """Takes the bytes of a document piece by piece, and returns them repaired and in UTF-8."""

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = None
        self._head, self._rest, self._until = "", "", ""
        self._has_begun = self._is_raw = False
        self._tags = TagRepair()

    @property
    def is_cut(self) -> bool:
        """Whether the document, a feed, was cut off; known when it is closed."""
        return self._tags.is_cut

    def feed(self, content: bytes) -> bytes:
        """Return what is known of the document by now; the rest comes later."""
        if not content:
            return b""
        if self._decoder is None:
            self._decoder = _decoder(content)
        return self._mend(self._decoder.decode(content), is_last=False).encode()

    def close(self) -> bytes:
        """Return the rest of the document."""
        text = self._decoder.decode(b"", True) if self._decoder else ""
        return self._mend(text, is_last=True).encode()

    def _mend(self, text: str, *, is_last: bool) -> str:
        text = NO_CHARACTERS.sub("", text)
        if not self._has_begun:
            self._head += text
            text = self._beginning(is_last=is_last)
        return self._mend_text(self._rest + text, is_last=is_last)

    def _beginning(self, *, is_last: bool) -> str:
        """Return what was fed, from its root on, once enough of it is there; the declaration goes."""
        found = _BEGINNING.search(self._head)
        head = self._head[found.start() :] if found else self._head.lstrip()
        head = _DECLARATION.sub("", head, count=1) if head[:5].lower() == "<?xml" else head
        head = _HARMLESS_DOCTYPE.sub("", head, count=1)
        root = _ROOT.search(head)
        is_enough = root and _ITEM_END.search(head, root.end())
        if not is_enough and not is_last and len(self._head) < _MAX_JUNK_CHARACTERS:
            return ""
        self._has_begun, self._head = True, ""
        self._is_raw = _DOCTYPE.match(head) is not None  # the parser refuses it
        return head if root is None else _declare(head, root)

    def _mend_text(self, text: str, *, is_last: bool) -> str:
        """Return the text, repaired outside of CDATA; keep an unfinished token for later.

        Comments and processing instructions go, but for their line breaks.
        """
        if self._is_raw:
            return text
        mended: list[str] = []
        at = 0
        while True:
            if self._until:
                end = text.find(self._until, at)
                stop = end + len(self._until) if end >= 0 else _end_within(text, at, self._until, is_last)
                mended.append(self._unread(text[at:stop], is_whole=end >= 0, is_last=is_last))
                at = stop
                if end < 0:
                    break
                self._until = ""
            found = _UNREAD.search(text, at)
            stop = found.start() if found else len(text) if is_last else _whole(text, at)
            piece, read = self._tags.mend(text[at:stop], is_last=is_last or found is not None)
            mended.append(piece)
            at += read
            if not found:
                break
            mended.append(found[0] if found[0] == "<![CDATA[" else "")
            self._until, at = _ENDS[found[0]], found.end()
        self._rest = text[at:]
        return "".join(mended) + (self._tags.close() if is_last else "")

    def _unread(self, text: str, *, is_whole: bool, is_last: bool) -> str:
        """Return what is kept of the inside of CDATA, a comment or an instruction."""
        if self._until == "]]>":
            return f"{text}]]>" if is_last and not is_whole else text
        return "\n" * text.count("\n")


def _end_within(text: str, at: int, until: str, is_last: bool) -> int:
    """Return the position up to which a text surely holds no part of an end mark."""
    return len(text) if is_last else max(at, len(text) - len(until) + 1)


def _whole(text: str, at: int) -> int:
    """Return where a token at the end of the text begins that may go on."""
    tail = max(at, len(text) - _MAX_TOKEN_CHARACTERS)
    last = max(text.rfind("&", tail), text.rfind("<", tail), text.rfind("]]", tail))
    return last if last >= 0 else len(text)


def _declare(head: str, root: re.Match[str]) -> str:
    """Return the text with the prefixes declared by its root that are used without being declared.

    The usual prefixes mean what they usually do, whatever namespace a feed gives them.
    """
    used = dict.fromkeys(_PREFIXES) | dict.fromkeys(_PREFIX.findall(head)[:_MAX_PREFIXES])
    missing = [
        f' xmlns:{prefix}="{_PREFIXES.get(prefix, f"undeclared:{prefix}")}"'
        for prefix in used
        if not re.search(rf"xmlns:{prefix}\s*=", head) and prefix.lower() not in ("xml", "xmlns")
    ]
    tag = _OWN_NAMESPACE.sub("", root[0]) if root[0][:4].lower() == "<rss" else root[0]
    tag = _NAMESPACE.sub(lambda found: f"{found[1]}{_PREFIXES[found[2]]}{found[3]}", tag)
    end = len(tag) - (2 if tag.endswith("/>") else 1)
    return head[: root.start()] + tag[:end] + "".join(missing) + tag[end:] + head[root.end() :]


def _decoder(beginning: bytes) -> codecs.IncrementalDecoder:
    """Return what decodes a document, by its byte order mark, its label, and what its bytes can be."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if beginning.startswith(mark):
            return codecs.getincrementaldecoder(encoding)("replace")
    found = _LABEL.search(beginning[:1000])
    try:
        label = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
        is_text = isinstance(b"".decode(label), str)
    except (LookupError, UnicodeError):
        label, is_text = "utf-8", True
    if not is_text or label.startswith("utf-16") or label.startswith("utf-32"):
        label = "utf-8"  # it was found in single bytes
    if label in _LATIN or _is_utf_8(beginning):
        return codecs.getincrementaldecoder("utf-8")("podcite_cp1252")
    return codecs.getincrementaldecoder(label)("replace")


def _is_utf_8(content: bytes) -> bool:
    """Return whether the bytes have characters that are no ASCII, all of them in UTF-8."""
    if content.isascii():
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return False
    return True
