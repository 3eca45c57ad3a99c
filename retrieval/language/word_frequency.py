"""How rare an English word is, by its place in the vocabulary of the embedding model's tokenizer."""

import json
import math
from functools import cache

from retrieval.language.tokenizer_file import tokenizer_file

_FIRST_WORD_ID = 1996
"""The token id of the commonest whole word in BERT's WordPiece vocabulary; ids below are characters."""
UNKNOWN_RANK = 30_000
"""The rank of words that the vocabulary of about 30,000 tokens doesn't have."""


@cache
def _ranks() -> dict[str, int]:
    vocabulary: dict[str, int] = json.loads(tokenizer_file().read_text("utf-8"))["model"]["vocab"]
    return {
        word: at - _FIRST_WORD_ID
        for word, at in vocabulary.items()
        if at >= _FIRST_WORD_ID and word.isalpha()
    }


def frequency_rank(word: str) -> int:
    """Return the rank of a lower-case word by frequency, 0 for the commonest; 30,000 for unknown words."""
    ranks = _ranks()
    return min(ranks.get(word, UNKNOWN_RANK), ranks.get(word.removesuffix("s"), UNKNOWN_RANK))


def rarity(word: str) -> float:
    """Return how rare a lower-case word is, from 0 for the commonest to 1 for unknown words."""
    return math.log(frequency_rank(word) + 1) / math.log(UNKNOWN_RANK + 1)
