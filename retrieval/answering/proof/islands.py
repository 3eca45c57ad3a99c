"""Find unsaid words that stand out in a claim: after the last said word, or in otherwise said words. Pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from retrieval.answering.proof.alignment import Alignment
from retrieval.answering.proof.unsaid import word_weight


def trailing_weight(alignment: Alignment) -> float:
    """Return the weight of the unsaid content words at the end of a claim, where additions stand."""
    runs = list(_runs(alignment))
    return _weight(alignment, runs[-1][1]) if runs and runs[-1][0] else 0.0


def unsaid_share(alignment: Alignment) -> float:
    """Return the share, from 0 to 1, that the unsaid words have of the weight of a claim's content words."""
    weights = {True: 0.0, False: 0.0}
    for unsaid, positions in _runs(alignment):
        weights[unsaid] += _weight(alignment, positions)
    return weights[True] / (sum(weights.values()) or 1.0)


def island_weight(alignment: Alignment) -> float:
    """Return the weight of the heaviest run of unsaid words, less what as many of the claim's words weigh.

    An unsaid run stands out in a claim that else keeps to the words of the talk; in a free paraphrase every
    run has some.
    """
    runs = list(_runs(alignment))
    unsaid = [positions for missing, positions in runs if missing]
    total = sum(_weight(alignment, positions) for positions in unsaid)
    mean = total / max(1, sum(len(positions) for _, positions in runs))
    return max((_weight(alignment, positions) - mean * len(positions) for positions in unsaid), default=0.0)


def _runs(alignment: Alignment) -> Iterator[tuple[bool, list[int]]]:
    """Yield the content words of a claim in runs that are all unsaid, or all said, known or asked."""
    content = (at for at, word in enumerate(alignment.claim) if word.content)
    for missing, positions in groupby(content, key=lambda at: is_unsaid(alignment, at)):
        yield missing, list(positions)


def is_unsaid(alignment: Alignment, at: int) -> bool:
    """Return whether a word of a claim is neither said nor known nor asked."""
    return not (alignment.matches[at] or alignment.is_known[at] or alignment.asked[at])


def _weight(alignment: Alignment, positions: Sequence[int]) -> float:
    return sum(word_weight(alignment.claim[at]) for at in positions)
