"""Names topics: of the keyphrases of a span, picks those that say what all of it is about."""

from collections.abc import Collection, Mapping, Sequence

from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import COMMON_WORD_RANK, Keyphrases, shares_word
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.phrase_use import names_something
from retrieval.episode_pages.topic_segmentation import TopicSpan
from retrieval.language.word_frequency import frequency_rank

LABEL_CANDIDATES = 24
"""Number of keyphrases of a span that are compared with its meaning."""
SIMILARITY_EXPONENT = 1.5
"""Exponent of the cosine between a phrase and all that is said in the span."""
CHARACTERISTIC_EXPONENT = 0.5
"""Exponent of how characteristic a phrase is of the span."""
LONGER_LABEL_MIN_RATIO = 0.85
"""Least score of a two-word label that replaces one of its words, as a share of that word's score."""


class TopicLabels:
    """Picks labels for the topics of one episode; each of its phrases is embedded once."""

    def __init__(self, page_input: PageInput, embed: Embed) -> None:
        self._page_input, self._embed = page_input, embed
        self._keyphrases = Keyphrases.of_episode(page_input)
        self._vectors: dict[str, NDArray[float32]] = {}
        self._nouns: dict[str, bool] = {}

    def pick(self, span: TopicSpan, count: int) -> list[str]:
        """Return the `count` phrases that name a span best, no two with a word in common."""
        characteristic = self._keyphrases.scores(*span)
        candidates = sorted(characteristic, key=lambda phrase: (-characteristic[phrase], phrase))[
            :LABEL_CANDIDATES
        ]
        if not candidates:
            return []
        mean = self._page_input.mean_vector(*span)
        scores = {
            phrase: max(0.0, float(vector @ mean)) ** SIMILARITY_EXPONENT
            * characteristic[phrase] ** CHARACTERISTIC_EXPONENT
            for phrase, vector in zip(candidates, self._embedded(candidates), strict=True)
        }
        chosen: list[str] = []
        for phrase in sorted(candidates, key=lambda phrase: -scores[phrase]):
            if len(chosen) < count and not shares_word(phrase, chosen) and self._names_something(phrase):
                longer = _more_exact(phrase, scores)
                is_better = not shares_word(longer, chosen) and self._names_something(longer)
                chosen.append(longer if is_better else phrase)
        return [self._keyphrases.spellings[phrase] for phrase in chosen]

    def _names_something(self, phrase: str) -> bool:
        """Return whether a phrase is a noun where the episode says it."""
        if phrase not in self._nouns:
            segments = [self._page_input.segments[at] for at in self._keyphrases.positions[phrase]]
            self._nouns[phrase] = names_something(self._keyphrases.spellings[phrase], segments)
        return self._nouns[phrase]

    def _embedded(self, phrases: Sequence[str]) -> list[NDArray[float32]]:
        new = [phrase for phrase in phrases if phrase not in self._vectors]
        if new:
            vectors = self._embed([self._keyphrases.spellings[phrase] for phrase in new])
            self._vectors.update(zip(new, vectors, strict=True))
        return [self._vectors[phrase] for phrase in phrases]


def pick_one_each(labels_of_parts: Sequence[Sequence[str]], used: Collection[str]) -> list[str]:
    """Return of each part the first label without a word of those before it or, if possible, of `used`."""
    chosen: list[str] = []
    for labels in labels_of_parts:
        unused = [label for label in labels if not shares_word(label, [*used, *chosen])]
        distinct = [label for label in labels if not shares_word(label, chosen)]
        chosen += (unused or distinct)[:1]
    return chosen


def _more_exact(phrase: str, scores: Mapping[str, float]) -> str:
    """Return the best two-word phrase around a word that is nearly as good as it; else the word itself."""
    longer = [
        candidate
        for candidate in scores
        if phrase in (words := candidate.split())
        and len(words) == 2
        and scores[candidate] >= LONGER_LABEL_MIN_RATIO * scores[phrase]
        and min(map(frequency_rank, words)) >= COMMON_WORD_RANK
    ]
    return max(longer, key=lambda candidate: scores[candidate], default=phrase)
