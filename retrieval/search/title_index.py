"""Which episodes a question names, by the words of their ids, titles, guests and shows."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from retrieval.models import Episode
from retrieval.search.query_analysis import FUNCTION_WORDS, NAME_PART, TALK_WORDS


class TitleIndex:
    """The words in the ids, titles, guests and shows of some episodes, and how rare each is among them."""

    def __init__(self, episodes: Sequence[Episode]) -> None:
        self.episodes = episodes

    def named(self, query: str) -> Mapping[int, float]:
        """How clearly the query names each episode it has words of: generation → 0 to 1."""
        total: defaultdict[int, float] = defaultdict(float)
        for word in _words([query]):
            bearers = self._bearers.get(word, ())
            for generation in bearers:
                total[generation] += math.log(len(self.episodes) / len(bearers))
        # Two words that each one episode alone has are as clear as can be.
        clearest = 2 * math.log(max(2, len(self.episodes)))
        return {generation: min(1.0, weight / clearest) for generation, weight in total.items() if weight > 0}

    @cached_property
    def _bearers(self) -> dict[str, list[int]]:
        bearers: dict[str, list[int]] = {}
        for episode in self.episodes:
            about = (episode.id, episode.title, episode.show.title, *episode.guests)
            for word in _words(about):
                bearers.setdefault(word, []).append(episode.generation)
        return bearers


def _words(texts: Iterable[str]) -> set[str]:
    found = {part.lower() for text in texts for part in NAME_PART.findall(text)}
    return found - FUNCTION_WORDS - TALK_WORDS
