"""How an episode uses a phrase: as a noun or not, and with an article or without."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.episode_pages.keyphrases import is_descriptive
from retrieval.language.word_frequency import UNKNOWN_RANK, frequency_rank
from retrieval.language.words import CLAIM_STOP_WORDS
from retrieval.models import Segment

DETERMINED_MIN_SHARE = 0.51
"""Share of its uses with an article or a possessive from which a phrase is one that needs an article."""
NOUN_MIN_SHARE = 0.2
"""Share of its uses after an article or a preposition, and before no other noun, that a noun has."""
GERUND_MIN_SHARE = 0.1
"""The same share of "versioning" and the like, above which it isn't only a form of a verb."""
_DETERMINERS = (
    "the|an?|this|that|these|those|my|your|our|their|his|her|its|every|each|one|another|some|any|no"
)
_OBJECT_BEGINNINGS = frozenset(
    ["the", "a", "an", "my", "your", "our", "their", "his", "her", "its", "it", "them", "these", "those"]
)
_DOUBTFUL_ENDINGS = ("ing", "ate", "ize", "ify", "ic")
_NOUN_ENDINGS = ("s", "tion", "ment", "ness", "ity", "ism", "ship", "ics", "ance", "ence")
_PREPOSITIONS = "of|about|for|with|in|on|from|by|into|without"


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
        )

    @property
    def is_noun(self) -> bool:
        """Whether it is used as a noun often enough, or never said like this."""
        return self.as_noun >= NOUN_MIN_SHARE * self.said

    @property
    def needs_article(self) -> bool:
        """Whether it is mostly said with an article, or never where that can be told."""
        return self.determined >= DETERMINED_MIN_SHARE * self.ends_phrase


def _is_as_noun(use: re.Match[str]) -> bool:
    """Return whether a phrase stands right after an article or a preposition, and not before an object."""
    if (use["after"] or "").lower() in _OBJECT_BEGINNINGS:
        return False
    between = (use["between"] or "").lower().split()
    is_determined = use["article"] and (not between or between[-1] in _PREPOSITIONS.split("|"))
    return bool(use["before"] or is_determined)


def names_something(phrase: str, segments: Iterable[Segment]) -> bool:
    """Return whether a phrase is a noun, by itself or by its use: not "asleep" or "less biased"."""
    if _is_surely_noun(phrase):
        return True
    use = PhraseUse.of(phrase, segments)
    return use.as_noun > GERUND_MIN_SHARE * use.said if phrase.endswith("ing") else use.is_noun


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
