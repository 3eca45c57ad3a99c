"""No word of a file vanishes, whatever its format."""

import json
from dataclasses import replace

import pytest

from retrieval.transcripts.content import Content
from retrieval.transcripts.reader import parse_transcript, recognize
from retrieval.transcripts.segmenter import split_into_segments
from retrieval.transcripts.word_check import count_lost_words

TURNS = [
    ("Dana Hill", "Welcome to the Clay Hour, today we fire pots."),
    ("Omar Reyes", "Thanks; a kiln needs twelve hours, at least mine does."),
    ("Dana Hill", "Why so slowly?"),
    ("Omar Reyes", "Wet clay bursts when its water boils."),
]


def clock(number: int, mark: str = ".") -> str:
    return f"00:00:{5 * number:02}{mark}000"


def rows(text: str, start: str) -> list[dict[str, object]]:
    return [{text: said, start: 5 * n, "speaker": name} for n, (name, said) in enumerate(TURNS)]


FILES = {
    "WebVTT": "WEBVTT\n\nNOTE not said\n\n"
    + "\n".join(
        f"{clock(n)} --> {clock(n + 1)}\n<v {name}>{said.split(' ', 1)[0]}\n\n{said.split(' ', 1)[1]}\n"
        for n, (name, said) in enumerate(TURNS)
    ),
    "SubRip": "\n".join(
        f"{n}\n-{clock(n, ',')} --> {clock(n + 1, ',')}\n{name}: {said}\n"
        if n == 0
        else f"{n}\n{clock(n, ',')} -->\n{name}: {said}\n"
        for n, (name, said) in enumerate(TURNS)
    ),
    "Podcasting 2.0 JSON": json.dumps({"segments": rows("body", "startTime")}),
    "WhisperX JSON": json.dumps({"segments": rows("text", "start")}),
    "Whisper JSON": json.dumps(
        {"text": " ".join(said for _, said in TURNS), "segments": [{"text": s, "start": 1} for _, s in TURNS]}
    ),
    "JSON": json.dumps(rows("text", "start")),
    "bracketed text": "\n".join(f"[{name}] [00:{5 * n:02}] {said}" for n, (name, said) in enumerate(TURNS)),
    "Markdown": "---\nshow: Clay\n---\n# Firing\n\n"
    + "\n\n".join(f"**{name}:** \\[00:{5 * n:02}\\] {said}" for n, (name, said) in enumerate(TURNS)),
    "headed text": "\n\n".join(f"{name} (00:00:{5 * n:02}):\n{said}" for n, (name, said) in enumerate(TURNS)),
    "plain text": "\n".join(f"{name}: {said}" for name, said in TURNS),
}


@pytest.mark.parametrize("format_", FILES)
def test_the_segments_have_every_word_of_the_file(format_: str) -> None:
    transcript = parse_transcript(FILES[format_].encode())
    segments = split_into_segments(transcript.cues)
    said = " ".join(said for _, said in TURNS)
    assert transcript.format == format_
    assert " ".join(segment.text for segment in segments) == said
    assert transcript.lost_words == 0


@pytest.mark.parametrize("format_", FILES)
def test_words_that_no_cue_has_are_counted(format_: str) -> None:
    text = FILES[format_]
    transcript = parse_transcript(text.encode())
    cut = replace(transcript, cues=transcript.cues[:-1])
    content = Content(text.encode(), "talk")
    assert count_lost_words(content, recognize(content), cut) >= 5
