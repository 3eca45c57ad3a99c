"""How well a sentence begins what is played or quoted alone: whether it points back at what came before.

A logistic regression on the first words and on what the sentence means, fitted to sentences that people
graded. The weights are in `beginnings.json`, made by `tools/train_beginnings.py`, which says what was graded.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.language import lexicon

WEIGHTS_FILE = Path(__file__).with_name("beginnings.json")
SECOND_TO, THIRD_TO = 4, 12
"""Words up to which the second and the third stretch of a beginning reach; the first is one word."""
MOST_NAMES = 3
"""Words with a capital up to which more of them count."""
SHORT_WORDS = 7
"""Words below which a sentence is short."""

_WORD = re.compile(r"[\w'’]+")
_KINDS = {kind: frozenset(words.split()) for kind, words in lexicon.pairs("words_of_beginnings").items()}


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The weights: `wording` by feature, `meaning` by dimension of a sentence's embedding, if any."""

    bias: float
    wording: Mapping[str, float]
    meaning: NDArray[float32] | None = None

    def scores(self, sentences: Sequence[str], vectors: NDArray[float32] | None = None) -> list[float]:
        """Return the log-odds that each sentence is a good beginning.

        `vectors` are their embeddings, unit rows; without them, or without weights for them, only the
        wording counts.
        """
        scores = [self.bias + self._by_wording(sentence) for sentence in sentences]
        if self.meaning is None or vectors is None or not sentences:
            return scores
        return [score + float(more) for score, more in zip(scores, vectors @ self.meaning, strict=True)]

    def _by_wording(self, sentence: str) -> float:
        features = beginning_features(sentence)
        return sum(weight * features[name] for name, weight in self.wording.items())


def beginning_features(sentence: str) -> dict[str, float]:
    """Return how a sentence begins, by the name of each feature."""
    written = _WORD.findall(sentence)
    words = [word.replace("’", "'").lower() for word in written]
    features: dict[str, float] = {}
    stretches = ((0, 1), (1, SECOND_TO), (SECOND_TO, THIRD_TO))
    for kind, members in _KINDS.items():
        for start, end in stretches:
            features[f"{kind}_{end}"] = sum(word in members for word in words[start:end]) / (end - start)
    capitals = sum(word[0].isupper() for word in written[1:THIRD_TO])
    return {
        **features,
        "names": float(min(MOST_NAMES, capitals)),
        "log_words": math.log(max(1, len(words))),
        "short": float(len(words) < SHORT_WORDS),
        "digits": float(any(word[0].isdigit() for word in words[:THIRD_TO])),
        "commas": sentence.count(",") / max(1, len(words)),
        "small_letter": float(sentence[:1].islower()),
        "letters_per_word": sum(map(len, words)) / max(1, len(words)),
    }


@lru_cache(maxsize=8)
def load_beginnings(embedding_model: str | None) -> Beginnings:
    """Return the weights; those by wording alone for another embedding model than they were fitted to."""
    fitted: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    if embedding_model != fitted["embedding_model"]:
        return Beginnings(**fitted["by_wording"])
    fit = fitted["by_meaning"]
    return Beginnings(fit["bias"], fit["wording"], numpy.asarray(fit["meaning"], float32))
