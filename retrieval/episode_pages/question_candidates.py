"""Questions that may be shown on an episode's page, and how the best of them are picked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from numpy import float32
from numpy.typing import NDArray

from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.question_cleaning import is_definition
from retrieval.language.words import content_stems

ANSWER_REACH_SEGMENTS = 3
"""Segments, from the one of a host's question on, in which its answer may be."""
SELF_CONTAINED_MIN_SCORE = 3.3
"""Score below which people mostly ask each other, not on behalf of those who listen."""
DEFINITION_BONUS = 1.0
"""Score gained by a question what something is."""
OWN_PASSAGE_MIN_COSINE = 0.33
"""Least cosine of a question to a segment of its passage."""
MAX_NEARER_SEGMENTS = 3
"""Number of other segments to which a question may be more similar."""
NEARER_SEGMENT_COST = 0.15
"""Score lost for each of them."""
OWN_PASSAGE_WEIGHT = 2.5
"""Weight of the cosine of a question to its passage."""
REPEATED_QUESTION_STEM_SHARE = 0.6
"""Share of a question's stems above which another one repeats it."""
REPEATED_QUESTION_MAX_STEMS = 9
"""Stems of a question of which that share is taken at most."""


@dataclass(frozen=True, slots=True)
class QuestionCandidate:
    """A cleaned question that ends at `end_char` of the segment at `position`, and its score.

    It is answered in that segment or in those right after it; the `asker` asks it in the episode.
    """

    question: str
    position: int
    end_char: int
    score: float
    asker: str | None = None

    def answer_positions(self, page_input: PageInput) -> range:
        """Return the positions of the segments that may answer the question."""
        return range(self.position, min(self.position + ANSWER_REACH_SEGMENTS, len(page_input.segments)))


def select_self_contained(
    candidates: Sequence[QuestionCandidate], page_input: PageInput, vectors: NDArray[float32]
) -> list[QuestionCandidate]:
    """Return the candidates that by themselves lead back to where they were asked, the best first.

    `vectors` has a row for each question. A question that needs its context to be understood is as similar
    to other passages as to its own.
    """
    selected: list[QuestionCandidate] = []
    for candidate, cosines in zip(candidates, vectors @ page_input.vectors.T, strict=True):
        own = float(cosines[list(candidate.answer_positions(page_input))].max())
        nearer = int((cosines > own).sum())
        defines = is_definition(candidate.question)  # much of an episode may be near to its subject
        if own >= OWN_PASSAGE_MIN_COSINE and (defines or nearer <= MAX_NEARER_SEGMENTS):
            cost = NEARER_SEGMENT_COST * min(nearer, MAX_NEARER_SEGMENTS)
            score = candidate.score + OWN_PASSAGE_WEIGHT * own - cost
            if defines:
                score += DEFINITION_BONUS
            if score >= SELF_CONTAINED_MIN_SCORE:
                selected.append(replace(candidate, score=score))
    return sorted(selected, key=lambda candidate: (-candidate.score, candidate.position))


def spread_over_episode(candidates: Sequence[QuestionCandidate], parts: int) -> list[QuestionCandidate]:
    """Order candidates so that each of `parts` of the episode has its best before any has its second."""
    if not candidates:
        return []
    end = max(candidate.position for candidate in candidates) + 1
    counts: Counter[int] = Counter()
    ordered: list[tuple[int, float, QuestionCandidate]] = []
    for candidate in candidates:
        part = candidate.position * parts // end
        ordered.append((counts[part], -candidate.score, candidate))
        counts[part] += 1
    ordered.sort(key=lambda entry: entry[:2])
    return [candidate for _, _, candidate in ordered]


def repeats_question(question: str, others: Sequence[str]) -> bool:
    """Return whether a question asks nearly what one of the others does."""
    stems = set(content_stems(question))
    most = REPEATED_QUESTION_STEM_SHARE * min(len(stems), REPEATED_QUESTION_MAX_STEMS)
    return any(len(stems & set(content_stems(other))) > most for other in others)
