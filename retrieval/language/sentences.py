"""Split text into sentences and, where it has no punctuation, into readable clauses."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from retrieval.language import lexicon
from retrieval.language.clauses import is_unpunctuated, split_clauses

TURN_MARK = re.compile(r"(?:[-\u2013\u2014]|>{2,3})\s+")
"""The dash or arrows that begin a line when another, unnamed speaker starts to talk."""

_CLOSING = "\"'\u201d\u2019)\\]"
_END = re.compile(
    # a run of marks only from its beginning, or "....." would be tried from each of its points
    rf"(?<![.!?\u2026])[.!?\u2026]+[{_CLOSING}]*(?=\s)|[\u3002\uff01\uff1f]+[\u300d\u300f{_CLOSING}]*"
)
_TERMINAL = re.compile(rf"[.!?\u2026\u3002\uff01\uff1f\u061f\u0964][{_CLOSING}\u300d\u300f]*$")
_NOTE = r"[\[(][^\[\]()]{1,60}[\])]"  # "[laughs]"
_LEADING_NOTE = re.compile(rf"\s*{_NOTE}")
_TRAILING_NOTE = re.compile(rf"{_NOTE}\s*$")
_OPENING_MARKS = "\"'\u201c\u2018([{\u00bf\u00a1-\u2013\u2014 "
_TITLES = lexicon.words("abbreviations_before_names")
_BEFORE_NUMBER = lexicon.words("abbreviations_before_numbers")
_STARTERS = lexicon.words("sentence_starters")
_FIRST_PERSON = frozenset({"i", "i'm", "i've", "i'd", "i'll"})
_IDEOGRAM = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def count_words(text: str) -> int:
    """Return the number of words; in scripts without spaces, two characters count as one word."""
    return len(text.split()) + (0 if text.isascii() else len(_IDEOGRAM.findall(text)) // 2)


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence or clause of a text: `source[start_char:end_char] == text`.

    `complete` is true if it begins and ends like a sentence, so that it can be quoted alone; always so for a
    clause of unpunctuated text. The first and last sentence of a segment may be incomplete.
    """

    text: str
    start_char: int
    end_char: int
    complete: bool


def split_sentences(text: str, breaks: Collection[int] = ()) -> tuple[Span, ...]:
    """Return the sentences of `text` in order; none crosses one of `breaks` (character offsets)."""
    found: list[Span] = []
    for start, end in _sentence_ranges(text, breaks):
        for low, high, flat in _clause_ranges(text, start, end):
            sentence = text[low:high]
            found.append(Span(sentence, low, high, flat or reads_complete(sentence)))
    return tuple(found)


def partition_text(text: str) -> list[str]:
    """Return all of `text` as sentences and clauses, without the white space between them."""
    edges = [
        low for start, end in _sentence_ranges(text, ()) for low, _, _ in _clause_ranges(text, start, end)
    ]
    edges[:1] = [0]
    cut = (text[a:b].strip() for a, b in zip(edges, [*edges[1:], len(text)], strict=True))
    return [piece for piece in cut if piece]


def ends_sentence(text: str) -> bool:
    """Return whether `text` ends with the punctuation of a sentence, not of an abbreviation."""
    if not _TERMINAL.search(text):
        return False
    last = text.rsplit(None, 1)[-1].lower().rstrip(".\"'\u201d\u2019)]")
    return not (text.endswith(".") and last in _TITLES)


def reads_complete(sentence: str) -> bool:
    """Return whether a sentence begins with a capital or digit and ends with punctuation; notes aside."""
    spoken = _without_notes(sentence)
    first = next((character for character in spoken if character.isalnum()), "")
    return bool(first) and not first.islower() and ends_sentence(spoken)


def _without_notes(sentence: str) -> str:
    while note := _LEADING_NOTE.match(sentence):
        sentence = sentence[note.end() :]
    note = _TRAILING_NOTE.search(sentence, max(0, len(sentence) - 70))
    return sentence[: note.start()].rstrip() if note else sentence


def _sentence_ranges(text: str, breaks: Collection[int]) -> list[tuple[int, int]]:
    """Return (start, end) of the text between breaks and sentence ends, without turn marks around it."""
    turns = {0, *breaks}
    edges = sorted({*turns, *_sentence_ends(text), len(text)})
    found: list[tuple[int, int]] = []
    for low, high in pairwise(edges):
        mark = TURN_MARK.match(text, low, high) if low in turns else None
        start = mark.end() if mark else low
        piece = text[start:high].strip()
        start += len(text[start:high]) - len(text[start:high].lstrip())
        if any(character.isalnum() for character in piece):
            found.append((start, start + len(piece)))
        elif piece and found and low not in turns:
            found[-1] = (found[-1][0], start + len(piece))
    return found


def _clause_ranges(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    sentence = text[start:end]
    if not is_unpunctuated(sentence):
        return [(start, end, False)]
    return [(start + low, start + high, True) for low, high in split_clauses(sentence)]


def _sentence_ends(text: str) -> list[int]:
    return [found.end() for found in _END.finditer(text) if _is_end(text, found)]


def _is_end(text: str, found: re.Match[str]) -> bool:
    rest = text[found.end() : found.end() + 60].lstrip()
    if not rest:
        return True
    if found[0][0] in "\u3002\uff01\uff1f":
        return True
    bare = rest.lstrip(_OPENING_MARKS).lstrip()
    if bare[:1].islower():
        return False
    following = bare.split(None, 1)[0].lower().rstrip(",.!?") if bare else ""
    if found[0].startswith(("..", "\u2026")):
        return following.replace("\u2019", "'") not in _FIRST_PERSON
    if found[0] != ".":
        return True
    return _period_ends(text[max(0, found.start() - 40) : found.start()], following)


def _period_ends(before: str, following: str) -> bool:
    words = before.split()
    if not words:
        return True
    word = words[-1].lstrip(_OPENING_MARKS)
    lower = word.lower()
    if lower in _TITLES or (lower in _BEFORE_NUMBER and following[:1].isdigit()):
        return False
    if len(word) == 1 and word.isalpha() and word != "I":  # an initial, as in "George W. Bush"
        return following in _STARTERS and not (len(words) > 1 and words[-2][:1].isupper())
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):  # "U.S.", "p.m."
        return following in _STARTERS
    begins = len(words) == 1 or words[-2].endswith((".", "?", "!"))
    return not (word.isdecimal() and len(word) < 3 and begins)  # "1." begins an item of a list
