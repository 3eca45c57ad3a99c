from pathlib import Path

import numpy
import pytest

from benchmarks.latency import measure
from benchmarks.talk import Talk
from retrieval.transcripts import reader
from retrieval.transcripts.segmenter import split_into_segments


def test_the_same_seed_says_the_same() -> None:
    one, same, other = (Talk(numpy.random.default_rng(seed)).words(40) for seed in (7, 7, 8))
    assert one == same != other


def test_made_up_talk_is_a_transcript_of_about_as_many_segments_as_wanted() -> None:
    read = reader.parse_transcript(Talk(numpy.random.default_rng(7)).transcript(30), "talk.srt")
    assert (len(read.cues), read.cues[-1].end) == (330, 1320.0)
    assert 25 <= len(split_into_segments(read.cues)) <= 35


@pytest.mark.long
def test_every_way_to_search_is_measured_in_a_library_of_the_wanted_size(tmp_path: Path) -> None:
    figures = measure(tmp_path, segments=130, shows=2, queries=2)
    assert list(figures.milliseconds) == [
        "all episodes",
        "one show",
        "one episode",
        "raw Chroma",
        "raw Chroma, where show",
        "raw Chroma, where episode",
    ]
    assert all(0 < half <= most for half, most in figures.milliseconds.values())
    assert figures.megabytes["disk, catalog"] > 0.1
    assert {"index an episode", "reindex it", "remove it"} <= figures.seconds.keys()
