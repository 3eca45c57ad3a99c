"""Files with faults of the kinds that people have: the good rest is read, and what was left out is named."""

import json
import os
import re
from pathlib import Path

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import parse_transcript, read_transcript_file

CUES = "".join(f"00:0{i}:00.000 --> 00:0{i}:09.000\nCue number {i}.\n\n" for i in range(6))
TEXTS = [f"Cue number {i}." for i in range(6)]


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (f"```vtt\nWEBVTT\n\n{CUES}```\n", None),
        (f"Here you are:\n\n```\nWEBVTT\n\n{CUES}```\nAnything else?\n", r"line 1: text outside"),
        (f"Exported today.\n\n{CUES}", r"line 1: text before the time .*Exported today"),
        (f"Exported today.\n\nWEBVTT\n\n{CUES}", r"line 1: text above"),
        (f"WEBVTT\n\n{CUES}00:xx:00.000 --> 00:07:00.000\nGone.\n", r"line 21: .* isn't a valid time .*Gone"),
        (
            f"{CUES}\n00:07:00 --> 00:08:00\nSubtitles by nobody in particular\n",
            r"line 20: .*who transcribed",
        ),
    ],
)
def test_the_good_rest_is_read(data: str, note: str | None) -> None:
    transcript = parse_transcript(data.encode(), "talk.vtt")
    assert [cue.text for cue in transcript.cues] == TEXTS
    assert transcript.lost_words == 0
    assert bool(transcript.notes) == (note is not None)
    if note:
        assert re.match(f"Left out {note}", transcript.notes[0], re.DOTALL)


def test_an_arrow_in_the_text_is_text() -> None:
    transcript = parse_transcript(
        f"WEBVTT\n\n{CUES}00:07:00.000 --> 00:07:09.000\n3 --> 4 is next\n".encode()
    )
    assert [cue.text for cue in transcript.cues] == [*TEXTS, "3 --> 4 is next"]
    assert transcript.notes == ()


@pytest.mark.parametrize(
    "form", ["0:{}:0,5", "00:0{}:00:500", "00:0{}:00.500000", "0:{}:0.5", "00: 0{}: 00,500"]
)
def test_times_of_odd_forms_are_read(form: str) -> None:
    text = "\n".join(f"{form.format(i)} --> {form.format(i + 1)}\n{text}\n" for i, text in enumerate(TEXTS))
    assert [cue.start for cue in parse_transcript(text.encode()).cues] == [60 * i + 0.5 for i in range(6)]


def test_times_in_seconds_are_read() -> None:
    text = "WEBVTT\n\n" + "\n".join(f"{i}.500 --> {i}.900\n{text}\n" for i, text in enumerate(TEXTS))
    assert [cue.start for cue in parse_transcript(text.encode()).cues] == [i + 0.5 for i in range(6)]


def test_a_nul_character_is_taken_out_and_named() -> None:
    transcript = parse_transcript(CUES.replace("number 3", "num\0ber 3").encode())
    assert [cue.text for cue in transcript.cues] == TEXTS
    assert transcript.notes == ("Left out characters in line 11: they aren't text (NUL).",)


def test_two_tracks_are_put_in_order_and_named() -> None:
    def track(name: str, first: int) -> str:
        return "".join(
            f"00:00:{t:02},000 --> 00:00:{t + 4:02},000\n{name}: at {t}.\n\n" for t in range(first, 50, 10)
        )

    transcript = parse_transcript((track("Mia", 0) + track("Tom", 5)).encode())
    assert [(cue.start, cue.speaker) for cue in transcript.cues] == [
        (5.0 * i, "Tom" if i % 2 else "Mia") for i in range(10)
    ]
    assert "2 tracks follow one another (the second from line 16)" in transcript.notes[0]


def test_two_parts_in_one_file_are_refused_and_named() -> None:
    with pytest.raises(
        TranscriptError, match=r"^talk, line 19: the times begin again at 0:00:00, so 2 parts"
    ):
        parse_transcript((CUES + CUES).encode(), "talk")


@pytest.mark.parametrize(("duration", "first"), [(None, 2.0), (900.0, 2.0), (7200.0, 3602.0)])
def test_times_from_one_hour_on_are_moved_unless_the_feed_contradicts(
    duration: float | None, first: float
) -> None:
    text = "01:00:02,000 --> 01:00:05,000\nSo we begin.\n\n01:01:00,000 --> 01:01:09,000\nAnd end.\n"
    transcript = parse_transcript(text.encode(), "talk.srt", duration)
    assert transcript.cues[0].start == first
    assert bool(transcript.notes) == (first == 2.0)


