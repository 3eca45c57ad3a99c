"""How rare an English word is, told by the vocabulary of the embedding model's tokenizer."""

import json
import math
from functools import cache

from retrieval.language.vocabulary import tokenizer_file

_FIRST = 1996
"""Where whole words begin in a WordPiece vocabulary; from there on the commonest come first."""
_MOST = 30_000


@cache
def _ranks() -> dict[str, int]:
    vocabulary: dict[str, int] = json.loads(tokenizer_file().read_text("utf-8"))["model"]["vocab"]
    return {word: at - _FIRST for word, at in vocabulary.items() if at >= _FIRST and word.isalpha()}


def frequency_rank(word: str) -> int:
    """The place of a lower-case word among English words, the commonest first; the last for unknown ones."""
    ranks = _ranks()
    return min(ranks.get(word, _MOST), ranks.get(word.removesuffix("s"), _MOST))


def rarity(word: str) -> float:
    """0 for the commonest word up to 1 for one that the vocabulary doesn't have."""
    return math.log(frequency_rank(word) + 1) / math.log(_MOST + 1)
