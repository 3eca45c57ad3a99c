"""Split what a model wrote into plain sentences, without markup, each with the hits that it cites."""

import re
import unicodedata
from collections.abc import Iterator

from retrieval.models import Draft

MAX_DRAFT_CHARACTERS = 4000
"""Characters of a draft that are read."""
MAX_SENTENCE_CHARACTERS = 600
"""Characters of the longest sentence that is kept; a longer one isn't a sentence."""

_CITATION_MARKER = re.compile(
    r"[\[【](?:\^|source |segment |#)?(\d+(?:\s*[,;]\s*\d+)*)(?:†[^\]】]*)?[\]】]", re.IGNORECASE
)
_LINK_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_HTML_TAG = re.compile(r"</?[a-zA-Z][^<>@]*>")
_LINE_PREFIX = re.compile(r"^\s*(?:(?:#{1,6}|>+|[-*•]|\d{1,2}[.)])\s+)+", re.MULTILINE)
_INLINE_MARKUP = re.compile(r"\*+|`+|~~|\|\||(?<!\w)_+|_+(?!\w)|\\(?=[^\w\s])")
_DOT = r"(?:\.|\[\.\]|\(\.\))"
_HOST = rf"(?<![\w.@-])[\w-]+(?:{_DOT}[\w-]+)*{_DOT}"
_WEB_ADDRESS = re.compile(
    r"(?i:\b(?:[a-z][a-z0-9+.-]*://|www\.)\S+)"
    rf"|(?=[\w-]*[^\W\d_]){_HOST}(?:xn--[\w-]+|[^\W\d_A-Z]{{2,24}}|[A-Z]{{2,24}})\b(?:/\S*)?"
    rf"|{_HOST}(?i:com|net|org|info|io|dev|ai|gg|xyz|ru|zip|mov)\b(?:/\S*)?"
)
"""An address, or a name that can be a host's: its ending isn't looked up, as any word may be one some day.

So `Node.js` and `main.py` count, too; as other names, they have to be said.
"""
_WORD = re.compile(r"[^\W_]+")
_SPOKEN_SIGNS = frozenset({"dot", "slash"})
_SENTENCE_BREAK = re.compile(
    r"(?<![\s.][A-Z]\.)(?<!\b(?:Mr|Dr|vs|St|Ms)\.)(?<!\b(?:Mrs|e\.g|i\.e|etc)\.)(?<=[.!?…])[\"”’')]*\s+(?=[^\sa-z])"
)


def split_sentences(draft: Draft) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the plain sentences of a draft with the 1-based positions of the hits that each cites.

    They are those of the draft and, where its text has markers such as `[2]`, those of the markers.
    """
    text = "".join(
        char
        for char in draft.text[:MAX_DRAFT_CHARACTERS]
        if char in "\n\t " or unicodedata.category(char)[0] != "C"
    )
    text = _INLINE_MARKUP.sub("", _LINE_PREFIX.sub("", _HTML_TAG.sub("", _LINK_MARKUP.sub(r"\1", text))))
    for line in filter(None, map(str.strip, text.splitlines())):
        for part in _SENTENCE_BREAK.split(line):
            marked = tuple(
                int(n) for numbers in _CITATION_MARKER.findall(part) for n in re.findall(r"\d{1,6}", numbers)
            )
            sentence = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_CITATION_MARKER.sub("", part).split()))
            if sentence and len(sentence) <= MAX_SENTENCE_CHARACTERS:
                yield sentence, draft.cited + marked


def web_addresses(text: str) -> list[str]:
    """Return the web addresses in a text, without the punctuation after them."""
    return [address.rstrip(".,;:!?)]}\"'") for address in _WEB_ADDRESS.findall(text)]


def says_address(said: str, address: str) -> bool:
    """Return whether a text says an address: as it is written, or its words, as in "zensical dot org"."""
    said, address = said.casefold(), address.casefold()
    if address in said:
        return True
    words = _WORD.findall(address)
    spoken = f" {' '.join(word for word in _WORD.findall(said) if word not in _SPOKEN_SIGNS)} "
    return f" {' '.join(words)} " in spoken or f" {''.join(words)} " in spoken
