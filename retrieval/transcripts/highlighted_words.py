"""Undo highlighting of words: files that repeat a line for each of its words, with that word underlined."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from retrieval.transcripts.raw_lines import collapse_spaces
from retrieval.transcripts.subtitle_blocks import Block, strip_tags

_HIGHLIGHT = re.compile(r"<(u|b|i|font)\b[^<>\n]{0,80}>[^<>\n]{1,100}</\1>")
_MIN_REPEATED_SHARE = 0.3


def join_highlighted(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with each line once if words are highlighted one by one, otherwise unchanged."""
    texts = [collapse_spaces(strip_tags("\n".join(block.lines))) for block in blocks]
    if not _highlights(blocks, texts):
        return list(blocks)
    joined: list[Block] = []
    last = ""
    for block, text in zip(blocks, texts, strict=True):
        if joined and text == last:
            joined[-1] = replace(joined[-1], end=block.end)
        else:
            joined.append(replace(block, lines=(text,)))
        last = text
    return joined


def _highlights(blocks: Sequence[Block], texts: Sequence[str]) -> bool:
    """Return whether many neighbours say the same and one of them has a part of its line in a tag."""
    marked = [_HIGHLIGHT.search(line) is not None for block in blocks for line in block.lines[:1]]
    if sum(marked) < 2 or len(marked) != len(blocks):
        return False
    repeats = sum(
        a == b and first.lines != second.lines
        for (a, b), (first, second) in zip(pairwise(texts), pairwise(blocks), strict=True)
    )
    return repeats >= max(2, _MIN_REPEATED_SHARE * (len(blocks) - 1))
