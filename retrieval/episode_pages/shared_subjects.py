"""Finds the subject that segments of two episodes share, and the sentences that show it best."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import Keyphrases
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.passages import begins_with_name
from retrieval.language.word_frequency import rarity
from retrieval.models import Episode, Segment
from retrieval.transcripts.segmenter import segment_sentences

SHARED_SENTENCE_MIN_WORDS, SHARED_SENTENCE_MAX_WORDS = 8, 45
"""Words of a sentence that shows a shared subject."""
SHARED_PHRASES = 6
"""Number of phrases of both segments that are compared."""
SHARED_SUBJECT_MIN_SCORE = 0.1
"""Least score of a phrase that names the subject: its cosine to the sentences times its specialness."""
SUBJECT_WEIGHT = 2.0
"""Weight of that score next to the cosine of the two sentences."""
USED_PHRASE_FACTOR = 0.5
"""Factor of the score of a phrase that has named another episode already."""
SECOND_SUBJECT_RATIO = 0.8
"""Least score of a second phrase, as a share of the first one's."""

_COURTESY = re.compile(
    r"\b(?:thank(?:s| you)|subscribe)\b|\bcongratulations(?:[,.!]| (?:on|to|again)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SharedSubject:
    """The phrases that name what two segments share, a sentence of each, and how well those show it."""

    score: float
    phrases: list[str]
    sentence_here: str
    sentence_there: str


@dataclass(frozen=True)
class SharedSubjects:
    """Finds what segments of an episode share with those of another one; `used` phrases count less."""

    page_input: PageInput
    keyphrases: Keyphrases
    used: Collection[str]
    embed: Embed

    def find(self, here: Segment, there: Segment, other: Episode) -> SharedSubject | None:
        """Return what a segment here and one of another episode share, if they share a subject."""
        people = [*self.page_input.episode.guests, *other.guests]
        common = Keyphrases.extract([here, there], self.page_input.episode.title, people)
        phrases = common.shared_with(self.keyphrases, SHARED_PHRASES)
        own, others = _mentioning(phrases, _quotable(here)), _mentioning(phrases, _quotable(there))
        if not phrases or not own or not others:
            return None
        vectors = self.embed([*phrases, *own, *others])
        phrase_vectors = vectors[: len(phrases)]
        own_vectors, other_vectors = vectors[len(phrases) : -len(others)], vectors[-len(others) :]
        cosines = own_vectors @ other_vectors.T
        first, second = divmod(int(cosines.argmax()), len(others))
        subject = (own_vectors[first] + other_vectors[second]) / 2
        scores = {
            phrase: float(vector @ subject) * self._specialness(phrase)
            for phrase, vector in zip(phrases, phrase_vectors, strict=True)
        }
        ranked = sorted(scores, key=lambda phrase: -scores[phrase])
        best = scores[ranked[0]]
        if best < SHARED_SUBJECT_MIN_SCORE:
            return None
        named = [phrase for phrase in ranked[:2] if scores[phrase] >= SECOND_SUBJECT_RATIO * best]
        score = float(cosines.max()) + SUBJECT_WEIGHT * best
        return SharedSubject(score, named, own[first], others[second])

    def _specialness(self, phrase: str) -> float:
        """Return how special a phrase is: rare in English, in this episode, and not used already."""
        segments = self.page_input.segments
        count = len(segments)
        said = [segment for segment in segments if f" {phrase.lower()}" in f" {segment.text.lower()}"]
        seldom = math.log((count + 1) / (len(said) + 0.5)) / math.log(count + 2)
        factor = USED_PHRASE_FACTOR if phrase in self.used else 1.0
        return seldom * max(map(rarity, phrase.lower().split())) * factor


def _quotable(segment: Segment) -> list[str]:
    """Return the whole sentences of a segment that state something."""
    return [
        span.text
        for span in segment_sentences(segment)
        if span.complete
        and not span.text.endswith("?")
        and not _COURTESY.search(span.text)
        and not begins_with_name(span.text, segment.speakers)
        and SHARED_SENTENCE_MIN_WORDS <= len(span.text.split()) <= SHARED_SENTENCE_MAX_WORDS
    ]


def _mentioning(phrases: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return the texts that mention one of the phrases; all, where none does."""
    mentioning = [
        text for text in texts if any(phrase.lower().rstrip("s") in text.lower() for phrase in phrases)
    ]
    return mentioning or list(texts)
