"""Rank segments by combining several scores; pure functions from scores to scores.

The constants stand for habits of talk, and were set by 237 questions on 35 meetings and 60 on 10 podcast
episodes, each set halved by a hash of the episode's name: a value stays if it helps on both halves of one
set and harms neither of the other. Both halves were looked at, so they are no proof against luck; that the
two sets ask for very different things is. Tried and left out, because they helped on one set at most: rank
fusion, Gaussian neighbours, more weight for vectors or terms, feedback from the first hits.
"""

from collections import defaultdict
from collections.abc import Mapping

from retrieval.models import SegmentKey

NARROW_NEIGHBOUR_WEIGHTS = (0.4, 0.2)
"""The shares of its neighbours' scores that a segment gets, by distance, if one statement is asked for."""
BROAD_NEIGHBOUR_WEIGHTS = tuple(0.5 * 0.85**distance for distance in range(8))
"""The shares by distance if a stretch of conversation is asked for, which is about ten segments long."""
SPEAKER_WEIGHT = 1.6
"""What a segment gets if all of it is spoken by somebody whom the question names."""
NAMED_EPISODE_WEIGHT = 1.0
"""What a segment gets if the question names its episode as clearly as possible."""
EPISODE_WEIGHT = 0.5
"""The share of the mean of its episode's best scores that a segment gets."""
BEST_PER_EPISODE = 3
"""How many of an episode's best scores are averaged; missing ones count 0, so more matches are better."""


def scale_scores(scores: Mapping[SegmentKey, float], floor: float | None = None) -> dict[SegmentKey, float]:
    """Return the scores on a scale from 0, for `floor` or the lowest, to 1 for the highest."""
    if not scores:
        return {}
    low = min(scores.values()) if floor is None else floor
    span = max(scores.values()) - low
    return {key: (score - low) / span if span > 0 else 1.0 for key, score in scores.items()}


def sum_scores(*parts: Mapping[SegmentKey, float]) -> dict[SegmentKey, float]:
    """Return the sums of the scores by segment; a segment that a part lacks scores 0 there."""
    total: defaultdict[SegmentKey, float] = defaultdict(float)
    for part in parts:
        for key, score in part.items():
            total[key] += score
    return dict(total)


def square_scores(scores: Mapping[SegmentKey, float]) -> dict[SegmentKey, float]:
    """Return the squares of the scores, so that many weak matches don't add up to more than a strong one."""
    return {key: score * score for key, score in scores.items()}


def neighbour_keys(scores: Mapping[SegmentKey, float]) -> set[SegmentKey]:
    """Return the keys next to the scored segments that have no score, whether such segments exist or not."""
    return {
        SegmentKey(generation, number + step) for generation, number in scores for step in (-1, 1)
    } - scores.keys()


def add_neighbour_scores(scores: Mapping[SegmentKey, float], broad: bool) -> dict[SegmentKey, float]:
    """Return each score plus shares of its neighbours' scores, so that a passage beats a single segment."""
    weights = BROAD_NEIGHBOUR_WEIGHTS if broad else NARROW_NEIGHBOUR_WEIGHTS
    weighted_steps = [
        (sign * distance, weight) for distance, weight in enumerate(weights, 1) for sign in (-1, 1)
    ]
    total = dict(scores)
    for (generation, number), score in scores.items():
        for step, weight in weighted_steps if score else ():
            neighbour = SegmentKey(generation, number + step)
            if neighbour in total:
                total[neighbour] += weight * score
    return total


def add_episode_scores(
    scores: Mapping[SegmentKey, float], naming_scores: Mapping[int, float]
) -> dict[SegmentKey, float]:
    """Return each score with a bonus for its episode: for its best segments, and for how clearly it is named.

    `naming_scores` are from 0 to 1, by generation.
    """
    scores_by_episode: defaultdict[int, list[float]] = defaultdict(list)
    for (generation, _), score in scores.items():
        scores_by_episode[generation].append(score)
    bonuses = {
        generation: EPISODE_WEIGHT * sum(sorted(values, reverse=True)[:BEST_PER_EPISODE]) / BEST_PER_EPISODE
        + NAMED_EPISODE_WEIGHT * naming_scores.get(generation, 0.0)
        for generation, values in scores_by_episode.items()
    }
    return {key: score + bonuses[key.generation] for key, score in scores.items()}
