"""Count the words of a transcript file that got lost in parsing, by rules of its own."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from retrieval.models import Transcript
from retrieval.transcripts.subtitle_blocks import strip_tags
from retrieval.transcripts.timestamps import TIMESTAMP

_WORD = re.compile(r"[^\W\d_]+")
_UNSPOKEN_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t\n]|$)|\d+$")
_FRONT_MATTER = re.compile(r"\s*---\n.*?\n---(?:\n|$)", re.DOTALL)
_UNSPOKEN_TEXT = re.compile(rf"{TIMESTAMP}|\]\([^()\n]*\)|^#.*$|^\*\*[^*\n]*\*\*", re.MULTILINE)
_NOBODY = re.compile(r"^[ \t]*unknown(?: speaker)?[ \t]*:", re.IGNORECASE | re.MULTILINE)
_TEXT_KEYS = ("body", "text", "word", "content")


def count_lost_words(text: str, transcript: Transcript) -> int:
    """Return how many words of a file's text stand in none of its cues.

    Times, notes, headings and names of speakers are not counted. Captions repeat words, so of subtitles only
    those are counted that no cue has at all.
    """
    is_subtitles = transcript.format in ("WebVTT", "SubRip")
    if is_subtitles:
        spoken = "\n".join(_subtitle_texts(text, has_header=transcript.format == "WebVTT"))
    elif "JSON" in transcript.format:
        spoken = max(_json_texts(json.loads(text, strict=False)), key=len, default="")
    else:
        spoken = _UNSPOKEN_TEXT.sub(" ", _FRONT_MATTER.sub("", text, count=1))
    kept = _words(cue.text for cue in transcript.cues)
    names = _words(cue.speaker or "" for cue in transcript.cues)
    words = _words([_NOBODY.sub("", spoken)])
    lost = {word: number for word, number in (words - kept).items() if word not in names}
    return sum(number for word, number in lost.items() if not is_subtitles or word not in kept)


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
            yield from (line for line in lines if "-->" not in line)
        elif not (_UNSPOKEN_BLOCK.match(block) or (has_header and number == 0)):
            yield block


def _json_texts(document: object) -> Iterator[str]:
    """Yield the joined texts of each list of passages, however deep it lies."""
    if isinstance(document, dict):
        for value in document.values():
            yield from _json_texts(value)
    elif isinstance(document, list):
        rows = [row for row in document if isinstance(row, dict)]
        texts = (next((row[key] for key in _TEXT_KEYS if row.get(key) is not None), "") for row in rows)
        yield " ".join(text for text in texts if isinstance(text, str))
        for row in rows:
            yield from _json_texts(row)
