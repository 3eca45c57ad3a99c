"""How an episode uses a phrase: as a noun or not, and with an article or without."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.episode_pages.keyphrases import CAPITALISED_WORD_RANK, is_descriptive
from retrieval.language import lexicon
from retrieval.language.measures import unit_words
from retrieval.language.numbers import is_numeral
from retrieval.language.word_frequency import UNKNOWN_RANK, frequency_rank
from retrieval.language.words import CLAIM_STOP_WORDS
from retrieval.models import Segment

DETERMINED_MIN_SHARE = 0.51
"""Share of its uses with an article or a possessive from which a phrase is one that needs an article."""
NOUN_MIN_SHARE = 0.2
"""Share of its uses after an article or a preposition, and before no other noun, that a noun has."""
GERUND_MIN_SHARE = 0.1
"""The same share of "versioning" and the like, above which it isn't only a form of a verb."""
GERUND_NOUN_WEIGHT = 2
"""How often a gerund is a verb for each time that it is a noun, from which on it names nothing."""
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "these", "those"})
_DETERMINERS = (
    "the|an?|this|that|these|those|my|your|our|their|his|her|its|every|each|one|another|some|any|no"
)
_OBJECT_BEGINNINGS = frozenset(
    ["the", "a", "an", "my", "your", "our", "their", "his", "her", "its", "it", "them", "these", "those"]
)
_DOUBTFUL_ENDINGS = ("ing", "ate", "ize", "ify", "ic")
_NOUN_ENDINGS = ("s", "tion", "ment", "ness", "ity", "ism", "ship", "ics", "ance", "ence")
_LINK = re.compile(r" (?:of|for|in) ", re.IGNORECASE)
_PREPOSITIONS = "of|about|for|with|in|on|from|by|into|without"
_BEFORE_NOUNS = frozenset(f"{_DETERMINERS}|{_PREPOSITIONS}".replace("an?", "a|an").split("|"))


@dataclass(frozen=True, slots=True)
class PhraseUse:
    """How often a phrase is said, and how often after which kind of word.

    `ends_phrase` counts where no further noun follows, `determined` those of them with an article up to two
    words before, `as_noun` those right after an article or a preposition and not before an object.
    """

    said: int
    ends_phrase: int
    determined: int
    as_noun: int
    definite: int = 0
    indefinite: int = 0

    @classmethod
    def of(cls, phrase: str, segments: Iterable[Segment]) -> "PhraseUse":
        """Count the uses of a phrase in segments."""
        pattern = re.compile(
            rf"(?:\b(?P<article>{_DETERMINERS})\s+(?P<between>(?:[\w-]+\s+){{0,2}}?)|\b(?P<before>{_PREPOSITIONS})\s+)?"
            rf"\b{re.escape(phrase)}\b(?:\s+(?P<after>[\w'’]+))?",
            re.IGNORECASE,
        )
        said = re.compile(rf"\b{re.escape(phrase)}\b", re.IGNORECASE)  # few segments say it: looking is quick
        texts = [segment.text for segment in segments if said.search(segment.text)]
        uses = [match for text in texts for match in pattern.finditer(text)]
        last = [use for use in uses if not use["after"] or use["after"].lower() in CLAIM_STOP_WORDS]
        return cls(
            len(uses),
            len(last),
            sum(bool(use["article"]) for use in last),
            sum(map(_is_as_noun, last)),
            sum(_article(use) == "the" for use in last),
            sum(_article(use) in ("a", "an", "another") for use in last),
        )

    @property
    def is_noun(self) -> bool:
        """Whether it is used as a noun often enough, or never said like this."""
        return self.as_noun >= NOUN_MIN_SHARE * self.said

    @property
    def needs_article(self) -> bool:
        """Whether it is mostly said with an article, or never where that can be told."""
        return self.determined >= DETERMINED_MIN_SHARE * self.ends_phrase


def _article(use: re.Match[str]) -> str:
    """Return the article or possessive right before a phrase; an empty text where there is none."""
    return "" if use["between"] else (use["article"] or "").lower()


