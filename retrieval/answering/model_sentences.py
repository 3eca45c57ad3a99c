"""What a model wrote, before anybody believes it: sentences freed of markup, with the positions they cite."""

import re
import unicodedata
from collections.abc import Iterator

from retrieval.models import Draft

MAX_DRAFT = 4000
MAX_SENTENCE = 600

_MARKER = re.compile(
    r"[\[【](?:\^|source |segment |#)?(\d+(?:\s*[,;]\s*\d+)*)(?:†[^\]】]*)?[\]】]", re.IGNORECASE
)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>@]*>")
_LINE_START = re.compile(r"^\s*(?:(?:#{1,6}|>+|[-*•]|\d{1,2}[.)])\s+)+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*+|`+|~~|\|\||(?<!\w)_+|_+(?!\w)|\\(?=[^\w\s])")
_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]*://|www\.)\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|ai|gg|fm|co|me|app|tv|xyz|info|edu|gov|ly|be|to|uk|de)\b(?:/\S*)?",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"(?<![\s.][A-Z]\.)(?<!\b(?:Mr|Dr|vs|St|Ms)\.)(?<!\b(?:Mrs|e\.g|i\.e|etc)\.)(?<=[.!?…])[\"”’')]*\s+(?=[^\sa-z])"
)


def pieces(draft: Draft) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The plain sentences of a draft with their positions; `[2]` inside the text counts as a citation."""
    text = "".join(c for c in draft.text[:MAX_DRAFT] if c in "\n\t " or unicodedata.category(c)[0] != "C")
    text = _EMPHASIS.sub("", _LINE_START.sub("", _TAG.sub("", _LINK.sub(r"\1", text))))
    for line in filter(None, map(str.strip, text.splitlines())):
        for part in _BREAK.split(line):
            marked = tuple(int(n) for found in _MARKER.findall(part) for n in re.findall(r"\d{1,6}", found))
            sentence = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(_MARKER.sub("", part).split()))
            if sentence and len(sentence) <= MAX_SENTENCE:
                yield sentence, draft.cited + marked


def addresses(text: str) -> list[str]:
    """The web addresses in a text."""
    return [found.rstrip(".,;:!?)]}\"'") for found in _ADDRESS.findall(text)]
