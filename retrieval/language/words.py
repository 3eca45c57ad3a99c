"""Reading English text as words: stems, and proper names in any spelling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

import snowballstemmer

from retrieval.language import lexicon
from retrieval.language.numbers import is_numeral, numbers

CLAIM_STOP_WORDS = lexicon.words("claim_stop_words")
"""Words that carry no claim of their own, so that a claim and its evidence are compared without them."""

_WORD = re.compile(r"[^\W_]+(?:['’.&/+-][^\W_]+)*(?:\+\+|#)?")
_SIMPLE = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_INFLECTED = re.compile(r"(?:[^s]s|ing|ed|ly|tion|ment|ness|ally)$")


@dataclass(frozen=True, slots=True)
class WordIndex:
    """A text as the words a claim can rest on; `keys` are its words, also run together two and three at a
    time ("Let's Encrypt" is `letsencrypt`), `numbers` their values however they are written.
    """

    stems: frozenset[str]
    keys: frozenset[str]
    numbers: frozenset[str]


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of one lower-case word."""
    return str(_stemmer().stemWord(word))


def tokenize(text: str) -> list[str]:
    """The lower-case words of a text, without possessive endings."""
    folded = text.lower().replace("’", "'")
    return [
        word.removesuffix("'s") if word not in CLAIM_STOP_WORDS else word for word in _SIMPLE.findall(folded)
    ]


def content_stems(text: str) -> list[str]:
    """The distinct stems that carry meaning, in order; numbers are not among them (see `numbers`)."""
    return list(words_by_stem(text))


def words_by_stem(text: str) -> dict[str, str]:
    """The words that carry meaning, by their stems."""
    words = [word for word in tokenize(text) if word not in CLAIM_STOP_WORDS and not is_numeral(word)]
    return {stem(word): word for word in words}


def normalize_name(word: str) -> str:
    """A word or name reduced to what every spelling of it shares."""
    bare = re.sub(r"['’]s$", "", word)
    return "".join(char for char in bare.casefold() if char.isalnum())


@lru_cache(maxsize=4096)
def index_words(text: str) -> WordIndex:
    """The words of a text for looking things up in it."""
    singles = [normalize_name(word) for word in text.split()]
    parts = [normalize_name(word) for word in _SIMPLE.findall(text.replace("’", "'"))]
    joined = ["".join(parts[i : i + size]) for size in (1, 2, 3) for i in range(len(parts) - size + 1)]
    stems = frozenset(stem(word) for word in tokenize(text))
    return WordIndex(stems, frozenset(singles + joined), frozenset(numbers(text, loosely=True)))


def has_name(reading: WordIndex, name: str) -> bool:
    """Whether the text says this name, in any spelling of case, spaces, hyphens, plural or possessive."""
    bare = normalize_name(name)
    if {bare, bare + "s", bare.removesuffix("s")} & reading.keys or stem(bare) in reading.stems:
        return True
    halves = re.split(r"[/&-]", name)
    return len(halves) > 1 and all(half.isalpha() and has_name(reading, half) for half in halves)


def find_names(text: str) -> list[str]:
    """The proper names and technical names of a text, word by word.

    The first word of a sentence counts when it is written like no common word (`GPT`, `iDesign`) or stands
    before another name; for the rest of first words see `openers`.
    """
    return [word for word, first, next_is_name in _capitals(text) if not first or next_is_name or _odd(word)]


def group_names(text: str) -> list[list[str]]:
    """The names of a question in all spellings, the parts of a person's or a place's name together.

    A capitalised small word before a name belongs to it too ("Let's Encrypt"). Abbreviations of up to three
    letters are left out, as who writes NYC or JS often says something longer; so is a question in which
    every word has a capital.
    """
    words = text.split()
    if len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words):
        return []
    found = find_names(text)
    runs: list[list[str]] = []
    end = -1
    for match in _WORD.finditer(text):
        abbreviated = match[0].isupper() and len(match[0]) in (2, 3)
        if match[0] not in found or match[0].islower() or abbreviated:
            continue
        before = re.search(r"(?<=\S )[A-Z][\w'’]* $", text[: match.start()])
        spellings = [*_spellings(match[0]), *([before[0] + match[0]] if before else [])]
        if (
            text[end : match.start()] in (" ", ". ")
            and runs
            and not _odd(match[0])
            and not _odd(runs[-1][-1])
        ):
            runs[-1] += spellings
        else:
            runs.append(spellings)
        end = -1 if match[0].endswith(("'s", "’s")) else match.end()
    return runs


def _spellings(name: str) -> list[str]:
    """A name, the words it is run together from (`XState` may be heard as "x state"), or its two halves."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    halves = [half for half in re.split(r"[/-]", name) if half.isalpha() and len(half) > 1]
    return [name, *([apart] if apart != name else []), *(halves if len(halves) > 1 else [])]


def possible_names(text: str) -> list[str]:
    """Capitalised words that may be names or may only be capitalised because a sentence starts there."""
    return [
        word
        for word, first, next_is_name in _capitals(text)
        if first and not next_is_name and not _odd(word) and not _INFLECTED.search(word)
    ]


def _odd(word: str) -> bool:
    return any(char.isupper() for char in word[1:]) or (word[0].isalpha() and any(c.isdigit() for c in word))


def _capitals(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Each capitalised word that is no stop word, whether it opens a sentence, whether a name follows it."""
    found = list(_WORD.finditer(text))
    marks = [m for m in found if m[0].lower().replace("’", "'") not in CLAIM_STOP_WORDS and _named(m[0])]
    follows = {a.end() for a, b in pairwise(marks) if text[a.end() : b.start()] == " "}
    for match in marks:
        before = text[: match.start()].rstrip(" \"“'‘(*_")
        yield match[0], not before or before[-1] in ".!?:…", match.end() in follows


def _named(word: str) -> bool:
    return not word[0].isdigit() and any(char.isupper() or char.isdigit() for char in word)
