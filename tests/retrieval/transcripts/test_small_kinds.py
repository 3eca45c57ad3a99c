"""Small files and lines above the speech, of the kinds that people's tools write."""

import pytest

from retrieval.index.filename_hints import parse_filename, suggest_episode_id
from retrieval.transcripts.reader import parse_transcript

ROWS = """\
Ann Lee  0:01
Welcome to the harbour.

Bo Ray  0:08
Thanks for it.

Ann Lee  0:15
How deep is it?
"""


def read(text: str, name: str = "talk.txt") -> list[tuple[str | None, str]]:
    return [(cue.speaker, cue.text) for cue in parse_transcript(text.encode(), name).cues]


@pytest.mark.parametrize("label", ["[SPEAKER_{}]: ", "SPEAKER_{}: ", "(speaker {}) ", "[Speaker {}] "])
def test_one_subtitle_of_each_speaker_without_a_name_is_enough(label: str) -> None:
    cues = "".join(
        f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{label.format(who)}{said}\n\n"
        for n, who, said in ((1, "00", "It is deep."), (2, "01", "How deep?"))
    )
    assert read(cues, "talk.srt") == [("Speaker 1", "It is deep."), ("Speaker 2", "How deep?")]


def test_a_sentence_with_a_colon_is_still_no_speaker() -> None:
    cues = "1\n00:00:01,000 --> 00:00:02,000\nOne thing: it is deep.\n\n"
    cues += "2\n00:00:03,000 --> 00:00:04,000\nIs it?\n"
    assert read(cues, "talk.srt") == [(None, "One thing: it is deep."), (None, "Is it?")]


@pytest.mark.parametrize(
    "above",
    [
        "On the harbour\n\n",
        "SUMMARY KEYWORDS: harbour, depth, tide\n\n",
        "SUMMARY KEYWORDS\nharbour, depth, tide\n\nSPEAKERS\nAnn Lee, Bo Ray\n\n",
        "Keywords: harbour, depth\nDuration: 12:00\n\n",
    ],
)
def test_what_stands_above_the_first_turn_is_no_speech(above: str) -> None:
    said = [
        ("Ann Lee", "Welcome to the harbour."),
        ("Bo Ray", "Thanks for it."),
        ("Ann Lee", "How deep is it?"),
    ]
    assert read(above + ROWS) == said
    assert read(above + ROWS + "\nTranscribed by https://otter.ai\n") == said


def test_a_title_above_the_turns_is_the_episodes_and_a_sentence_there_is_speech() -> None:
    assert parse_transcript(f"On the harbour\n\n{ROWS}".encode(), "x.txt").details.title == "On the harbour"
    assert read(f"We begin with the sea.\n\n{ROWS}")[0] == (None, "We begin with the sea.")


def hour(first: int) -> bytes:
    return "\n".join(
        f"{n}\n01:{(first + 20 * n) // 60:02}:{(first + 20 * n) % 60:02},000 --> "
        f"01:{(first + 20 * n + 5) // 60:02}:{(first + 20 * n + 5) % 60:02},000\nThis is thing number {n}.\n"
        for n in range(6)
    ).encode()


@pytest.mark.parametrize(
    ("first", "duration", "start"),
    [(12, None, 12.0), (12, 900.0, 12.0), (12, 4000.0, 3612.0), (75, None, 3675.0)],
)
def test_times_that_begin_within_a_minute_after_one_hour_are_moved_unless_the_recording_is_so_long(
    first: int, duration: float | None, start: float
) -> None:
    transcript = parse_transcript(hour(first), "talk.srt", duration=duration)
    assert transcript.cues[0].start == start
    assert bool(transcript.notes) == (start < 3600)


@pytest.mark.parametrize(
    ("stem", "title", "id_"),
    [
        ("S02E03 - Tides", "Tides", "harbour-s2e3"),
        ("s1e12", "S1E12", "harbour-s1e12"),
        ("Season 2 Episode 4 - Locks", "Locks", "harbour-s2e4"),
        ("Episode 48 - Part 2", "Episode 48 - Part 2", "harbour-48"),
        ("Episode 48 (Part 1)", "Episode 48 (Part 1)", "harbour-48"),
        ("ep12.mp3", "", "harbour-12"),
        ("51_final_v2", "", "harbour-51"),
    ],
)
def test_names_of_files_give_sensible_titles_and_ids(stem: str, title: str, id_: str) -> None:
    hints = parse_filename(stem)
    assert (hints.title, suggest_episode_id("the-harbour", hints, title)) == (title, id_)
