"""Ranks segments by several scores at once. Pure: scores in, scores out.

The constants stand for habits of talk, and were set by 237 questions on 35 meetings and 60 on 10 podcast
episodes, each set halved by a hash of the episode's name: a value stays where it helps on both halves of one
set and harms neither of the other. Both halves were looked at, so they are no proof against luck; that the
two sets ask for very different things is. Tried and left out, because they helped on one set at most: rank
fusion, Gaussian neighbours, more weight for vectors or terms, feedback from the first hits.
"""

from collections import defaultdict
from collections.abc import Mapping

Key = tuple[int, int]
"""(generation, number)."""

POINTED = (0.4, 0.2)
"""What a segment gets of the scores of its neighbours, by distance, where one statement is asked for."""
BROAD = tuple(0.5 * 0.85**far for far in range(8))
"""The same where a stretch of talk is asked for: it goes on for about ten segments."""
SPOKEN_BY = 1.6
"""What it counts that all of a segment is spoken by somebody whom the question names."""
NAMED = 1.0
"""What it counts that the question names a segment's episode as clearly as can be."""
EPISODE, BEST = 0.5, 3
"""An episode's segments get this share of the mean of its `BEST` scores: where much fits, more does."""


def scaled(scores: Mapping[Key, float], floor: float | None = None) -> dict[Key, float]:
    """The scores from 0, for the lowest or `floor`, to 1, so that scores of different kinds can be added."""
    if not scores:
        return {}
    low = min(scores.values()) if floor is None else floor
    span = max(scores.values()) - low
    return {key: (score - low) / span if span > 0 else 1.0 for key, score in scores.items()}


def added(*parts: Mapping[Key, float]) -> dict[Key, float]:
    """The sums of the scores; what a part doesn't have counts 0 there."""
    total: defaultdict[Key, float] = defaultdict(float)
    for part in parts:
        for key, score in part.items():
            total[key] += score
    return dict(total)


def sharpened(scores: Mapping[Key, float]) -> dict[Key, float]:
    """The scores squared: what fits a little, as much does, must not add up to more than what fits."""
    return {key: score * score for key, score in scores.items()}


def beside(scores: Mapping[Key, float]) -> set[Key]:
    """Where the scored segments' neighbours would stand, whether there are any or not."""
    return {(generation, number + way) for generation, number in scores for way in (-1, 1)} - scores.keys()


def with_neighbours(scores: Mapping[Key, float], broad: bool) -> dict[Key, float]:
    """Each score with shares of those before and after it: a passage among good ones beats a lone one."""
    shares = BROAD if broad else POINTED
    around = [(way * far, share) for far, share in enumerate(shares, 1) for way in (-1, 1)]
    total = dict(scores)
    for (generation, number), score in scores.items():
        for away, share in around if score else ():
            near = (generation, number + away)
            if near in total:
                total[near] += share * score
    return total


def with_episodes(scores: Mapping[Key, float], named: Mapping[int, float]) -> dict[Key, float]:
    """Each score with what its episode is worth: its best segments, and how clearly the question names it."""
    by_episode: defaultdict[int, list[float]] = defaultdict(list)
    for (generation, _), score in scores.items():
        by_episode[generation].append(score)
    worth = {
        generation: EPISODE * sum(sorted(found, reverse=True)[:BEST]) / BEST
        + NAMED * named.get(generation, 0.0)
        for generation, found in by_episode.items()
    }
    return {key: score + worth[key[0]] for key, score in scores.items()}
