"""Every real transcript next to the project is read as a whole, with its speakers and times."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from retrieval.models import Transcript
from retrieval.transcripts.reader import parse_transcript
from retrieval.transcripts.segmenter import segment_sentences, split_into_segments

SHOWS = {
    "changelog-gotime-md": "Markdown",
    "lennys-md": "headed text",
    "syntax-srt": "SubRip",
    "talk-python-vtt": "WebVTT",
    "talk-python-voices-vtt": "WebVTT",
    "lex-fridman-flat-txt": "plain text",
    "oxide-and-friends-txt": "bracketed text",
}


@pytest.mark.slow
@pytest.mark.parametrize("show", SHOWS)
def test_every_file_of_a_show_reads_into_segments_in_order(shared_data: Path, show: str) -> None:
    files = sorted((shared_data / "shows" / show).iterdir())
    assert files
    for file in files:
        transcript = parse_transcript(file)
        assert transcript.format == SHOWS[show]
        segments = split_into_segments(transcript.cues)
        assert [segment.number for segment in segments] == list(range(1, len(segments) + 1))
        assert sum(len(segment.text.split()) for segment in segments) == sum(
            len(cue.text.split()) for cue in transcript.cues
        )
        starts = [cue.start for segment in segments for cue in segment.cues if cue.start is not None]
        assert starts == sorted(starts)


BASEBALL = {"Bryan Cantrill", "Bryan Carmel", "Paul Freedman", "Steve Tuck", "Adam Leventhal"}


def read_one(folder: Path, start: str) -> Transcript:
    (file,) = (file for file in folder.iterdir() if file.name.startswith(start))
    return parse_transcript(file)


def names(transcript: Transcript) -> set[str | None]:
    return {cue.speaker for cue in transcript.cues}


@pytest.mark.slow
def test_lex_333_keeps_every_word_and_the_last_second(shared_data: Path) -> None:
    source = (shared_data / "lex333.srt").read_text()
    spoken = re.sub(r"\d+\n\d\d:\d\d:\d\d,\d+ --> .*\n", "", source)
    spoken = re.sub(r"\[(?:Lex|Andrej)\] ", "", spoken)
    transcript = parse_transcript(shared_data / "lex333.srt")
    assert " ".join(cue.text for cue in transcript.cues).split() == spoken.split()
    assert (len(transcript.cues), transcript.cues[-1].end) == (5502, 12518.403)
    assert names(transcript) == {None, "Lex", "Andrej"}
    assert not any(cue.estimated for cue in transcript.cues)
    segments = split_into_segments(transcript.cues)
    assert all(segment.text.endswith((".", "?", "!", "-", '"')) for segment in segments)
    assert 300 < len(segments) < 400


@pytest.mark.slow
def test_the_evidence_of_the_questions_can_be_quoted(shared_data: Path) -> None:
    folder = shared_data / "podqa"
    segments = {
        file.stem: split_into_segments(parse_transcript(file).cues)
        for file in (folder / "transcripts").iterdir()
    }
    assert len(segments) == 10
    assert all(segments.values())
    questions = [json.loads(line) for line in (folder / "questions.jsonl").read_text().splitlines()]
    found = [
        any(" ".join(evidence["quote"].split()) in segment.text for segment in segments[question["episode"]])
        for question in questions
        for evidence in question["evidence"]
    ]
    assert sum(found) >= 0.97 * len(found)


@pytest.mark.parametrize("file", ["alisa-cohn", "ami-vora", "amjad-masad", "andrew-wilkinson", "andy-johns"])
def test_front_matter_tells_title_guest_date_and_link(shared_data: Path, file: str) -> None:
    path = shared_data / "shows" / "lennys-md" / f"{file}.md"
    source = path.read_text()
    stated = dict(re.findall(r"^(guest|youtube_url|publish_date|channel): (.+)$", source, re.MULTILINE))
    transcript = parse_transcript(path)
    details = transcript.details
    assert details.title == re.findall(r"^# (.+)$", source, re.MULTILINE)[0]
    assert details.guests == (stated["guest"],)
    assert details.show == stated["channel"]
    assert details.video_url == stated["youtube_url"]
    assert details.published == date.fromisoformat(stated["publish_date"])
    hosts = {"Lenny Rachitsky", "Lenny", "Speaker 3"}
    assert names(transcript) - hosts == {stated["guest"]}
    assert names(transcript) & hosts
    assert transcript.cues[0].start == 0.0
    assert sum(cue.estimated for cue in transcript.cues) <= 1


@pytest.mark.parametrize(
    ("folder", "start", "speakers", "last"),
    [
        ("syntax-srt", "Syntax306", {"Wes Bos", "Scott Tolinski", "Announcer", None}, 3445.68),
        ("syntax-srt", "Syntax310", {"Wes Bos", "Scott Tolinski", None}, 3599.76),
        ("talk-python-vtt", "544", {None}, 4277.1),
        ("talk-python-voices-vtt", "558", {"Michael Booth", "Michael Kennedy"}, 4405.08),
        ("oxide-and-friends-txt", "A Baseball", BASEBALL, None),
        ("oxide-and-friends-txt", "Adversarial", {"Speaker 1", "Speaker 2", "Speaker 3"}, None),
        ("oxide-and-friends-txt", "All we", {"Adam", "Bryan"}, None),
        ("changelog-gotime-md", "go-time-328", {"Johnny Boursiquot", "Jamie Tanna", "Kris Brandow"}, None),
        ("lex-fridman-flat-txt", "367", {None}, None),
    ],
)  # fmt: skip
def test_speakers_are_those_that_the_file_names(
    shared_data: Path, folder: str, start: str, speakers: set[str | None], last: float | None
) -> None:
    transcript = read_one(shared_data / "shows" / folder, start)
    assert names(transcript) == speakers
    if last is not None:
        assert transcript.cues[-1].end == last


def test_a_hello_of_somebody_unnamed_is_nobodys(shared_data: Path) -> None:
    transcript = read_one(shared_data / "shows" / "talk-python-voices-vtt", "557")
    assert names(transcript) == {"Michael Kennedy", "Seth Larson", "Mike Fiedler", "Juanita Gomez", None}
    (path,) = (shared_data / "shows" / "talk-python-voices-vtt").glob("557*")
    unnamed = re.findall(r"--> .+\n(?!<v)(.+)", path.read_text())
    assert len(unnamed) == 3
    assert [cue.text for cue in transcript.cues if cue.speaker is None] == unnamed
    assert not any(cue.inferred for cue in transcript.cues)
    assert not any("Gomez:" in cue.text for cue in transcript.cues)


def test_most_of_go_time_is_placed_between_its_times(shared_data: Path) -> None:
    path = shared_data / "shows" / "changelog-gotime-md" / "go-time-331.md"
    cues = parse_transcript(path).cues
    assert not any("\\" in cue.text or "**" in cue.text for cue in cues)
    ((minute, second, text),) = re.findall(r"^\\\[(11):(46)\\\] (.{30})", path.read_text(), re.MULTILINE)
    (passage,) = (cue for cue in cues if cue.text.startswith(text))
    assert (passage.start, passage.estimated) == (60.0 * int(minute) + int(second), False)
    assert sum(cue.estimated for cue in cues) > 200


@pytest.mark.slow
def test_flat_talk_is_cut_into_clauses_of_readable_length(shared_data: Path) -> None:
    for file in (shared_data / "shows" / "lex-fridman-flat-txt").iterdir():
        (cue,) = parse_transcript(file).cues
        assert cue.text.split() == file.read_text().split()
        clauses = [span for segment in split_into_segments([cue]) for span in segment_sentences(segment)]
        sizes = [len(span.text.split()) for span in clauses]
        assert sum(sizes) == len(cue.text.split())
        assert max(sizes) <= 30
        assert sum(size >= 8 for size in sizes) > 0.98 * len(sizes)
        hanging = ("the", "a", "of", "to", "and", "is", "my")
        assert sum(span.text.split()[-1] in hanging for span in clauses) < 0.01 * len(clauses)
