"""JSON transcripts of every known kind, and JSON that is none."""

import json

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import parse_transcript


def dump(document: object) -> bytes:
    return json.dumps(document).encode()


def test_podcasting_segments_keep_speakers_and_times() -> None:
    segments = [
        {"speaker": "Ann", "startTime": 0.5, "endTime": 3.25, "body": "The oven is far too hot.\n"},
        {"speaker": "Ben", "startTime": 3.5, "endTime": 5, "body": "Open the door, then."},
        {"startTime": 6, "body": "Nobody knows who said so."},
    ]
    transcript = parse_transcript(dump({"version": "1.0.0", "segments": segments}))
    assert transcript.format == "Podcasting 2.0 JSON"
    assert [(cue.speaker, cue.start, cue.end, cue.text) for cue in transcript.cues] == [
        ("Ann", 0.5, 3.25, "The oven is far too hot."),
        ("Ben", 3.5, 5.0, "Open the door, then."),
        (None, 6.0, None, "Nobody knows who said so."),
    ]


def test_single_words_are_joined_by_speaker_sentence_and_pause() -> None:
    words = [("A", w) for w in ("Bread", "takes", "time", ".", "It", "does", "n't", "hurry")] + [("B", "No")]
    segments = [
        {"speaker": who, "startTime": i / 2, "endTime": i / 2 + 0.4, "body": word}
        for i, (who, word) in enumerate(words)
    ]
    segments.append({"speaker": "B", "startTime": 30, "endTime": 30.4, "body": "never"})
    cues = parse_transcript(dump({"version": "1.0.0", "segments": segments})).cues
    assert [(cue.speaker, cue.start, cue.text) for cue in cues] == [
        ("Speaker 1", 0.0, "Bread takes time."),
        ("Speaker 1", 2.0, "It doesn't hurry"),
        ("Speaker 2", 4.0, "No"),
        ("Speaker 2", 30.0, "never"),
    ]


def test_whisper_segments_are_cues() -> None:
    document = {
        "text": " The kiln is hot. Stand back.",
        "segments": [
            {"id": 0, "start": 0.0, "end": 1.5, "text": " The kiln is hot.", "words": [{"word": " The"}]},
            {"id": 1, "start": 1.5, "end": 2.75, "text": " Stand back.", "avg_logprob": -0.2},
        ],
        "language": "en",
    }
    transcript = parse_transcript(dump(document))
    assert transcript.format == "Whisper JSON"
    assert [(cue.text, cue.start, cue.end) for cue in transcript.cues] == [
        ("The kiln is hot.", 0.0, 1.5),
        ("Stand back.", 1.5, 2.75),
    ]


def test_whisperx_speakers_are_kept() -> None:
    document = {
        "segments": [
            {"start": 0.1, "end": 2.0, "text": "Where is the glaze?", "speaker": "SPEAKER_00", "words": []},
            {"start": 2.2, "end": 3.0, "text": "On the shelf.", "speaker": "SPEAKER_01", "words": []},
        ],
        "word_segments": [{"word": "Where", "start": 0.1, "end": 0.3}],
    }
    transcript = parse_transcript(dump(document))
    assert transcript.format == "WhisperX JSON"
    assert [cue.speaker for cue in transcript.cues] == ["Speaker 1", "Speaker 2"]


def test_whisperx_words_alone_are_joined_and_words_without_times_go_along() -> None:
    words = [
        {"word": "In", "start": 0.0, "end": 0.2},
        {"word": "1994"},
        {"word": "we", "start": 1.0, "end": 1.2},
        {"word": "moved.", "start": 1.2, "end": 1.5},
    ]
    cues = parse_transcript(dump({"segments": [], "word_segments": words})).cues
    assert [(cue.text, cue.start, cue.end) for cue in cues] == [("In 1994 we moved.", 0.0, 1.5)]


def test_a_list_of_captions_with_durations_is_read() -> None:
    rows = [
        {"text": "one of them", "start": 0.0, "duration": 2.0},
        {"text": "and two more", "start": 2.5, "duration": 2},
    ]
    assert [(cue.start, cue.end) for cue in parse_transcript(dump(rows)).cues] == [(0.0, 2.0), (2.5, 4.5)]


def test_times_written_as_clocks_are_read() -> None:
    segments = [{"startTime": "00:01:02.500", "endTime": "65", "body": "On the minute, more or less."}]
    assert [(cue.start, cue.end) for cue in parse_transcript(dump({"segments": segments})).cues] == [
        (62.5, 65.0)
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"segments": [\n{"start": 0, "text": "a"},\n{"start"', r"talk\.json, line 3: broken JSON"),
        (b'{"segments": [{"start": 1e999, "text": "a"}]}', r"talk\.json, segment 1: inf isn't a valid time"),
        (b'{"segments": [{"start": -7, "text": "a"}]}', r"talk\.json, segment 1: -7 isn't a valid time"),
        (
            b'{"segments": [{"start": 360000, "text": "a"}]}',
            r"talk\.json, segment 1: 360000 isn't a valid time",
        ),
        (
            b'{"segments": [{"start": true, "text": "a"}]}',
            r"talk\.json, segment 1: a time that isn't a number",
        ),
        (b'{"segments": [{"start": 0}, {"start": 1}]}', r"talk\.json, segment 1: no text and 1 more place"),
        (b'{"segments": ["b"]}', r"talk\.json, segment 1: not a segment"),
        (b'{"segments": []}', r"talk\.json contains no words"),
        (
            b'{"chapters": [{"startTime": 0, "title": "a"}]}',
            r"talk\.json is JSON, but not a known kind of transcript",
        ),
        (b"[" * 10_000 + b"]" * 10_000, r"talk\.json is nested too deeply"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, r"talk\.json is nested too deeply"),
        (
            b'{"segments": [{"start": ' + b"9" * 5_000 + b', "text": "a"}]}',
            r"talk\.json contains a number that is too long",
        ),
        (
            b'{"segments": [{"start": ' + b"9" * 400 + b', "text": "a"}]}',
            r"talk\.json, segment 1: 9{30} isn't a valid time",
        ),
    ],
)
def test_what_can_not_be_read_is_said_in_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(TranscriptError, match=f"^{said}.*\\.$") as caught:
        parse_transcript(data, "talk.json")
    assert len(str(caught.value)) < 200
    assert "\n" not in str(caught.value)
