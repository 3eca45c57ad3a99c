"""Files as further programs write them, each with what it says: who, when and which words."""

import json

import pytest

from retrieval.models import Transcript
from retrieval.transcripts.reader import parse_transcript

TALK = (
    (0, 4, "Ann Lee", "Welcome to the harbour."),
    (5, 8, "Bo Ray", "Thanks, it is windy."),
    (9, 14, "Ann Lee", "How deep is the water here?"),
    (15, 19, "Bo Ray", "Nine metres at high tide."),
)
BOTH = ["Ann Lee", "Bo Ray", "Ann Lee", "Bo Ray"]
UNNAMED = ["Speaker 1", "Speaker 2", "Speaker 1", "Speaker 2"]
STARTS = [0.0, 5.0, 9.0, 15.0]


def number(who: str) -> int:
    return 0 if who == "Ann Lee" else 1


def read(content: str, name: str = "talk.txt") -> Transcript:
    transcript = parse_transcript(content.encode(), name)
    assert [cue.text for cue in transcript.cues] == [text for *_, text in TALK]
    assert transcript.lost_words == 0
    return transcript


def speakers(transcript: Transcript) -> list[str | None]:
    return [cue.speaker for cue in transcript.cues]


def starts(transcript: Transcript) -> list[float | None]:
    return [cue.start for cue in transcript.cues]


@pytest.mark.parametrize(
    "labels", ["AB", "01", ("spk_0", "spk_1"), ("S1", "S2"), "ab", ("Guest-1", "Guest-2")]
)
@pytest.mark.parametrize("key", ["utterances", "data", "transcript"])
def test_letters_and_numbers_in_json_are_speakers_without_a_name(key: str, labels: tuple[str, str]) -> None:
    rows = [{"start": a, "end": b, "speaker": labels[number(who)], "text": t} for a, b, who, t in TALK]
    assert speakers(read(json.dumps({key: rows}), "talk.json")) == UNNAMED
    assert speakers(read("\n".join(map(json.dumps, rows)), "talk.jsonl")) == UNNAMED


@pytest.mark.parametrize("labels", ["QA", "JM"])
def test_letters_that_are_no_row_of_labels_stay(labels: str) -> None:
    rows = [{"start": a, "end": b, "speaker": labels[number(who)], "text": t} for a, b, who, t in TALK]
    assert speakers(read(json.dumps(rows), "talk.json")) == [labels[0], labels[1]] * 2


def test_live_results_of_azure_have_ticks() -> None:
    rows = [
        {
            "RecognitionStatus": "Success",
            "DisplayText": text,
            "Offset": start * 10_000_000,
            "Duration": 30_000_000,
            "SpeakerId": f"Guest-{number(who) + 1}",
        }
        for start, _, who, text in TALK
    ]
    transcript = read("\n".join(map(json.dumps, rows)), "talk.jsonl")
    assert (speakers(transcript), starts(transcript)) == (UNNAMED, STARTS)


@pytest.mark.parametrize("key", ["resultEndTime", "resultEndOffset"])
def test_results_of_google_without_words_begin_where_the_one_above_ends(key: str) -> None:
    rows = [{"alternatives": [{"transcript": text}], key: f"{end}s"} for _, end, _, text in TALK]
    assert starts(read(json.dumps({"results": rows}), "talk.json")) == [0.0, 4.0, 8.0, 14.0]


def test_the_end_of_a_stream_repeats_nothing() -> None:
    rows: list[dict[str, object]] = [
        {"type": "transcript.text.segment", "start": a, "end": b, "speaker": "AB"[number(who)], "text": t}
        for a, b, who, t in TALK
    ]
    rows.append({"type": "transcript.text.done", "text": " ".join(text for *_, text in TALK)})
    assert speakers(read("\n".join(map(json.dumps, rows)), "talk.jsonl")) == UNNAMED


@pytest.mark.parametrize(
    "line",
    [
        "**{who}** *(0:{start:02})*: {text}\n",
        "**{who}** _[0:{start:02}]_ {text}\n",
        "[{who}, 0:{start:02}] {text}",
        "[{who} - 00:00:{start:02}]: {text}",
        "00:00:{start:02}:00\t00:00:{end:02}:00\t{who}: {text}",
        "{start}.000000\t{end}.000000\t{who}\t{text}",
        "**{who}:** [0:{start:02}](https://share.example/view?t={start}) {text}\n",
        "14:00:{start:02}\n{who}\n{text}\n",
        "<p><b>{who}:</b> <time>0:{start:02}</time> {text}</p>",
    ],
)
def test_names_and_times_are_read_in_further_orders(line: str) -> None:
    rows = (line.format(start=a, end=b, who=who, text=text) for a, b, who, text in TALK)
    transcript = read("\n".join(rows))
    assert (speakers(transcript), starts(transcript)) == (BOTH, STARTS)


def test_a_bold_name_before_a_dash_speaks() -> None:
    assert speakers(read("\n\n".join(f"**{who}** — {text}" for *_, who, text in TALK))) == BOTH


def test_speechmatics_text_names_speakers_above_what_they_say() -> None:
    rows = (f"SPEAKER: S{number(who) + 1}\n{text}\n" for *_, who, text in TALK)
    assert speakers(read("\n".join(rows))) == UNNAMED


