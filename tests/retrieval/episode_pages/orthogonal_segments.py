"""Segments for tests of questions: each text is a segment whose vector is orthogonal to the others."""

import numpy

from retrieval.episode_pages.page_input import PageInput
from retrieval.models import Cue, Episode, Segment, Show

EPISODE = Episode(1, "nets", Show(1, "harbour", "Harbour"), "Nets", 1, 3)


def page_input(*texts: str) -> PageInput:
    """Return a page input with one segment for each text and one cue for each of its lines."""
    segments = tuple(
        Segment(number, tuple(Cue(line) for line in text.split("\n"))) for number, text in enumerate(texts, 1)
    )
    return PageInput(EPISODE, segments, numpy.eye(len(texts), dtype=numpy.float32))
