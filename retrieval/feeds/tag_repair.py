"""Repair the tags of a document: unclosed HTML, crossed or stray ends, attributes without quotes."""

import html
import re

_NAME = r"[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?+"
_VALUE = r"\"(?:[^\"<]++|<(?![A-Za-z/!?_]))*+\"|'(?:[^'<]++|<(?![A-Za-z/!?_]))*+'"
_TAG = re.compile(rf"<(/?)({_NAME})(?=[\s/>])((?:[^<>\"']++|{_VALUE})*+)>|<")
_UNFINISHED = re.compile(
    rf"</?(?:{_NAME}:?(?:(?=[\s/])(?:[^<>\"']++|{_VALUE})*+(?:\"[^\"]*+|'[^']*+)?+)?)?+\Z|<[!?][^<>]{{0,20}}\Z"
)
_BROKEN_TAG = re.compile(rf"<(/?)({_NAME})(?=[\s/>])([^<>]*+)>")
_GOOD_ATTRIBUTES = re.compile(rf"(?:\s++{_NAME}\s*+=\s*+(?:{_VALUE}))*+\s*+/?")
_ATTRIBUTE = re.compile(rf"({_NAME})(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?")
_ATTRIBUTE_NAME = re.compile(rf"\s({_NAME})\s*=")
_FAULT = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:(#\d{1,8}|#x[0-9a-f]{1,7}|[a-z][a-z0-9]{1,31});)?|<(?![a-z_/!?])|\]\]>",
    re.IGNORECASE,
)
NO_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML doesn't allow."""
_MAX_DEPTH = 200
_MAX_TAG_CHARACTERS = 500_000
"""Characters of the longest tag; the beginning of a longer one is read as text."""
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "area", "col", "embed"})
"""Elements of HTML that have no end tag."""
_EMPTY = frozenset({"enclosure", "podcast:transcript", "podcast:chapters", "itunes:image", "media:thumbnail"})
"""Elements of feeds that hold nothing; without an end tag, they end before the next element."""
_SELF_ENDING = frozenset({"p", "li", "tr", "td", "th", "dt", "dd", "option"})
"""Elements of HTML that end where the next one begins."""
_TEXTS = frozenset(
    {
        *("title", "description", "link", "guid", "pubDate", "author", "content:encoded", "itunes:title"),
        *("itunes:summary", "itunes:subtitle", "itunes:author", "itunes:duration", "itunes:episode"),
    }
)
"""Elements of feeds that hold text or HTML, and none of those below."""
_NEVER_IN_TEXTS = frozenset(
    {*("item", "guid", "pubDate", "enclosure", "content:encoded", "channel"), *(_TEXTS - {"title", "link"})}
)
_NOT_IN_TITLES = _NEVER_IN_TEXTS | {"link", "title", "language", "entry", "id", "published", "updated"}
_SPELT = {name.lower(): name for name in ("rss", "channel", "item", "title", "link", "guid", "pubDate")} | {
    name.lower(): name
    for name in (
        *("enclosure", "description", "language", "opml", "outline", "podcast:transcript", "podcast:person"),
        *("podcast:chapters", "itunes:title", "itunes:author", "itunes:duration", "itunes:episode"),
        *("itunes:season", "itunes:summary", "itunes:image", "content:encoded", "dc:date"),
    )
}


_ONLY_ENDS_MISSING = (["rss", "channel"], ["rss"], ["feed"])


