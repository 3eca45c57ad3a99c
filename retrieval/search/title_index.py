"""Find the episodes that a question names, by the words of their ids, titles, guests and shows."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from retrieval.language.query_analysis import FUNCTION_WORDS, NAME_PART, TALK_WORDS
from retrieval.models import Episode


class TitleIndex:
    """The words in the ids, titles, guests and shows of some episodes, and how rare each is among them."""

    def __init__(self, episodes: Sequence[Episode]) -> None:
        self.episodes = episodes

    def score_episodes(self, query: str) -> Mapping[int, float]:
        """Return how clearly the query names each episode with which it shares words: generation → 0 to 1."""
        weights: defaultdict[int, float] = defaultdict(float)
        for word in _title_words([query]):
            generations = self._generations_by_word.get(word, ())
            for generation in generations:
                weights[generation] += math.log(len(self.episodes) / len(generations))
        # Two words that only one episode has name it as clearly as possible.
        max_weight = 2 * math.log(max(2, len(self.episodes)))
        return {
            generation: min(1.0, weight / max_weight) for generation, weight in weights.items() if weight > 0
        }

    @cached_property
    def _generations_by_word(self) -> dict[str, list[int]]:
        generations: dict[str, list[int]] = {}
        for episode in self.episodes:
            names = (episode.id, episode.title, episode.show.title, *episode.guests)
            for word in _title_words(names):
                generations.setdefault(word, []).append(episode.generation)
        return generations


def _title_words(texts: Iterable[str]) -> set[str]:
    words = {part.lower() for text in texts for part in NAME_PART.findall(text)}
    return words - FUNCTION_WORDS - TALK_WORDS