def _is_as_noun(use: re.Match[str]) -> bool:
    """Return whether a phrase stands right after an article or a preposition, and not before an object."""
    if (use["after"] or "").lower() in _OBJECT_BEGINNINGS:
        return False
    between = (use["between"] or "").lower().split()
    is_determined = use["article"] and (not between or between[-1] in _PREPOSITIONS.split("|"))
    return bool(use["before"] or is_determined)


def names_something(phrase: str, segments: Sequence[Segment]) -> bool:
    """Return whether a phrase is a noun, by itself or by its use: not "asleep", "less biased" or "five"."""
    phrase = _without_opening_capital(phrase, segments)
    words = phrase.split()
    if is_numeral(words[0].lower()) or any(_is_adverb(word, segments) for word in words):
        return False
    if len(words) == 1 and unit_words(phrase):
        return False
    is_determined = not _ARTICLES.isdisjoint(_said_before(phrase, segments))  # "a build step"
    if words[0].islower() and not is_determined and _is_verb(words[0], segments):
        return False
    if words[0].endswith("ing") and is_descriptive(words[-1]):  # "feeling defensive"
        return False
    parts = _LINK.split(phrase)
    if len(parts) > 1:
        return all(names_something(part, segments) for part in parts)
    if _is_surely_noun(phrase):
        return True
    use = PhraseUse.of(phrase, segments)
    return use.as_noun > GERUND_MIN_SHARE * use.said if phrase.endswith("ing") else use.is_noun


def _without_opening_capital(phrase: str, segments: Sequence[Segment]) -> str:
    """Return a phrase with a small letter, if it has a capital only where a sentence begins."""
    first, *others = phrase.split()
    lower = first.lower()
    if lower == first or any(map(str.isupper, first[1:])) or not all(map(str.islower, others)):
        return phrase
    within = re.compile(rf"[\w,] {re.escape(first)}\b")
    is_name = any(within.search(segment.text) for segment in segments if first in segment.text)
    return phrase if is_name or frequency_rank(lower) >= CAPITALISED_WORD_RANK else " ".join((lower, *others))


def _is_adverb(word: str, segments: Sequence[Segment]) -> bool:
    """Return whether a word in "-ly" is never said as a noun, as "family" is."""
    return word.islower() and word.endswith("ly") and _BEFORE_NOUNS.isdisjoint(_said_before(word, segments))


def _is_verb(word: str, segments: Sequence[Segment]) -> bool:
    """Return whether a word of the language is said as a verb more often than as a noun."""
    if frequency_rank(word) >= UNKNOWN_RANK:
        return False
    is_gerund = word.endswith("ing")
    before_verbs = lexicon.words("words_before_gerunds" if is_gerund else "words_before_verbs")
    before = _said_before(word, segments)
    verbs = sum(before[earlier] for earlier in before_verbs)
    nouns = sum(
        count
        for earlier, count in before.items()
        if earlier in _BEFORE_NOUNS or (earlier.endswith("ing") and not is_gerund)
    )
    return verbs > (GERUND_NOUN_WEIGHT if is_gerund else 1) * nouns


def _said_before(word: str, segments: Sequence[Segment]) -> Counter[str]:
    """Return how often each word is said right before a word."""
    before = re.compile(rf"([\w'’]+) {re.escape(word)}\b", re.IGNORECASE)
    texts = [segment.text for segment in segments if word in segment.text]
    return Counter(said.lower().replace("’", "'") for text in texts for said in before.findall(text))


def _is_surely_noun(phrase: str) -> bool:
    """Return whether a phrase has a capital, a noun's ending or several words, or is in no dictionary."""
    last = phrase.split()[-1]
    if not phrase.islower() or last.endswith(_NOUN_ENDINGS):
        return True
    if last.endswith(_DOUBTFUL_ENDINGS) and (" " not in phrase or last.endswith("ic")):
        return False
    is_unknown = frequency_rank(last) >= UNKNOWN_RANK
    if is_unknown and "-" in last:  # "venture-backed" says how something is
        return not is_descriptive(last)
    return is_unknown or (" " in phrase and not is_descriptive(last))