def test_what_whisper_prints_around_a_transcript_is_no_speech() -> None:
    rows = "\n".join(f"[00:{a:02}.000 --> 00:{b:02}.000]  {text}" for a, b, _, text in TALK)
    above = "Detecting language using up to the first 30 seconds.\nDetected language: English\n"
    assert starts(read(above + rows)) == STARTS
    above = "whisper_init_from_file: loading\nsystem_info: n_threads = 4\n\nmain: processing 'a.wav' ...\n\n"
    assert starts(read(f"{above}{rows}\n\nwhisper_print_timings:   total time = 99.00 ms\n")) == STARTS


def test_a_turn_that_whisper_cpp_marks_is_another_speakers() -> None:
    rows = "\n".join(
        f"[00:00:{a:02}.000 --> 00:00:{b:02}.000]   {text}{' [SPEAKER_TURN]' if a < 9 else ''}"
        for a, b, _, text in TALK
    )
    transcript = parse_transcript(rows.encode(), "talk.txt")
    assert [cue.text for cue in transcript.cues] == [
        "Welcome to the harbour.",
        "- Thanks, it is windy.",
        "- How deep is the water here?",
        "Nine metres at high tide.",
    ]
    assert transcript.lost_words == 0


def test_a_speaker_whom_whisper_cpp_does_not_know_is_nobody() -> None:
    rows = "\n".join(
        f"{n}\n00:00:{a:02},000 --> 00:00:{b:02},000\n(speaker {'?' if a == 9 else number(who)}) {text}\n"
        for n, (a, b, who, text) in enumerate(TALK, 1)
    )
    assert speakers(read(rows, "talk.srt")) == ["Speaker 1", "Speaker 2", None, "Speaker 2"]


def test_a_second_header_where_tracks_were_joined_is_no_speech() -> None:
    def track(name: str, first: int) -> str:
        rows = (f"00:{a:02}.000 --> 00:{a + 3:02}.000\n<v {name}>Word {a}.\n" for a in range(first, 40, 10))
        return "WEBVTT\n\n" + "\n".join(rows)

    content = f"{track('Ann Lee', 0)}\n{track('Bo Ray', 5)}"
    cues = parse_transcript(content.encode(), "talk.vtt").cues
    assert [cue.text for cue in cues] == [f"Word {a}." for a in range(0, 40, 5)]
    assert [cue.speaker for cue in cues] == BOTH * 2


def test_what_teams_writes_around_the_turns_is_no_speech() -> None:
    rows = "\n\n".join(f"{who}   0:{a:02}\n{text}" for a, _, who, text in TALK)
    above = "Harbour-20260603_140000-Meeting Recording\nJune 3, 2026, 2:00PM\n12m 48s\n\n"
    transcript = read(f"{above}Ann Lee started transcription\n\n{rows}\n\nAnn Lee stopped transcription\n")
    assert (speakers(transcript), starts(transcript)) == (BOTH, STARTS)


def test_times_that_youtube_copies_without_a_blank_are_read() -> None:
    rows = "\n".join(f"0:{a:02}{a} seconds{text}" for a, _, _, text in TALK)
    assert starts(read(f"Chapter 1: Water\n{rows}")) == STARTS
    rows = "\n".join(f"0:{a:02}\n{text}" for a, _, _, text in TALK)
    assert starts(read(f"Water\n{rows}\nEnglish (auto-generated)\n")) == STARTS


def test_segments_that_hold_only_words_and_ids_of_speakers_are_read() -> None:
    segments = [
        {
            "start": start,
            "duration": 3,
            "speaker": f"id{number(who)}",
            "words": [{"start": start, "text": word} for word in text.split()],
        }
        for start, _, who, text in TALK
    ]
    people = [{"id": "id0", "name": "Ann Lee"}, {"id": "id1", "name": "Bo Ray"}]
    transcript = read(json.dumps({"segments": segments, "speakers": people}), "talk.json")
    assert (speakers(transcript), starts(transcript)) == (BOTH, STARTS)


def test_the_channels_of_a_call_are_speakers() -> None:
    items = [
        (
            number(who),
            {
                "start_time": str(a + k / 4),
                "end_time": str(a + k / 4 + 0.2),
                "alternatives": [{"content": w}],
            },
        )
        for a, _, who, text in TALK
        for k, w in enumerate(text.split())
    ]
    channels = [
        {"channel_label": f"ch_{c}", "items": [item for of, item in items if of == c]} for c in (0, 1)
    ]
    results = {
        "transcripts": [{"transcript": ""}],
        "channel_labels": {"channels": channels},
        "items": [item for _, item in items],
    }
    transcript = parse_transcript(json.dumps({"results": results}).encode(), "talk.json")
    assert [(cue.speaker, cue.start) for cue in transcript.cues][:2] == [
        ("Speaker 1", 0.0),
        ("Speaker 2", 5.0),
    ]


def test_google_meet_writes_few_times_and_a_note_below() -> None:
    rows = [f"{who}: {text}" for *_, who, text in TALK]
    body = "\n".join(["00:00:00", "", *rows[:2], "", "00:00:09", "", *rows[2:]])
    below = "\n\nMeeting ended after 00:00:20\n\nThis editable transcript was computer generated.\n"
    transcript = read(f"Harbour - Transcript\nAttendees\nAnn Lee, Bo Ray\nTranscript\n\n{body}{below}")
    assert speakers(transcript) == BOTH
    assert (transcript.cues[0].start, transcript.cues[2].start) == (0.0, 9.0)
