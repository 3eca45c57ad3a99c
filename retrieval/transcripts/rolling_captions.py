"""Undo the rolling of automatic video captions, which show every line two or three times."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.transcripts.raw_lines import collapse_spaces
from retrieval.transcripts.subtitle_blocks import Block, strip_tags

_MIN_REPEATED_SHARE = 0.4
"""The share of neighbouring blocks that must repeat each other in a file that rolls."""


def unroll(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each line once if the file rolls, otherwise unchanged.

    The file as a whole decides, because people do repeat themselves ("Many knobs. Many knobs.").
    """
    texts = [tuple(collapse_spaces(strip_tags(line)) for line in block.lines) for block in blocks]
    if not _rolls(blocks, texts):
        return list(blocks)
    fresh = []
    shown: tuple[str, ...] = ()
    for block, lines in zip(blocks, texts, strict=True):
        kept = [line for line in lines if line]
        # A blank first line says that the display was cleared: what follows is new even if it reads the same.
        carried = 0 if lines and not lines[0] else _count_carried(shown, kept)
        new = kept[carried:]
        if new and shown and carried == 0 and _grows(shown[-1], new[0]):
            new = [new[0][len(shown[-1]) :].strip(), *new[1:]]
        if new:
            fresh.append(replace(block, lines=tuple(new)))
        if kept:
            shown = tuple(kept)
    return fresh


def _rolls(blocks: Sequence[Block], texts: Sequence[tuple[str, ...]]) -> bool:
    shown = [[line for line in lines if line] for lines in texts]
    pairs = [(a, b) for a, b in pairwise(shown) if a and b]
    repeats = sum(_repeats(a, b) for a, b in pairs)
    if any(block.has_word_times for block in blocks):
        return repeats > 0
    return repeats >= max(2, _MIN_REPEATED_SHARE * len(pairs))


def _repeats(before: Sequence[str], after: Sequence[str]) -> bool:
    if list(before) == list(after):
        return False
    carried = _count_carried(before, after)
    if carried:
        return " " in before[-1]
    return _grows(before[-1], after[0])


def _count_carried(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many of the last lines of `before` are the first of `after`."""
    for count in range(min(len(before), len(after)), 0, -1):
        if list(before[-count:]) == list(after[:count]):
            return count
    return 0


def _grows(before: str, after: str) -> bool:
    return after.startswith(before + " ") and " " in before
