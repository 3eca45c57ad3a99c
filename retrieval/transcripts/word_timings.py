"""Join single words, as files made for highlighting have them, into lines that can be read."""

import re
from collections.abc import Iterator, Sequence

from retrieval.transcripts.raw_lines import RawLine

_MAX_LINE_WORDS = 14
_MAX_LINE_SECONDS = 8.0
_LINE_ENDING_PAUSE = 1.5  # seconds
_GLUED = re.compile(r"[,.?!;:%)\u2026]|['\u2019](?:s|re|ve|ll|d|m|t)\b|n['\u2019]t\b", re.IGNORECASE)


def are_single_words(lines: Sequence[RawLine]) -> bool:
    """Return whether the lines have fewer than two words on average."""
    return sum(len(line.text.split()) for line in lines) < 2 * len(lines)


def join_words(words: Sequence[RawLine]) -> list[RawLine]:
    """Join single words into lines that end with a speaker, a sentence, a pause or a length."""
    return [_joined(group) for group in _groups(words)]


def _groups(words: Sequence[RawLine]) -> Iterator[list[RawLine]]:
    group: list[RawLine] = []
    for word in words:
        if group and _ends_before(group, word):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _ends_before(group: Sequence[RawLine], word: RawLine) -> bool:
    last = group[-1]
    if word.speaker != last.speaker:
        return True
    if not any(character.isalnum() for character in word.text):
        return False  # punctuation of its own belongs to the word before it
    if last.text.endswith((".", "?", "!", "\u2026")) or len(group) >= _MAX_LINE_WORDS:
        return True
    if word.start is None or group[0].start is None:
        return False
    pause = word.start - (last.end if last.end is not None else word.start)
    return pause > _LINE_ENDING_PAUSE or word.start - group[0].start > _MAX_LINE_SECONDS


def _joined(group: Sequence[RawLine]) -> RawLine:
    text = ""
    for word in group:
        text += word.text if not text or _GLUED.match(word.text) else f" {word.text}"
    first = group[0]
    start = next((word.start for word in group if word.start is not None), None)
    end = next((word.end for word in reversed(group) if word.end is not None), None)
    return RawLine(text, first.place, start, end if start is not None else None, first.speaker)