class TagRepair:
    """Repairs the text of a document piece by piece; `open` names the elements that have no end yet.

    `is_cut` says, at the end of a feed, that it ends within what a channel or an item has.
    """

    def __init__(self) -> None:
        self.open: list[str] = []
        self.is_cut = False

    def mend(self, text: str, *, is_last: bool) -> tuple[str, int]:
        """Return the repaired text, and where a tag begins that may be incomplete."""
        mended: list[str] = []
        at = 0
        while found := _TAG.search(text, at):
            if at < found.start():
                mended.append(mend_characters(text[at : found.start()]))
            at = found.end()
            if found[2] is None:
                is_short = len(text) - found.start() < _MAX_TAG_CHARACTERS
                if not is_last and is_short and _UNFINISHED.match(text, found.start()):
                    return "".join(mended), found.start()
                broken = _BROKEN_TAG.match(text, found.start())
                at = broken.end() if broken else at
                mended.append(self._tag(broken) if broken else self._mark(text, found.start()))
            else:
                mended.append(self._tag(found))
        mended.append(mend_characters(text[at:]))
        return "".join(mended), len(text)

    def close(self) -> str:
        """Return the end tags of the elements that are still open where the feed was cut off."""
        names = [name.rpartition(":")[2] for name in self.open]
        self.is_cut = names[:1] in (["rss"], ["feed"], ["RDF"]) and names not in _ONLY_ENDS_MISSING
        return self._end(0) if names in _ONLY_ENDS_MISSING or self.is_cut else ""

    def _mark(self, text: str, at: int) -> str:
        """Return a `<` that begins no tag; a document type above the root is left for the parser."""
        return "<" if not self.open and text[at + 1 : at + 2] == "!" else "&lt;"

    def _tag(self, tag: re.Match[str]) -> str:
        name = _SPELT.get(tag[2].lower(), tag[2])
        if tag[1]:
            return self._end_of(name)
        if self.open[-1:] == ["title"] and ":" not in name and name not in _NOT_IN_TITLES:
            return " " if name.lower() in _VOID | _SELF_ENDING else ""  # the text is what is read of a title
        ended = self._ended_by(name)
        attributes = _mend_attributes(tag[3])
        if not attributes.endswith("/"):
            if ":" not in name and name.lower() in _VOID:
                attributes += "/"
            else:
                self.open.append(name)
        return f"{ended}<{name}{attributes}>"

    def _ended_by(self, name: str) -> str:
        """Return the ends of the elements that can't hold an element of this name."""
        if not self.open:
            return ""
        if name == "item" and "item" in self.open:
            return self._end(self.open.index("item"))
        if self.open[-1] in _EMPTY or (name == self.open[-1] and name in _SELF_ENDING):
            return self._end(len(self.open) - 1)
        if name in _NEVER_IN_TEXTS or self.open[-1] == "title" or name.startswith(("itunes:", "podcast:")):
            text = next((k for k, outer in enumerate(self.open) if outer in _TEXTS), None)
            return "" if text is None else self._end(text)
        return ""

    def _end_of(self, name: str) -> str:
        for k in range(len(self.open) - 1, max(-1, len(self.open) - _MAX_DEPTH), -1):
            if self.open[k] == name or self.open[k].lower() == name.lower():
                return self._end(k)
        return ""

    def _end(self, depth: int) -> str:
        ends = "".join(f"</{name}>" for name in reversed(self.open[depth:]))
        del self.open[depth:]
        return ends


def _mend_attributes(written: str) -> str:
    if not written or written == "/":
        return written
    names = _ATTRIBUTE_NAME.findall(written)
    if _GOOD_ATTRIBUTES.fullmatch(written) and len(set(names)) == len(names):
        return mend_characters(written)
    kept: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(written):
        value = found[2] or ""
        bare = value[1:-1] if value[:1] in ("'", '"') else value.rstrip("/")
        kept.setdefault(found[1], mend_characters(bare).replace('"', "&quot;").replace("<", "&lt;"))
    end = "/" if written.rstrip().endswith("/") else ""
    return "".join(f' {name}="{value}"' for name, value in kept.items()) + end


def mend_characters(text: str) -> str:
    """Return the text with valid XML references and marks; entities that XML doesn't know are escaped."""
    is_plain = "&" not in text and "<" not in text and "]]>" not in text
    return text if is_plain else _FAULT.sub(_mend_fault, text)


def _mend_fault(found: re.Match[str]) -> str:
    if found[0] == "<":
        return "&lt;"
    if found[0] == "]]>":
        return "]]&gt;"
    reference = found[1]
    if not reference:
        return "&amp;"
    if reference[0] == "#":
        number = int(reference[2:], 16) if reference[1] in "xX" else int(reference[1:])
        is_character = number < 0x110000 and (number >= 32 or number in (9, 10, 13))
        return found[0] if is_character and not NO_CHARACTERS.match(chr(number)) else ""
    meant = html.unescape(found[0])
    return html.escape(meant) if meant != found[0] else f"&amp;{reference};"
