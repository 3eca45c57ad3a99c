"""Relate English words: forms of one word, words that mean about the same, and opposites."""

from collections import defaultdict
from functools import cache, lru_cache
from itertools import product

from rapidfuzz.distance import Prefix

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank
from retrieval.language.words import stem

MIN_SHARED_LETTERS = 5
"""Letters that two stems of one family must share at their beginning, as "reliable" and "reliability" do."""
MIN_SHARED_PART = 0.66
"""Share of the longer stem that the shared letters must be."""
_NEGATING_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis", "de")
_KNOWN_RANK = 20_000
"""Rank below which what follows "un" is a word: "certain" in "uncertain", not "cle" in "uncle"."""
_UN_WORDS = frozenset(
    {"under", "until", "union", "unions", "unit", "units", "united", "unite", "unique", "unless"}
)
_MIN_PREFIXED_LETTERS = 5
_MIN_LESS_LETTERS = 7


@lru_cache(maxsize=1 << 16)
def base_form(word: str) -> str:
    """Return the stem that all regular and irregular forms of a lower-case word share."""
    word = _irregular_forms().get(word, word)
    return stem(_comparatives().get(word, word))


def same_family(one: str, other: str) -> bool:
    """Return whether two base forms are of one family, such as those of "reliable" and "reliability"."""
    if one == other:
        return True
    if one[:MIN_SHARED_LETTERS] != other[:MIN_SHARED_LETTERS]:
        return False
    shared = Prefix.similarity(one, other)
    return shared >= max(MIN_SHARED_LETTERS, MIN_SHARED_PART * max(len(one), len(other)))


def synonyms(base: str) -> frozenset[str]:
    """Return the base forms that mean about the same as one."""
    return _synonyms().get(base, frozenset())


def are_opposites(one: str, other: str) -> bool:
    """Return whether two base forms mean the opposite: "fast" and "slow", "safe" and "unsafe"."""
    return other in _contraries(one)


@lru_cache(maxsize=1 << 13)
def _contraries(base: str) -> frozenset[str]:
    """Return the opposites of a base form: listed ones, and those made by a negating prefix or "-less"."""
    found = set(_opposites().get(base, ()))
    bare = (base.removeprefix(prefix) for prefix in _NEGATING_PREFIXES if base.startswith(prefix))
    found.update(word for word in bare if len(word) >= _MIN_PREFIXED_LETTERS)
    if len(base) >= _MIN_PREFIXED_LETTERS:
        found.update(prefix + base for prefix in _NEGATING_PREFIXES)
    if base.endswith("less") and len(base) >= _MIN_LESS_LETTERS:
        found.update((base[:-4], f"{base[:-4]}ful"))
    without = (f"{base}less", *([f"{base[:-3]}less"] if base.endswith("ful") else []))
    found.update(word for word in without if len(word) >= _MIN_LESS_LETTERS)
    return frozenset(found)


def has_opposite(base: str) -> bool:
    """Return whether the lexicon knows an opposite of a base form."""
    return base in _opposites()


def is_negative_form(word: str) -> bool:
    """Return whether a lower-case word has a negating prefix or "-less": "unsafe", "careless"."""
    if word.endswith("less"):
        return True
    opposites = _opposites().get(base_form(word), frozenset())
    if any(base_form(word) == prefix + other for prefix in _NEGATING_PREFIXES for other in opposites):
        return True
    return word.startswith("un") and word not in _UN_WORDS and frequency_rank(word[2:]) < _KNOWN_RANK


@cache
def _irregular_forms() -> dict[str, str]:
    lines = [line.split() for line in lexicon.entries("irregular_forms")]
    forms = {form: line[0] for line in lines for form in line}
    return forms | {line[0]: line[0] for line in lines}


@cache
def _sides() -> tuple[tuple[list[str], list[str]], ...]:
    pairs = (line.split("|") for line in lexicon.entries("opposites"))
    return tuple((left.split(), right.split()) for left, right in pairs)


@cache
def _comparatives() -> dict[str, str]:
    """Map "slower" and "slowest" to "slow", for the short words of the lexicon of opposites."""
    words = {word for sides in _sides() for side in sides for word in side}
    forms: dict[str, str] = {}
    for word in words:
        if len(word) <= 7 and not word.endswith(("er", "ly", "ed", "ing")):
            for root in _comparative_roots(word):
                forms |= {root + "er": word, root + "est": word}
    return {
        form: word for form, word in forms.items() if form not in words and form not in _irregular_forms()
    }


def _comparative_roots(word: str) -> tuple[str, ...]:
    if word.endswith("y"):
        return (word[:-1] + "i",)
    if word.endswith("e"):
        return (word[:-1],)
    return (word, word + word[-1]) if len(word) <= 4 else (word,)


@cache
def _opposites() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for left, right in _sides():
        for one, other in product(map(base_form, left), map(base_form, right)):
            found[one].add(other)
            found[other].add(one)
    return {word: frozenset(others) for word, others in found.items()}


@cache
def _synonyms() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    groups = [line.split() for line in lexicon.entries("synonyms")]
    for group in groups + [side for sides in _sides() for side in sides]:
        bases = {base_form(word) for word in group}
        for base in bases:
            found[base] |= bases - {base}
    return {word: frozenset(others) for word, others in found.items()}
