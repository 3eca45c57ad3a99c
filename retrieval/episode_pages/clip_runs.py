"""Finds the stretches of a segment that have the length of a clip and are whole sentences of one speaker."""

from collections.abc import Iterator
from typing import NamedTuple

from retrieval.episode_pages.passages import quotable_start, stands_alone
from retrieval.models import Segment
from retrieval.transcripts.segmenter import segment_sentences, turn_starts

CLIP_MIN_SECONDS, CLIP_MAX_SECONDS = 15.0, 90.0
"""Seconds of a clip."""
CLIP_MIN_WORDS, CLIP_MAX_WORDS = 35, 240
"""Words of a clip in a transcript without times."""


class Run(NamedTuple):
    """Characters `first` to `end` of a segment, and when they are said, in seconds."""

    first: int
    end: int
    start_time: float | None
    end_time: float | None


def whole_cue_runs(segment: Segment) -> Iterator[Run]:
    """Yield the runs of one speaker's whole cues that are whole sentences and have the length of a clip."""
    spans = segment_sentences(segment)
    starts = {span.start_char for span in spans if stands_alone(segment, span, span.start_char)}
    ends = {span.end_char for span in spans if span.complete}
    turns = turn_starts(segment)
    cue_start = 0
    open_starts: list[tuple[int, float | None]] = []
    for cue in segment.cues:
        if cue_start in turns:
            open_starts.clear()
        first = cue_start + len(cue.text) - len(cue.text.lstrip("-\u2013\u2014> "))
        if first in starts:
            open_starts.append((first, cue.start))
        end = cue_start + len(cue.text)
        if end in ends:
            runs = (Run(start, end, start_time, cue.end) for start, start_time in open_starts)
            yield from (run for run in runs if _has_clip_length(run, segment.text))
        cue_start = end + 1


def loose_runs(segment: Segment) -> Iterator[Run]:
    """Yield the runs of whole sentences of one speaker that begin or end within a cue, without their filler.

    They are played from the start of the cue in which they begin.
    """
    spans = segment_sentences(segment)
    turns, cues = turn_starts(segment), []
    cue_start = 0
    for cue in segment.cues:
        cues.append((cue_start, cue))
        cue_start += len(cue.text) + 1
    for number, span in enumerate(spans):
        start = quotable_start(segment, span)
        if start is None or not stands_alone(segment, span, start):
            continue
        start_time = next(cue.start for first, cue in reversed(cues) if first <= start)
        for last in spans[number:]:
            if not last.complete or any(start < turn < last.end_char for turn in turns):
                break
            end_time = next(cue.end for first, cue in reversed(cues) if first < last.end_char)
            run = Run(start, last.end_char, start_time, end_time)
            if _has_clip_length(run, segment.text):
                yield run


def _has_clip_length(run: Run, text: str) -> bool:
    if run.start_time is None or run.end_time is None:
        return CLIP_MIN_WORDS <= len(text[run.first : run.end].split()) <= CLIP_MAX_WORDS
    return CLIP_MIN_SECONDS <= run.end_time - run.start_time <= CLIP_MAX_SECONDS
