"""How well words can stand on a page alone: understood without what was said before, and worth reading.

A logistic regression on how a passage is worded and what it means, fitted to passages that people graded. The
weights are in `quotability.json`, made by `tools/train_quotability.py`, which says what was graded.
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

OPENING_WORDS = 8
"""Words of a passage's beginning that should not refer to what was said before it."""
WEIGHTS_FILE = Path(__file__).with_name("quotability.json")

_WORD = re.compile(r"[\w'’]+")
_REFERRING = frozenset(["it", "its", "it's", "this", "that", "that's", "these", "those", "there", "here"])
_REFERRING |= {"they", "them", "they're", "their", "he", "he's", "him", "she", "she's", "her"}
_SPEAKER = frozenset(["i", "i'm", "i've", "i'd", "i'll", "me", "my"])
_LISTENER = frozenset(["you", "you're", "you've", "you'll", "your"])
_FILLER = frozenset(
    ["like", "yeah", "um", "uh", "know", "kind", "sort", "mean", "just", "really", "stuff", "thing", "things"]
)
_TOLD = frozenset(["was", "were", "had", "did", "went", "got"])


@dataclass(frozen=True, slots=True)
class Quotability:
    """The weights of one kind of passage: `wording` by feature, `meaning` by dimension of its embedding."""

    bias: float
    wording: Mapping[str, float]
    meaning: NDArray[float32] | None = None

    def score(self, text: str) -> float:
        """Return the log-odds that a text is good to quote, by its wording."""
        features = wording_features(text)
        return self.bias + sum(weight * features[name] for name, weight in self.wording.items())

    def scores(self, texts: Sequence[str], vectors: NDArray[float32] | None = None) -> list[float]:
        """Return the log-odds that each text is good to quote; `vectors` are their embeddings, unit rows."""
        scores = [self.score(text) for text in texts]
        if self.meaning is None or vectors is None or not texts:
            return scores
        return [score + float(more) for score, more in zip(scores, vectors @ self.meaning, strict=True)]


@dataclass(frozen=True, slots=True)
class AnswerFit:
    """The weights of an answer to a question: of its words, and of `nearness`, the cosine of both."""

    words: Quotability
    nearness: float

    def log_odds(self, text: str, nearness: float) -> float:
        """Return the log-odds that a text answers a question."""
        return self.words.score(text) + self.nearness * nearness


def wording_features(text: str) -> dict[str, float]:
    """Return how a passage is worded, by the name of each feature; shares are of its words."""
    words = [word.replace("’", "'").lower() for word in _WORD.findall(text)]
    count = max(1, len(words))

    def share(kind: frozenset[str]) -> float:
        return sum(word in kind for word in words) / count

    return {
        "log_words": math.log(count),
        "letters_per_word": sum(map(len, words)) / count,
        "refers_back_at_first": sum(word in _REFERRING for word in words[:OPENING_WORDS]) / OPENING_WORDS,
        "about_the_speaker": share(_SPEAKER),
        "addressing": share(_LISTENER),
        "filler": share(_FILLER),
        "told": share(_TOLD),
        "commas": text.count(",") / count,
        "ends_a_sentence": float(text.rstrip()[-1:] in (".", "!", '"', "”")),
    }


@lru_cache(maxsize=8)
def load_quotability(kind: str, embedding_model: str | None) -> Quotability:
    """Return the weights for a kind, "quote" or "clip"; those by wording alone for other embedding models."""
    fitted: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text("utf-8"))
    if embedding_model != fitted["embedding_model"]:
        fit = fitted["by_wording"]
        return Quotability(fit["bias"] + fit[kind], fit["wording"])
    fit = fitted["by_meaning"]
    return Quotability(fit["bias"] + fit[kind], fit["wording"], numpy.asarray(fit["meaning"], float32))


@lru_cache(maxsize=1)
def load_answer_fit() -> AnswerFit:
    """Return the weights that tell answers from what only stands near a question."""
    fit: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text("utf-8"))["answer"]
    return AnswerFit(Quotability(fit["bias"], fit["wording"]), fit["nearness"])
