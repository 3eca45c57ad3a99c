"""English words: tokens, stems, and proper names in any spelling."""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import snowballstemmer

from retrieval.language import lexicon
from retrieval.language.numbers import is_numeral, numbers

CLAIM_STOP_WORDS = lexicon.words("claim_stop_words")
"""Words that carry no claim of their own, so that a claim and its evidence are compared without them."""

_NAME_LIKE_WORD = re.compile(r"[^\W_]+(?:['’.&/+-][^\W_]+)*(?:\+\+|#)?")
SIMPLE_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
"""A pattern for a word that may have an apostrophe inside."""
_INFLECTED_ENDING = re.compile(r"(?:[^s]s|ing|ed|ly|tion|ment|ness|ally)$")


@dataclass(frozen=True, slots=True)
class WordIndex:
    """The words of a text, for looking up the words of a claim in it.

    `stems` are the stems of all its words. `keys` are its normalized words, also joined in twos and threes
    ("Let's Encrypt" is `letsencrypt`). `numbers` are the values of its numbers, however they are written.
    """

    stems: frozenset[str]
    keys: frozenset[str]
    numbers: frozenset[str]


class _Stemmers(threading.local):
    """A stemmer for each thread: it keeps the word that it is working on, so threads can't share one."""

    def __init__(self) -> None:
        self.english = snowballstemmer.stemmer("english")


@cache
def _stemmers() -> _Stemmers:
    return _Stemmers()


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a lower-case word."""
    return str(_stemmers().english.stemWord(word))


def tokenize(text: str) -> list[str]:
    """Return the words of a text in lower case, without possessive endings."""
    folded = text.lower().replace("’", "'")
    words = SIMPLE_WORD.findall(folded)
    return [word if word in CLAIM_STOP_WORDS else word.removesuffix("'s") for word in words]


def content_stems(text: str) -> list[str]:
    """Return the distinct stems of a text without stop words and numbers, in order of appearance."""
    return list(words_by_stem(text))


def words_by_stem(text: str) -> dict[str, str]:
    """Map each of the content stems of a text to the last word that has it."""
    words = [word for word in tokenize(text) if word not in CLAIM_STOP_WORDS and not is_numeral(word)]
    return {stem(word): word for word in words}


@lru_cache(maxsize=1 << 14)
def normalize_name(word: str) -> str:
    """Return a word or name without case, punctuation and possessive ending, so that spellings match."""
    bare = re.sub(r"['’]s$", "", word)
    return "".join(char for char in bare.casefold() if char.isalnum())


@lru_cache(maxsize=512)
def index_words(text: str) -> WordIndex:
    """Return the words of a text, indexed for `has_name` and for comparing stems and numbers."""
    singles = [normalize_name(word) for word in text.split()]
    parts = [normalize_name(word) for word in SIMPLE_WORD.findall(text.replace("’", "'"))]
    joined = ["".join(parts[i : i + size]) for size in (1, 2, 3) for i in range(len(parts) - size + 1)]
    stems = frozenset(stem(word) for word in tokenize(text))
    return WordIndex(stems, frozenset(singles + joined), frozenset(numbers(text, loosely=True)))


def has_name(text: WordIndex, name: str) -> bool:
    """Return whether a text has this name, in any case, spacing, hyphenation, plural or possessive."""
    bare = normalize_name(name)
    if {bare, bare + "s", bare.removesuffix("s")} & text.keys or stem(bare) in text.stems:
        return True
    halves = re.split(r"[/&-]", name)
    return len(halves) > 1 and all(half.isalpha() and has_name(text, half) for half in halves)


def find_names(text: str) -> list[str]:
    """Return the words of a text that belong to proper or technical names.

    The first word of a sentence counts if no common word is written like it (`GPT`, `iDesign`) or another
    name follows; `possible_names` returns the other first words.
    """
    return [
        word
        for word, first, next_is_name in _capitals(text)
        if not first or next_is_name or _is_spelled_like_a_name(word)
    ]


def group_names(text: str) -> list[list[str]]:
    """Return the names of a question, each as the spellings of all its parts ("Anna Berg" is one name).

    A capitalised stop word before a name belongs to it ("Let's Encrypt"). Abbreviations of two or three
    letters are left out, because people who write NYC or JS often say something longer. A question in which
    most words are capitalised has no names.
    """
    words = text.split()
    if len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words):
        return []
    found = find_names(text)
    groups: list[list[str]] = []
    end = -1
    for match in _NAME_LIKE_WORD.finditer(text):
        abbreviated = match[0].isupper() and len(match[0]) in (2, 3)
        if match[0] not in found or match[0].islower() or abbreviated:
            continue
        before = re.search(r"(?<=\S )[A-Z][\w'’]* $", text[: match.start()])
        spellings = [*_spellings(match[0]), *([before[0] + match[0]] if before else [])]
        if (
            text[end : match.start()] in (" ", ". ")
            and groups
            and not _is_spelled_like_a_name(match[0])
            and not _is_spelled_like_a_name(groups[-1][-1])
        ):
            groups[-1] += spellings
        else:
            groups.append(spellings)
        end = -1 if match[0].endswith(("'s", "’s")) else match.end()
    return groups


def _spellings(name: str) -> list[str]:
    """Return a name, its parts as separate words (`XState` is also "X State") and its hyphenated parts."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    halves = [half for half in re.split(r"[/-]", name) if half.isalpha() and len(half) > 1]
    return [name, *([apart] if apart != name else []), *(halves if len(halves) > 1 else [])]


def possible_names(text: str) -> list[str]:
    """Return the first words of sentences that may be names or only be capitalised for their position."""
    return [
        word
        for word, first, next_is_name in _capitals(text)
        if first
        and not next_is_name
        and not _is_spelled_like_a_name(word)
        and not _INFLECTED_ENDING.search(word)
    ]


def _is_spelled_like_a_name(word: str) -> bool:
    return any(char.isupper() for char in word[1:]) or (word[0].isalpha() and any(c.isdigit() for c in word))


def _capitals(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield each capitalised content word, whether it opens a sentence, and whether another follows it."""
    found = list(_NAME_LIKE_WORD.finditer(text))
    marks = [
        m
        for m in found
        if m[0].lower().replace("’", "'") not in CLAIM_STOP_WORDS and _has_capital_or_digit(m[0])
    ]
    follows = {a.end() for a, b in pairwise(marks) if text[a.end() : b.start()] == " "}
    for match in marks:
        before = text[: match.start()].rstrip(" \"“'‘(*_")
        yield match[0], not before or before[-1] in ".!?:…", match.end() in follows


def _has_capital_or_digit(word: str) -> bool:
    return not word[0].isdigit() and any(char.isupper() or char.isdigit() for char in word)
