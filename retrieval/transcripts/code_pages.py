"""Tell which single-byte code page a text in Latin letters is written in."""

import re
from collections import Counter
from functools import cache

from retrieval.language import lexicon

PREFERRED_CODE_PAGE = "cp1252"
"""The code page of most old files, and of English ones with curly quotes; ISO 8859-1 is part of it."""

_CODE_PAGES = (
    (PREFERRED_CODE_PAGE, "western"),
    ("mac_roman", "western"),
    ("cp850", "western"),
    ("cp1250", "central"),
    ("iso8859_2", "central"),
    ("mac_latin2", "central"),
    ("cp852", "central"),
    ("cp1254", "turkish"),
    ("cp1257", "baltic"),
)
_MIN_FEWER_ERRORS = 2
"""How many fewer errors another code page must leave, measured on short texts in 17 languages."""
_MIN_TIMES_FEWER_ERRORS = 3
"""How many times fewer errors another code page must leave, measured on the same texts."""
_MIN_DISTINCT_HIGH_BYTES = 6
"""Different bytes above 0x7F in a text of another script; three words of Russian have eight."""
_SAMPLE_BYTES = 65_536
_WORD_BYTES = re.compile(rb"[A-Za-z\x80-\xff]{2,}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_TYPOGRAPHIC_MARKS = frozenset("’‘“”„‚–—…«»‹›¡¿\xa0")
_SYMBOLS = frozenset("£€°§·´ªº©®™•½¼¾²³¹×±")


def non_ascii_lines(data: bytes) -> bytes:
    """Return the lines of a text that reveal its encoding: those with bytes above 0x7F, up to 64 kB."""
    return b"\n".join(line for line in data.split(b"\n") if not line.isascii())[:_SAMPLE_BYTES]


def is_latin(sample: bytes) -> bool:
    """Return whether words with bytes above 0x7F are at least half ASCII letters, or have few such bytes."""
    words = [word for word in _WORD_BYTES.findall(sample) if not word.isascii()]
    high_bytes = _HIGH_BYTE.findall(b"".join(words))
    return 2 * len(high_bytes) <= sum(map(len, words)) or len(set(high_bytes)) < _MIN_DISTINCT_HIGH_BYTES


def latin_code_page(sample: bytes) -> str | None:
    """Return the code page of a text in Latin letters; `None` where none makes sense of it.

    Most old files, and English ones with curly quotes, are Windows-1252, so another code page is taken only
    on strong evidence: that it leaves at least two, and three times, fewer characters that no language of
    its family has at such a place.
    """
    counts = {page: _errors(sample, page, family) for page, family in _CODE_PAGES}
    errors = {page: count for page, count in counts.items() if count is not None}
    best = min(errors, key=lambda page: errors[page])
    preferred = errors.get(PREFERRED_CODE_PAGE)
    if preferred is not None and (
        preferred - errors[best] < _MIN_FEWER_ERRORS or preferred < _MIN_TIMES_FEWER_ERRORS * errors[best]
    ):
        return PREFERRED_CODE_PAGE
    return best if 2 * errors[best] < len(_HIGH_BYTE.findall(sample)) else None


def _errors(sample: bytes, page: str, family: str) -> int | None:
    """Return how many characters are unlikely in the likeliest language; `None` where bytes are undefined."""
    try:
        text = sample.decode(page)
    except UnicodeDecodeError:
        return None
    misplaced = 0
    letters: Counter[str] = Counter()
    for found in _BEYOND_ASCII.finditer(text):
        character = found[0]
        before, after = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
        if character.isalpha() and not (character.isupper() and before.islower()):
            letters[character.lower()] += 1
        elif not _stands_well(character, before, after):
            misplaced += 1
    foreign = min(
        sum(count for letter, count in letters.items() if letter not in alphabet)
        for alphabet in _alphabets(family)
    )
    return misplaced + foreign


def _stands_well(character: str, before: str, after: str) -> bool:
    within_word = before.isalpha() and after.isalpha()
    return character in _TYPOGRAPHIC_MARKS or (character in _SYMBOLS and not within_word)


@cache
def _alphabets(family: str) -> tuple[frozenset[str], ...]:
    rows = [entry.split() for entry in lexicon.entries("accented_letters")]
    return tuple(frozenset(letters) for group, _, letters in rows if group == family)
