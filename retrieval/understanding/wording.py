"""Bring messages into one plain form, and find the words and phrases of the lexicon in them.

The plain form is in lower case without accents and apostrophes, with common misspellings corrected.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import groupby

from rapidfuzz.distance import OSA

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank

Span = tuple[int, int]
"""Where a phrase stands in a text: its first character and the one after its last."""

MIN_MISTYPED_CHARACTERS = 6
"""The fewest letters of a word that may be mistyped."""
UNKNOWN_RANK = 30_000
"""English words of a lower rank by frequency aren't mistyped."""

_WHY = re.compile(r"^y (?=(?:u|you|r|are|is|did|do|does|dont|doesnt|didnt|cant|wont)\b)")
_YOU_ARE = re.compile(
    r"\bur (?=(?:not|an?|so|the|just|really|very|too|welcome|right|wrong|being|useless|dumb|stupid|great|"
    r"awesome|amazing|the best|\w{2,}ing)\b)"
)
"""Where "ur" is short for "you are", and not for "your"."""
_MENTIONS = re.compile(r"<[@#][!&]?\d+>|<a?:\w+:\d+>")
_ELISION = re.compile(r"\b(l|d|qu|j|c|s|n|m|t|lorsqu|puisqu)['’](?=\w{2,})", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ENTRY_WORD = re.compile(r"(?<![\\\w])[a-z]+(?![\w?*+])")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_ACCENTS = re.compile("[\u0300-\u036f]")


def plain_form(text: str) -> str:
    """Return a message in its plain form, without mentions and custom emoji of Discord."""
    text = _MENTIONS.sub(" ", text)
    text = fold(_ELISION.sub(r"\1 ", text))
    text = re.sub(r"(?<=\w)['’´`](?=\w)", "", text)
    text = re.sub(r"(?<=\w)[-‐_](?=[^\W\d])|(?<=[^\W\d])[-‐_](?=\w)", " ", text)
    text = _WHY.sub("why ", text)
    text = _YOU_ARE.sub("you are ", text)
    text = _WORD.sub(lambda match: _spelt(match[0]), text)
    return " ".join(text.split())


@lru_cache(10_000)
def _spelt(word: str) -> str:
    """Return the word that is meant: by the list of spellings, or a frequent one that is only mistyped."""
    spelling = lexicon.pairs("messages/spellings").get(word)
    if spelling is not None:
        return spelling
    if len(word) < MIN_MISTYPED_CHARACTERS or not word.isascii() or frequency_rank(word) < UNKNOWN_RANK:
        return word
    if any(phrase_pattern(name).fullmatch(word) for name in ("episode_nouns", "page_summary")):
        return word
    return next(
        (meant for meant in lexicon.entries("messages/often_mistyped") if _is_mistyped(word, meant)), word
    )


def _is_mistyped(word: str, meant: str) -> bool:
    """Return whether one letter is wrong, missing or too many, or letters have changed places."""
    mistakes = 2 if sorted(word) == sorted(meant) else 1
    return OSA.distance(word, meant) <= mistakes


def fold(text: str) -> str:
    """Return a text in lower case without accents; marks that belong to other scripts stay."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))


def words_of(text: str) -> list[str]:
    """Return the words of a text in plain form."""
    return _WORD.findall(text)


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern that finds any entry of a list of `lexicon/messages` as whole words."""
    longest_first = sorted(entries_of(name), key=len, reverse=True)
    # Bounds that entries in a row share are written once: where no word begins, none of them is tried.
    return re.compile(
        "|".join(_bounded(bounds, entries) for bounds, entries in groupby(longest_first, _bounds))
    )


@cache
def whole_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for texts that are, from beginning to end, one entry of a list."""
    return re.compile("|".join(f"(?:{entry})" for entry in entries_of(name)))


@cache
def entries_of(name: str) -> tuple[str, ...]:
    """Return the entries of a list of `lexicon/messages` in plain form, spelt as the messages are."""
    spellings = lexicon.pairs("messages/spellings")
    folded = (fold(entry) for entry in lexicon.entries(f"messages/{name}"))
    return tuple(_ENTRY_WORD.sub(lambda match: spellings.get(match[0], match[0]), entry) for entry in folded)


def find(name: str, text: str) -> list[Span]:
    """Return where entries of a list stand in a text, from left to right, none within another."""
    return [match.span() for match in phrase_pattern(name).finditer(text)]


def has(name: str, text: str) -> bool:
    """Return whether any entry of a list stands in a text."""
    return phrase_pattern(name).search(text) is not None


def is_whole(name: str, text: str) -> bool:
    """Return whether a text, but for its punctuation, is an entry of a list."""
    return whole_pattern(name).fullmatch(bare(text)) is not None


def consists_of(text: str, *names: str) -> bool:
    """Return whether a text has words, all of which belong to entries of these lists."""
    if not words_of(text):
        return False
    return not words_of(remove(text, (span for name in names for span in find(name, text))))


def remove(text: str, spans: Iterable[Span]) -> str:
    """Return a text with these parts blanked, so that the others stand where they stood."""
    characters = list(text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def spans_overlap(one: Span, other: Span) -> bool:
    """Return whether two parts of a text share a character."""
    return one[0] < other[1] and other[0] < one[1]


def bare(text: str) -> str:
    """Return the words of a text with single spaces between; signs of arithmetic and addresses stay."""
    return " ".join(re.sub(r"[\s,.!?¿¡;:…“”\"()\[\]~、。！？「」・]+", " ", text).split())


def is_east_asian(text: str) -> bool:
    """Return whether a text has Japanese or Chinese characters, which have no spaces between words."""
    return _EAST_ASIAN.search(text) is not None


def clauses(text: str) -> Iterator[str]:
    """Yield the parts of a text between marks that end a sentence or a clause."""
    for part in re.split(r"[.!?;:…,。！？、\n]+|\s[-–—]+\s", text):
        if part.strip():
            yield part.strip()


def _bounds(entry: str) -> tuple[str, str]:
    """Return the patterns before and after an entry: bounds of words at ends that are written with spaces."""
    before = "" if _EAST_ASIAN.match(entry) else r"(?<![^\W_])"
    after = "" if _EAST_ASIAN.match(entry[-1:]) else r"(?![^\W_])"
    return before, after


def _bounded(bounds: tuple[str, str], entries: Iterable[str]) -> str:
    """Return a pattern for any of these entries between their bounds."""
    before, after = bounds
    return rf"{before}(?:{'|'.join(f'(?:{entry})' for entry in entries)}){after}"
