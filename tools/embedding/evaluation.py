"""How much of the evidence an encoder ranks first, alone."""

from collections.abc import Mapping, Sequence

from torch import Tensor

from tools.embedding.dataset import Question
from tools.embedding.encoder import encode_all, max_similarities
from tools.embedding.training import Tokenized

DEPTHS = (5, 10)
Figures = dict[str, float]
"""Evidence recall by what ranks, where and how deep, as in `within pooled @5`."""


def recall(ranked: Sequence[int], question: Question, first: int = 0) -> float:
    """Return the share of the quotes that the ranked segments hold; the episode's begin at `first`."""
    found = set(ranked)
    return sum(
        any(all(first + position in found for position in way) for way in ways) for ways in question.quotes
    ) / len(question.quotes)


def measure(
    weights: Mapping[str, Tensor],
    episodes: Sequence[Tokenized],
    asked: Sequence[int],
    device: str,
) -> Figures:
    """Return the mean recalls over the questions of the episodes numbered `asked`, among all episodes."""
    segments = encode_all(weights, [row for episode in episodes for row in episode.segments], device)
    starts = [0]
    for episode in episodes:
        starts.append(starts[-1] + len(episode.segments))
    results: dict[str, list[float]] = {}
    for number in asked:
        episode, first = episodes[number], starts[number]
        labels = [label for label in episode.labels if not label.is_follow_up]
        chosen = [row for row, label in enumerate(episode.labels) if not label.is_follow_up]
        within = encode_all(weights, [episode.questions[row][0] for row in chosen], device)
        overall = encode_all(weights, [episode.questions[row][1] for row in chosen], device)
        own = segments[slice(first, starts[number + 1])]
        scores: dict[str, tuple[Tensor, int]] = {
            "within pooled": (within.pooled @ own.pooled.T, 0),
            "within tokens": (max_similarities(within, own), 0),
            "over all pooled": (overall.pooled @ segments.pooled.T, first),
        }
        for name, (matrix, offset) in scores.items():
            best = matrix.topk(min(max(DEPTHS), matrix.shape[1]), dim=1).indices.tolist()
            for row, label in zip(best, labels, strict=True):
                for depth in DEPTHS:
                    results.setdefault(f"{name} @{depth}", []).append(recall(row[:depth], label, offset))
    return {name: sum(values) / len(values) for name, values in results.items()}
