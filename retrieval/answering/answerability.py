"""Whether the segments found can hold an answer at all; where they can't, the answer is that they don't."""

import math
import re
from collections.abc import Callable, Mapping, Sequence

from retrieval.answering.claim_support import details
from retrieval.language.words import group_names, has_name, index_words, normalize_name, words_by_stem
from retrieval.models import Episode, Hit

Count = Callable[[Sequence[str], Sequence[Episode]], Mapping[str, int]]
"""How many segments of some episodes say each of some words, or are spoken by who is so named."""

LOOKED_AT = 5
"""How many of the best hits are asked: what isn't in them will hardly be cited either."""
COVERAGE_WORTH = 0.3
LEAST = 0.38
"""The least similarity (cosine of all-MiniLM-L6-v2) of the nearest hit, plus this part of the coverage. Of 60
podcast questions 1 falls below it, of 39 on other shows 1, and of questions put to a wrong episode 70% are
refused. Names that nobody says and missing amounts alone tell 11 of 15 unanswerable questions, 29 of 42 on
other shows, and refuse none of the 60 and 1 of the 39."""
LEAST_COVERED = 0.15

_AMOUNT = "costs?|prices?|pay|paid|salary|salaries|revenues?|charges?|earns?|fees?|dollars?|profits?"
_ASKS_MONEY = re.compile(
    rf"\b(?:how much|what)\b(?:\W+[\w'’]+){{0,5}}?\W+(?:{_AMOUNT})\b|\bhow (?:expensive|much money)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£]\s?\d|\b(?:dollars?|bucks|cents?|euros?|pounds?|grand|free)\b", re.IGNORECASE)
_ASKS_SHARE = re.compile(
    r"\b(?:what|which|how) (?:percentage|percent|share|fraction|proportion)\b", re.IGNORECASE
)
_SHARE = re.compile(r"\d\s?%|\bper ?cent|\b(?:half|thirds?|quarters?|\d+ out) of\b", re.IGNORECASE)


class Inquiry:
    """A question held against its hits, with how rare its words are in the episodes that they come from."""

    def __init__(self, question: str, hits: Sequence[Hit], count: Count | None = None) -> None:
        self._question = question
        self._hits = hits[:LOOKED_AT]
        self._text = " ".join(hit.segment.text for hit in self._hits)
        self._said = index_words(self._text)
        self._known = index_words(" ".join(details(hit.episode, hit.segment) for hit in self._hits))
        self._runs = group_names(question)
        episodes = list({hit.episode.key: hit.episode for hit in self._hits}.values())
        meaning = words_by_stem(question)
        words = [*meaning.values(), *(_plainly(name) for run in self._runs for name in run)]
        self._counts = count(words, episodes) if count and words and episodes else None
        segments = sum(episode.segments for episode in episodes)
        self.weights = {stem: self._rarity(word, segments) for stem, word in meaning.items()}

    def is_answerable(self) -> bool:
        """Whether the hits may hold an answer."""
        if not self._hits or self.strangers() or self.lacks_amount():
            return False
        near = [hit.similarity for hit in self._hits if hit.similarity is not None]
        if not near:
            return self.coverage() >= LEAST_COVERED
        return max(near) + COVERAGE_WORTH * self.coverage() >= LEAST

    def strangers(self) -> list[list[str]]:
        """The names that nobody says in these episodes and that are no part of what is known of them."""
        return [run for run in self._runs if not any(self._is_met(name) for name in run)]

    def lacks_amount(self) -> bool:
        """Whether a sum of money or a share is asked for and none is said."""
        money = _ASKS_MONEY.search(self._question) and not _MONEY.search(self._text)
        share = _ASKS_SHARE.search(self._question) and not _SHARE.search(self._text)
        return bool(money or share)

    def coverage(self) -> float:
        """The share of the question's words, by rarity, that the best hits say or that is known of them."""
        held = self._said.stems | self._known.stems
        total = sum(self.weights.values())
        return sum(weight for stem, weight in self.weights.items() if stem in held) / total if total else 0.0

    def _rarity(self, word: str, segments: int) -> float:
        if self._counts is None:
            return 1.0
        found = self._counts.get(word, 0)
        return math.log(1 + (max(segments - found, 0) + 0.5) / (found + 0.5))

    def _is_met(self, name: str) -> bool:
        if has_name(self._said, name) or has_name(self._known, name):
            return True
        return self._counts is None or self._counts.get(_plainly(name), 0) > 0


def _plainly(name: str) -> str:
    return " ".join(normalize_name(part) for part in name.split())
