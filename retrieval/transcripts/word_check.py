"""Count the words of a transcript file that got lost in parsing, by rules of its own."""

import csv
import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from retrieval.models import Transcript
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Family, TranscriptFormat
from retrieval.transcripts.subtitle_blocks import strip_tags
from retrieval.transcripts.timestamps import TIMESTAMP

_WORD = re.compile(r"[^\W\d_]+")
_UNSPOKEN_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t\n]|$)|\d+$")
_FRONT_MATTER = re.compile(r"\s*(---|\+\+\+)\n.*?\n\1(?:\n|$)", re.DOTALL)
_TIME_IN_WORDS = r"(?<!\d)\d{1,5} ?(?:hours?|minutes?|seconds?|[hms](?![^\W\d_]))"
_UNSPOKEN_TEXT = re.compile(
    rf"{TIMESTAMP}(?: ?[AaPp][Mm]\b)?|{_TIME_IN_WORDS}|\d\.\d{{1,3}}s(?= ?(?:->|\]))"
    r"|\[!\w{1,20}\]|\]\([^()\n]*\)|^#.*$|^\*\*[^*\n]*\*\*",
    re.MULTILINE,
)
_PRONOUNS = re.compile(r"\([a-z]{1,6}(?:/[a-z]{1,6}){1,3}\)", re.IGNORECASE)
_JSON_IN_CUE = re.compile(r'"\w{1,30}"\s*:')
_NOBODY = re.compile(r"^[ \t]*unknown(?: speaker)?[ \t]*:", re.IGNORECASE | re.MULTILINE)
_TEXT_KEYS = (
    *("body", "text", "word", "content", "punctuated_word", "sentence", "transcript", "value", "utf8"),
    *("display", "transcription", "utterance", "caption"),
)
_MARKUP_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNSHOWN = (
    ("<!--", "-->"),
    ("<head", "</head>"),
    ("<script", "</script>"),
    ("<style", "</style>"),
    ("<nav", "</nav>"),
    ("<header", "</header>"),
    ("<footer", "</footer>"),
    ("<aside", "</aside>"),
)


def count_lost_words(
    content: Content,
    format_: TranscriptFormat,
    transcript: Transcript,
    *,
    text: str | None = None,
    unspoken: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> int:
    """Return how many words of a file's text are in none of its cues.

    Times, notes, headings and names of speakers are not counted, nor what is `unspoken` by the rules of the
    format. Texts that were `left_out` are reported, and so not lost. Captions repeat words, so of subtitles
    only those are counted that no cue has at all. `text` is that of a file that isn't text itself.
    """
    spoken = _spoken(content, format_.family) if text is None else _without_marks(text)
    kept = _words([*(cue.text for cue in transcript.cues), *left_out])
    names = _words([*(cue.speaker or "" for cue in transcript.cues), *unspoken])
    words = _words([_PRONOUNS.sub(" ", _NOBODY.sub("", spoken))])
    lost = {word: number for word, number in (words - kept).items() if word not in names}
    repeats = format_.repeats or format_.family in ("subtitles", "table")
    return sum(number for word, number in lost.items() if not repeats or word not in kept)


def _spoken(content: Content, family: Family) -> str:
    if content.is_json:
        return max(_json_texts(content.document), key=len, default="")
    if family == "subtitles":
        has_header = any(line.lstrip().startswith("WEBVTT") for line in content.lines[:20])
        return "\n".join(_subtitle_texts(content.text, has_header=has_header))
    if family == "table":
        return "\n".join(_longest_cells(content))
    if family == "markup":
        return _without_marks(_MARKUP_TAG.sub(" ", _shown(content.text)))
    found = _FRONT_MATTER.match(content.text)
    return _without_marks(content.text[found.end() :] if found else content.text)


def _without_marks(text: str) -> str:
    return _UNSPOKEN_TEXT.sub(" ", text)


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(
        word for text in texts for word in _WORD.findall(html.unescape(strip_tags(text)).casefold())
    )


def _subtitle_texts(text: str, *, has_header: bool) -> Iterator[str]:
    blocks = re.split(r"\n\n+", text.strip())
    for number, block in enumerate(blocks):
        lines = block.split("\n")
        arrows = [k for k, line in enumerate(lines) if "-->" in line]
        if arrows:  # the line above the first time is the name or number of its cue
            lines = lines[: max(0, arrows[0] - 1)] * (number > 0) + lines[arrows[0] + 1 :]
            yield from (_JSON_IN_CUE.sub(" ", line) for line in lines if "-->" not in line)
        elif not (_UNSPOKEN_BLOCK.match(block) or (has_header and (number == 0 or "WEBVTT" in lines[0]))):
            yield block


def _json_texts(document: object) -> Iterator[str]:
    """Return the joined texts of all objects that lie at the same keys, however deep, for each such place."""
    texts: dict[str, list[str]] = {}
    stack: list[tuple[object, str]] = [(document, "")]
    while stack:
        value, path = stack.pop()
        if isinstance(value, dict):
            text = next((value[key] for key in _TEXT_KEYS if value.get(key) is not None), None)
            if isinstance(text, str):
                texts.setdefault(path, []).append(text)
            stack += [
                (item, f"{path}.{key}"[-300:]) for key, item in value.items() if isinstance(item, dict | list)
            ]
        elif isinstance(value, list):
            stack += [(item, f"{path}*"[-300:]) for item in value if isinstance(item, dict | list)]
    return (" ".join(found) for found in texts.values() if len(found) > 1)


def _longest_cells(content: Content) -> Iterator[str]:
    """Yield the cell with most letters of each row, or the text of a line of SubStation."""
    first = next((line for line in content.lines if line.strip()), "")
    mark = next((mark for mark in "\t;|" if mark in first), ",")
    quoting: Literal[0, 3] = csv.QUOTE_NONE if mark == "\t" else csv.QUOTE_MINIMAL
    rows: list[str] = []
    for line in content.lines:
        if line.lstrip().lower().startswith("dialogue:"):
            yield line.split(",", 9)[-1]
        else:
            rows.append(f"{line}\n")
    try:
        cells = [max(row, key=len) for row in csv.reader(rows[1:], delimiter=mark, quoting=quoting) if row]
    except csv.Error:
        return
    yield from cells


def _shown(text: str) -> str:
    """Return markup without the parts of it that nobody sees."""
    lower = text.lower()
    for begin, end in _UNSHOWN:
        kept: list[str] = []
        at = 0
        while (low := lower.find(begin, at)) >= 0 and (high := lower.find(end, low)) >= 0:
            kept.append(text[at:low])
            at = high + len(end)
        text = "".join([*kept, text[at:]])
        lower = text.lower()
    return text
