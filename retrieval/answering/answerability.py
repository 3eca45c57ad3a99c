"""Decide without a chat model whether the retrieved segments can hold an answer; if not, it is refused."""

import math
import re
from collections.abc import Callable, Mapping, Sequence, Set
from statistics import fmean

from retrieval.answering.claim_support import episode_metadata
from retrieval.language.query_analysis import extract_terms
from retrieval.language.words import (
    content_stems,
    group_names,
    has_name,
    index_words,
    normalize_name,
    words_by_stem,
)
from retrieval.models import Episode, Hit

CountSegments = Callable[[Sequence[str], Sequence[Episode]], Mapping[str, int]]
"""Return for each word how many segments of the episodes say it or have a speaker of that name."""

ANSWERABILITY_HITS = 5
"""How many of the best hits are read; other hits are hardly ever cited."""
MATCHED_HITS = 3
"""How many of the highest matches of hits are averaged."""
MATCH_WEIGHT = 5.0
"""Weight of the mean match, which is -1 to 1."""
SIMILARITY_WEIGHT = 6.0
"""Weight of the highest similarity, which is -1 to 1."""
COVERAGE_WEIGHT = 0.33
"""Weight of the coverage, which is 0 to 1."""
MIN_ANSWERABILITY = 4.10
"""Least weighted sum of match, similarity and coverage where the hits are of one episode.

Fitted on 456 listeners' questions whose episodes the embedding model doesn't know: it refuses 6.5 % of them,
71 % of those that are put to another episode, and half of those on far subjects. It seldom refuses a question
near the subject that has no answer.
"""
MIN_ANSWERABILITY_OVER_EPISODES = 5.15
"""Least weighted sum if the hits are of several episodes, one of which always comes somewhat close."""
MIN_SIMILARITY = 0.31
"""Least similarity of the nearest hit plus `SIMILAR_COVERAGE_WEIGHT` times the coverage, without a match."""
MIN_SIMILARITY_OVER_EPISODES = 0.42
"""Least value in place of `MIN_SIMILARITY` if the hits are of several episodes."""
SIMILAR_COVERAGE_WEIGHT = 0.3
MAX_WORDS_OF_SUBJECT = 2
"""The most content words of a question that only names a subject, which must then be said somewhere."""
MIN_COVERAGE_ALONE = 0.15
"""Least coverage, from 0 to 1, where no hit has a similarity."""

MAX_UNSAID_SUBJECT = 0.5
"""Share of a subject's words, by weight, that may be unsaid if a question asks whether it is discussed."""
_SAYING = (
    r"\b(?:(?:talk\w*|say|says|said|saying|thoughts?|opinions?|views?|takes?)(?: (?:any|some)thing| much)?"
    r" (?:about|on|of)|mention\w*|discuss\w*|gets? into|bring up|anything about)\b"
)
_ASKS_WHAT_WAS_SAID = re.compile(_SAYING, re.IGNORECASE)
_ASKS_WHETHER_SAID = re.compile(
    rf"^\W*(?:(?:so|and|but|hey|also) )*(?:do|does|did|is there|are there|was there|any)\b.*{_SAYING}"
    r"|^\W*anything (?:about|on)\b",
    re.IGNORECASE,
)
MIN_COVERAGE_OF_SEARCH = 0.6
"""Least coverage, from 0 to 1, of a search's words by its hits, unless the hits answer it as a question."""


def resembles_hits(query: str, hits: Sequence[Hit]) -> bool:
    """Return whether the best hits of a search are about its query, by their words or by their meaning."""
    check = AnswerabilityCheck(query, hits)
    return bool(hits) and (check.coverage() >= MIN_COVERAGE_OF_SEARCH or check.is_answerable())


def names_subject(stems: Set[str], text: str) -> bool:
    """Return whether a text says all of these stems."""
    return stems <= index_words(text).stems