def test_milliseconds_are_told_by_the_pace() -> None:
    rows = [{"start": 60_000 * i, "end": 60_000 * i + 4000, "text": text} for i, text in enumerate(TEXTS)]
    cues = parse_transcript(json.dumps(rows).encode()).cues
    assert [(cue.start, cue.end) for cue in cues] == [(60.0 * i, 60.0 * i + 4) for i in range(6)]


def test_highlighted_words_are_said_once() -> None:
    words = ["salt", "and", "pepper", "on", "the", "eggs"]
    marked = [
        " ".join(f"<u>{w}</u>" if i == k else w for i, w in enumerate(words)) for k in range(len(words))
    ]
    text = "\n".join(f"00:00:{k:02},000 --> 00:00:{k + 1:02},000\n{line}\n" for k, line in enumerate(marked))
    (cue,) = parse_transcript(text.encode()).cues
    assert (cue.text, cue.start, cue.end) == (" ".join(words), 0.0, 6.0)


def test_names_in_subtitles_are_read_in_every_usual_form() -> None:
    for form in ("[{}]: ", "({}) ", "{}: ", "{}：", "{} (she/her): ", "{}\n", "<v {}>", "[{}] "):
        text = "WEBVTT\n\n" + "".join(
            f"00:00:0{i}.000 --> 00:00:0{i}.900\n{form.format(('Mia Sol', 'Tom Vane')[i % 2])}said {i}.\n\n"
            for i in range(6)
        )
        transcript = parse_transcript(text.encode())
        assert [(cue.speaker, cue.text) for cue in transcript.cues] == [
            (("Mia Sol", "Tom Vane")[i % 2], f"said {i}.") for i in range(6)
        ], form
        assert transcript.lost_words == 0, form


def test_a_voice_called_dash_is_a_change_of_an_unnamed_speaker() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v ->Ready?\n\n00:02.000 --> 00:03.000\nyou there\n"
    cues = parse_transcript(text.encode()).cues
    assert [(cue.speaker, cue.text) for cue in cues] == [(None, "- Ready?"), (None, "you there")]


def test_json_in_cues_is_taken_apart() -> None:
    cue = json.dumps({"speakerName": "Mia Sol", "spokenText": "The eels."})
    transcript = parse_transcript(f"WEBVTT\n\n00:01.000 --> 00:02.000\n{cue}\n".encode())
    assert [(cue.speaker, cue.text) for cue in transcript.cues] == [("Mia Sol", "The eels.")]
    assert transcript.lost_words == 0


def test_a_segment_whose_words_have_two_speakers_is_cut() -> None:
    words = [("Ready?", 0), ("Yes", 1), ("I", 1), ("am.", 1)]
    rows = [
        {"word": w, "start": k, "end": k + 0.5, "speaker": f"SPEAKER_0{s}"} for k, (w, s) in enumerate(words)
    ]
    document = {
        "segments": [
            {"start": 0, "end": 4, "text": "Ready? Yes I am.", "speaker": "SPEAKER_00", "words": rows}
        ]
    }
    cues = parse_transcript(json.dumps(document).encode()).cues
    assert [(cue.speaker, cue.start, cue.text) for cue in cues] == [
        ("Speaker 1", 0.0, "Ready?"),
        ("Speaker 2", 1.0, "Yes I am."),
    ]


def test_a_page_without_turns_is_refused_with_advice() -> None:
    page = b"<!DOCTYPE html><html><body><h1>News</h1><p>It rained.</p><p>It stopped.</p></body></html>"
    with pytest.raises(TranscriptError, match=r"^news\.html is a web page .* copy the transcript itself"):
        parse_transcript(page, "news.html")


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither")
def test_a_pipe_and_a_name_that_can_not_be_stored_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.srt")
    with pytest.raises(TranscriptError, match=r"pipe\.srt is not a file"):
        read_transcript_file(tmp_path / "pipe.srt")
    odd = tmp_path / os.fsdecode(b"bad\xffname.srt")
    odd.write_text("1\n00:00:00,000 --> 00:00:05,000\nA bowline holds.\n", encoding="utf-8")
    with pytest.raises(TranscriptError, match="has characters that can't be read; rename it"):
        read_transcript_file(odd)
    with pytest.raises(TranscriptError, match=r"none\.srt does not exist"):
        read_transcript_file(tmp_path / "none.srt")
