"""Every real transcript beside the project reads, whole, with the speakers and times that it states."""

import re
from pathlib import Path

import pytest

from retrieval.segments import split
from retrieval.transcripts import read

SHOWS = {
    "changelog-gotime-md": "Markdown",
    "lennys-md": "headed text",
    "syntax-srt": "SubRip",
    "talk-python-vtt": "WebVTT",
    "talk-python-voices-vtt": "WebVTT",
    "lex-fridman-flat-txt": "plain text",
    "oxide-and-friends-txt": "bracketed text",
}


@pytest.mark.parametrize("show", SHOWS)
def test_every_file_of_a_show_reads_into_segments_in_order(shared_data: Path, show: str) -> None:
    files = sorted((shared_data / "shows" / show).iterdir())
    assert files
    for file in files:
        transcript = read(file)
        assert transcript.format == SHOWS[show]
        segments = split(transcript.cues)
        assert [segment.number for segment in segments] == list(range(1, len(segments) + 1))
        assert sum(len(segment.text.split()) for segment in segments) == sum(
            len(cue.text.split()) for cue in transcript.cues
        )
        starts = [cue.start for segment in segments for cue in segment.cues if cue.start is not None]
        assert starts == sorted(starts)


def test_lex_333_keeps_every_word_and_the_last_second(shared_data: Path) -> None:
    source = (shared_data / "lex333.srt").read_text()
    spoken = re.sub(r"\d+\n\d\d:\d\d:\d\d,\d+ --> .*\n", "", source)
    spoken = re.sub(r"\[(?:Lex|Andrej)\] ", "", spoken)
    transcript = read(shared_data / "lex333.srt")
    assert " ".join(cue.text for cue in transcript.cues).split() == spoken.split()
    assert transcript.cues[-1].end == 12518.403
    assert {cue.speaker for cue in transcript.cues} == {None, "Lex", "Andrej"}
