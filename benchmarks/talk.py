"""Made-up talk, drawn from a seed: its words are about as rare as those of real talk."""

import numpy
from numpy.random import Generator

VOCABULARY, CUE_WORDS, CUE_SECONDS = 20_000, 10, 4.0
CUES_PER_SEGMENT = 11


class Talk:
    """Makes as much talk as is wanted."""

    def __init__(self, random: Generator) -> None:
        self._random = random
        self._words = numpy.array([_word(rank) for rank in range(VOCABULARY)])
        odds = 1 / numpy.arange(10, VOCABULARY + 10)
        self._odds = numpy.cumsum(odds / odds.sum())

    def words(self, count: int) -> str:
        return self.texts(1, count)[0]

    def texts(self, count: int, words: int) -> list[str]:
        """Return `count` texts of `words` words each."""
        drawn = self._words[numpy.searchsorted(self._odds, self._random.random((count, words)))]
        return [" ".join(row) for row in drawn.tolist()]

    def transcript(self, segments: int) -> bytes:
        """An episode of about this many segments, as a file of SubRip cues."""
        lines = []
        for number, text in enumerate(self.texts(segments * CUES_PER_SEGMENT, CUE_WORDS)):
            start, end = (_clock(second * CUE_SECONDS) for second in (number, number + 1))
            lines.append(f"{number + 1}\n{start} --> {end}\n{text.capitalize()}.\n")
        return "\n".join(lines).encode()


def _word(rank: int) -> str:
    letters = "bcdfghklmnprstvz"
    return "".join(letters[rank // 16**place % 16] + "aeiou"[(rank + place) % 5] for place in range(4))


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},000"
