"""How an episode uses a phrase: as a noun or not, and with an article or without."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from retrieval.language.words import CLAIM_STOP_WORDS
from retrieval.models import Segment

DETERMINED_MIN_SHARE = 0.51
"""Share of its uses with an article or a possessive from which a phrase is one that needs an article."""
NOUN_MIN_SHARE = 0.2
"""Share of its uses after an article or a preposition, and before no other noun, that a noun has."""
_DETERMINERS = (
    "the|an?|this|that|these|those|my|your|our|their|his|her|its|every|each|one|another|some|any|no"
)
_PREPOSITIONS = "of|about|for|with|in|on|from|by|into|without"


@dataclass(frozen=True, slots=True)
class PhraseUse:
    """How often a phrase is said, and how often after which kind of word.

    `ends_phrase` counts where no further noun follows, `determined` those of them with an article up to two
    words before, `as_noun` those right after an article or a preposition.
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
            sum(bool(use["before"] or (use["article"] and not use["between"])) for use in last),
        )

    @property
    def is_noun(self) -> bool:
        """Whether it is used as a noun often enough, or never said like this."""
        return self.as_noun >= NOUN_MIN_SHARE * self.said

    @property
    def needs_article(self) -> bool:
        """Whether it is mostly said with an article, or never where that can be told."""
        return self.determined >= DETERMINED_MIN_SHARE * self.ends_phrase
