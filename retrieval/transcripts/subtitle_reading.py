"""From the blocks of a subtitle file to its lines: rolling undone, words joined, speakers found."""

from collections.abc import Sequence

from retrieval.models import Details
from retrieval.transcripts.format import Reading
from retrieval.transcripts.highlighted_words import join_highlighted
from retrieval.transcripts.name_lines import name_blocks
from retrieval.transcripts.raw_lines import RawLine
from retrieval.transcripts.rolling_captions import unroll
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_speakers import split_turns
from retrieval.transcripts.word_timings import are_single_words, join_words

_MAX_WORDY_BLOCKS = 40
"""A file with up to this many blocks of one word is short talk ("Hi."), not a list of single words."""


def read_blocks(found: Blocks, details: Details | None = None, unspoken: Sequence[str] = ()) -> Reading:
    """Return what the blocks of a subtitle file say."""
    return Reading(
        block_lines(found.blocks), details or Details(), problems=found.problems, unspoken=unspoken
    )


def block_lines(blocks: Sequence[Block]) -> list[RawLine]:
    """Return the turns in blocks."""
    blocks = name_blocks(unroll(join_highlighted(blocks)))
    lines = [line for line in split_turns(blocks) if line.text]
    if len(lines) > _MAX_WORDY_BLOCKS and are_single_words(lines):
        return join_words(lines)
    return lines
