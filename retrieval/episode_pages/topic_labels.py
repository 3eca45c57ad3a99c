"""Picks, of the phrases that characterise a stretch of an episode, those that say what it is about."""

from collections.abc import Collection, Mapping, Sequence

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import COMMON, Phrases, share_a_word
from retrieval.episode_pages.topic_segmentation import Stretch
from retrieval.language.word_frequency import frequency_rank
from retrieval.models.episode_pages import EpisodeIndex

CANDIDATES = 24
CLOSENESS = 1.5
TELLING = 0.5
"""The powers of how near a phrase's meaning is to all that is said, and of how characteristic it is."""
EXACT = 0.85
"""What a phrase is worth at least, beside a word of it, to say more exactly what the word would name."""


class Labels:
    """The phrases of an episode by their meanings; each phrase is embedded once."""

    def __init__(self, index: EpisodeIndex, embed: Embed) -> None:
        self._index, self._embed = index, embed
        self._phrases = Phrases.of(index)
        self._rows: dict[str, NDArray[float32]] = {}

    def of(self, stretch: Stretch, count: int) -> list[str]:
        """The `count` phrases that name a stretch best, no two with a word in common."""
        worths = self._phrases.worths(*stretch)
        likely = sorted(worths, key=lambda bare: (-worths[bare], bare))[:CANDIDATES]
        if not likely:
            return []
        mean = mean_row(self._index, stretch)
        near = {
            bare: max(0.0, float(row @ mean)) for bare, row in zip(likely, self._read(likely), strict=True)
        }

        worth = {bare: near[bare] ** CLOSENESS * worths[bare] ** TELLING for bare in likely}
        chosen: list[str] = []
        for bare in sorted(likely, key=lambda bare: -worth[bare]):
            if len(chosen) < count and not share_a_word(bare, chosen):
                exact = _exacter(bare, worth)
                chosen.append(bare if share_a_word(exact, chosen) else exact)
        return [self._phrases.written[bare] for bare in chosen]

    def _read(self, bares: Sequence[str]) -> list[NDArray[float32]]:
        new = [bare for bare in bares if bare not in self._rows]
        if new:
            rows = self._embed([self._phrases.written[bare] for bare in new])
            self._rows.update(zip(new, rows, strict=True))
        return [self._rows[bare] for bare in bares]


def _exacter(bare: str, worth: Mapping[str, float]) -> str:
    """The best phrase with a word in it that is nearly as good as the word alone; else the word itself."""
    longer = [
        phrase
        for phrase in worth
        if bare in (words := phrase.split())
        and len(words) == 2
        and worth[phrase] >= EXACT * worth[bare]
        and min(map(frequency_rank, words)) >= COMMON
    ]
    return max(longer, key=lambda phrase: worth[phrase], default=bare)


def mean_row(index: EpisodeIndex, stretch: Stretch) -> NDArray[float32]:
    """The direction of all that is said in a stretch, as a unit row."""
    mean = index.vectors[stretch[0] : stretch[1]].mean(axis=0)
    unit: NDArray[float32] = mean / (float(numpy.linalg.norm(mean)) or 1.0)
    return unit


def one_of_each(named: Sequence[Sequence[str]], used: Collection[str]) -> list[str]:
    """The first phrase of each part that is not `used` and shares no word with those before it."""
    chosen: list[str] = []
    for phrases in named:
        fresh = [phrase for phrase in phrases if not share_a_word(phrase, [*used, *chosen])]
        apart = [phrase for phrase in phrases if not share_a_word(phrase, chosen)]
        chosen += (fresh or apart)[:1]
    return chosen
