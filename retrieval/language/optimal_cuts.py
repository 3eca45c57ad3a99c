"""Cut a sequence into parts at the least total cost, by dynamic programming."""

from collections.abc import Callable, Sequence
from itertools import pairwise


def cheapest_cuts(
    bounds: Sequence[float], first: Sequence[int], cost: Callable[[int, int], float], unlikely: float
) -> list[tuple[int, int]]:
    """Return (start, end) of the parts into which n items are cut at the least total cost.

    `bounds` has n + 1 numbers: the cost of cutting before each item, and 0 at both ends. A part that ends
    before item `end` begins at `first[end]` or later and costs `cost(start, end)`. Cuts that cost `unlikely`
    or more are considered only if no other is within reach, which keeps long texts fast.
    """
    best, back = [0.0], [0]
    likely, passed = [0], 0
    for end in range(1, len(bounds)):
        while passed < len(likely) and likely[passed] < first[end]:
            passed += 1
        starts = likely[passed:] or range(first[end], end)
        least, start = min([(best[start] + cost(start, end), start) for start in starts])
        best.append(least + bounds[end])
        back.append(start)
        if bounds[end] < unlikely:
            likely.append(end)
    edges = [len(bounds) - 1]
    while edges[-1]:
        edges.append(back[edges[-1]])
    return list(pairwise(reversed(edges)))