class AnswerabilityCheck:
    """Compares a question with its best hits.

    `count` tells how rare the question's words are in the episodes of the hits; without it all words weigh
    the same. `stem_weights` maps the stems of the question's content words to those weights.
    """

    def __init__(self, question: str, hits: Sequence[Hit], count: CountSegments | None = None) -> None:
        self._question = question
        self._hits = hits[:ANSWERABILITY_HITS]
        self._is_one_episode = len({hit.episode.key for hit in hits}) == 1
        self._text = " ".join(hit.segment.text for hit in self._hits)
        self._spoken = index_words(self._text)
        self._metadata = index_words(
            " ".join(episode_metadata(hit.episode, hit.segment) for hit in self._hits)
        )
        self._name_runs = group_names(question)
        episodes = list({hit.episode.key: hit.episode for hit in self._hits}.values())
        self._words = words_by_stem(question)
        words = [*self._words.values(), *(_normalize(name) for run in self._name_runs for name in run)]
        self._counts = count(words, episodes) if count and words and episodes else None
        segments = sum(episode.segments for episode in episodes)
        self.stem_weights = {stem: self._rarity(word, segments) for stem, word in self._words.items()}

    def is_answerable(self) -> bool:
        """Return whether the hits may hold an answer."""
        if not self._hits or self.unsaid_names() or self.says_no_word() or self.lacks_subject():
            return False
        if self.says_subject():
            return True
        similarities = [hit.similarity for hit in self._hits if hit.similarity is not None]
        if not similarities:
            return self.coverage() >= MIN_COVERAGE_ALONE
        matches = sorted((hit.match for hit in self._hits if hit.match is not None), reverse=True)
        if not matches:
            least = MIN_SIMILARITY if self._is_one_episode else MIN_SIMILARITY_OVER_EPISODES
            return max(similarities) + SIMILAR_COVERAGE_WEIGHT * self.coverage() >= least
        answerability = (
            MATCH_WEIGHT * fmean(matches[:MATCHED_HITS])
            + SIMILARITY_WEIGHT * max(similarities)
            + COVERAGE_WEIGHT * self.coverage()
        )
        return answerability >= (
            MIN_ANSWERABILITY if self._is_one_episode else MIN_ANSWERABILITY_OVER_EPISODES
        )

    def unsaid_names(self) -> list[list[str]]:
        """Return the names, each in its spellings, that neither the episodes nor their metadata contain."""
        return [run for run in self._name_runs if not any(self._is_said(name) for name in run)]

    def says_no_word(self) -> bool:
        """Return whether nobody says the one or two content words of the question."""
        said = self._spoken.stems | self._metadata.stems
        counts = self._counts or {}
        return (
            bool(counts)
            and 0 < len(self._words) <= MAX_WORDS_OF_SUBJECT
            and not any(stem in said or counts.get(word, 0) for stem, word in self._words.items())
        )

    def lacks_subject(self) -> bool:
        """Return whether it asks if something is talked about whose rarest words nobody says."""
        if not (self._counts and _ASKS_WHETHER_SAID.search(self._question)):
            return False
        said = self._spoken.stems | self._metadata.stems
        subject = words_by_stem(extract_terms(self._question))
        unsaid = [stem for stem, word in subject.items() if stem not in said and not self._counts.get(word)]
        weights = {stem: self.stem_weights.get(stem, 0.0) for stem in subject}
        return sum(weights[stem] for stem in unsaid) > MAX_UNSAID_SUBJECT * sum(weights.values())

    def subject(self) -> frozenset[str]:
        """Return the stems of the subject of a word or two of which it asks what was said; else none."""
        stems = frozenset(content_stems(extract_terms(self._question)))
        asks = _ASKS_WHAT_WAS_SAID.search(self._question) is not None
        return stems if asks and len(stems) <= MAX_WORDS_OF_SUBJECT else frozenset()

    def says_subject(self) -> bool:
        """Return whether it asks what was said about a subject of a word or two, and a hit says these."""
        subject = self.subject()
        return bool(subject) and any(names_subject(subject, hit.segment.text) for hit in self._hits)

    def coverage(self) -> float:
        """Return the share, by weight, of the question's words that the hits or their metadata contain."""
        covered = self._spoken.stems | self._metadata.stems
        total = sum(self.stem_weights.values())
        if not total:
            return 0.0
        return sum(weight for stem, weight in self.stem_weights.items() if stem in covered) / total

    def _rarity(self, word: str, segments: int) -> float:
        """Return the inverse document frequency of a word as BM25 (Robertson) defines it."""
        if self._counts is None:
            return 1.0
        count = self._counts.get(word, 0)
        return math.log(1 + (max(segments - count, 0) + 0.5) / (count + 0.5))

    def _is_said(self, name: str) -> bool:
        if has_name(self._spoken, name) or has_name(self._metadata, name):
            return True
        return self._counts is None or self._counts.get(_normalize(name), 0) > 0


def _normalize(name: str) -> str:
    return " ".join(normalize_name(part) for part in name.split())
