"""Fit the weights by which `retrieval/search/relevance.py` ranks hits, and print them.

python -m tools.train_ranking --dataset ../shared/data/listeners

It uses the questions about episodes that the embedding model wasn't trained on (see its NOTICE), and prints
the recall of the evidence among the first hits as the search ranks them, and cross-validated over episodes.
It needs no more than Podcite itself, and takes minutes.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy.typing import NDArray

from benchmarks.asking import read
from benchmarks.evidence import found, index, normalize
from benchmarks.home import Home, open_home
from benchmarks.judging import Asked
from retrieval.language.query_analysis import extract_subject
from retrieval.models import Episode, Hit, Scope, Segment
from retrieval.search.relevance import FEATURES, hit_features
from retrieval.search.reranker import RERANKED_HITS, LateInteractionReranker
from tools.embedding.dataset import OPEN_EPISODES

FOLDS = 5
DEPTHS = (1, 3, 5, 10)
CROSSED_WEIGHT = 0.3
"""What a question counts that is put to another episode; there are very many."""
RIDGE = 1.0
"""Weight of the squared weights in the loss."""
NEWTON_STEPS = 15

Array = NDArray[numpy.float64]
Score = Callable[["Example"], Array]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, its hits in the order of the search, (hits, features), and which of them hold evidence.

    `counts` are the weights of the hits: 0 for those that only touch the answer.
    """

    asked: Asked
    hits: tuple[Hit, ...]
    features: Array
    labels: Array
    counts: Array

    @property
    def episode(self) -> str:
        return self.asked.within or self.asked.episode


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="a folder as listeners")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder))
        episodes = index(home, args.dataset, None)
        texts = {
            (episode.generation, segment.number): segment
            for episode in episodes.values()
            for segment in home.catalog.transcript(episode.generation)
        }
        examples = _collect(home, args.dataset, episodes)
        home.close()
    held_out = _cross_validate(examples)
    for scope in ("episode", "all"):
        inside = [e for e in examples if e.asked.scope == scope and e.asked.kind == "answerable"]
        for name, score in (("the search", _search_score), ("cross-validated", held_out)):
            shares = numpy.mean([_recalls(e, score(e), episodes, texts) for e in inside], axis=0)
            print(
                f"{scope}, {len(inside)} questions, {name}:",
                dict(zip(DEPTHS, shares.round(3).tolist(), strict=True)),
            )
    fitted = fit(examples)
    print(dict(zip((*FEATURES, "bias"), fitted.round(2).tolist(), strict=True)))


def fit(examples: Sequence[Example]) -> Array:
    """Return the weights of a logistic regression, the bias last, by Newton's method."""
    features = numpy.concatenate([_with_bias(example.features) for example in examples])
    labels = numpy.concatenate([example.labels for example in examples])
    counts = numpy.concatenate([example.counts for example in examples])
    ridge = numpy.diag([*[RIDGE] * (features.shape[1] - 1), 0.0])
    weights = numpy.zeros(features.shape[1])
    for _ in range(NEWTON_STEPS):
        expected = 1 / (1 + numpy.exp(-(features @ weights)))
        gradient = features.T @ (counts * (expected - labels)) + ridge @ weights
        curvature = (features.T * (counts * expected * (1 - expected))) @ features + ridge
        weights -= numpy.linalg.solve(curvature, gradient)
    return weights


def _collect(home: Home, dataset: Path, episodes: Mapping[str, Episode]) -> list[Example]:
    reranker = home.retriever.reranker
    if not isinstance(reranker, LateInteractionReranker):
        sys.exit("Only Podcite's own embedding model has token vectors.")
    home.retriever.reranker = None
    examples = []
    for asked in read(dataset, list(episodes)):
        if OPEN_EPISODES.match(asked.within or asked.episode):
            continue
        hits = home.retriever.find_sync(asked.question, Scope(episode=asked.within), RERANKED_HITS)
        subject = extract_subject(asked.question) if asked.within else asked.question
        comparison = reranker.compare(subject, hits)
        features = hit_features(comparison.hits, comparison.matches)
        examples.append(Example(asked, comparison.hits, features, *_label(asked, comparison.hits)))
    return examples


def _label(asked: Asked, hits: Sequence[Hit]) -> tuple[Array, Array]:
    """Return which hits hold a quote of evidence, or its beginning or end, and what each hit counts."""
    quotes = [normalize(quote) for quote in asked.evidence]
    ours = [hit.episode.id == asked.episode for hit in hits]
    labels = [
        mine and any(_overlap(quote, normalize(hit.segment.text)) for quote in quotes)
        for mine, hit in zip(ours, hits, strict=True)
    ]
    partial = [mine and hit.segment.number in asked.partial for mine, hit in zip(ours, hits, strict=True)]
    count = CROSSED_WEIGHT if asked.kind == "crossed" else 1.0
    return numpy.asarray(labels, float), count * (~numpy.asarray(partial, bool)).astype(float)


def _overlap(quote: str, text: str) -> bool:
    """Return whether a text holds a quote, or one half of a quote that runs over two segments."""
    words = quote.split()
    first, second = " ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])
    return quote in text or (len(words) > 7 and (text.find(first) > 0 or text.startswith(second)))


def _cross_validate(examples: Sequence[Example]) -> Score:
    """Return the score of each example by weights that were fitted without its episode."""
    names = sorted({example.episode for example in examples})
    weights: dict[str, Array] = {}
    for fold in range(FOLDS):
        held = names[fold::FOLDS]
        weights |= dict.fromkeys(held, fit([e for e in examples if e.episode not in held]))
    return lambda example: _with_bias(example.features) @ weights[example.episode]


def _search_score(example: Example) -> Array:
    return -numpy.arange(len(example.hits), dtype=float)


def _recalls(
    example: Example, scores: Array, episodes: Mapping[str, Episode], texts: Mapping[tuple[int, int], Segment]
) -> list[float]:
    ranked = [example.hits[at].key for at in numpy.argsort(-scores, kind="stable")]
    quotes = [normalize(quote) for quote in example.asked.evidence]
    return [found(ranked[:depth], texts, episodes[example.asked.episode], quotes) for depth in DEPTHS]


def _with_bias(features: Array) -> Array:
    return numpy.column_stack([features, numpy.ones(len(features))])


if __name__ == "__main__":
    main()
