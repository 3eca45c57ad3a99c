"""Find names of speakers that stand on a line of their own above what a subtitle says."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from retrieval.transcripts.raw_lines import collapse_spaces
from retrieval.transcripts.subtitle_blocks import Block, strip_tags
from retrieval.transcripts.text_lines import is_name_like

_MIN_SHARE = 0.5
"""The share of subtitles that must begin with such a line; most say a sentence, and each its own."""


def name_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with the names that are above their texts as speakers, if there are such names."""
    heads = [_head(block) for block in blocks]
    counts = Counter(head for head in heads if head)
    often = {name for name, count in counts.items() if count > 1}
    named = sum(counts[name] for name in often)
    if named < 3 or named < _MIN_SHARE * len(blocks) or 2 * len(counts) > named:
        return list(blocks)
    return [
        replace(block, speaker=head, lines=block.lines[1:]) if head in counts else block
        for block, head in zip(blocks, heads, strict=True)
    ]


def _head(block: Block) -> str | None:
    lines = [line for line in block.lines if line.strip()]
    if block.speaker is not None or len(lines) < 2 or len(lines) != len(block.lines):
        return None
    head = collapse_spaces(strip_tags(lines[0]))
    is_name = 0 < len(head) <= 60 and head[-1] not in ".,!?:\u2026" and is_name_like(head)
    return head if is_name else None
