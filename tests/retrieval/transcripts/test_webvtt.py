"""WebVTT as it is found: voices, settings, comments, and the rolling captions of video sites."""

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import parse_transcript


def vtt(*texts: str) -> bytes:
    """A file with one cue of two seconds for each text."""
    cues = (f"00:00:{2 * i:02}.000 --> 00:00:{2 * i + 2:02}.000\n{text}\n" for i, text in enumerate(texts))
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def spoken(data: bytes) -> list[tuple[str | None, bool, str]]:
    return [(cue.speaker, cue.inferred, cue.text) for cue in parse_transcript(data).cues]


def test_settings_comments_styles_and_regions_are_passed_over() -> None:
    data = (
        "WEBVTT - a talk\nKind: captions\n\nSTYLE\n::cue {}\n\nREGION\nid:fred\n\nNOTE\nnot said\n\n"
        "first\n00:01.000 --> 00:02.500 align:start position:0%\nA &amp; <b>B</b>.\n\n"
        "NOTE also not said\n\n01:00:03.000 --> 01:00:04.000\nC.\n"
    )
    transcript = parse_transcript(data.encode())
    assert transcript.format == "WebVTT"
    assert [(cue.text, cue.start, cue.end) for cue in transcript.cues] == [
        ("A & B.", 1.0, 2.5),
        ("C.", 3603.0, 3604.0),
    ]


def test_voices_are_speakers_with_their_decoration_taken_off() -> None:
    data = vtt("<v.loud Ann Moe:>Ann Moe: Hello.", "<v Ben>Hi <i>all</i>.</v>", "<v Ann Moe>Ann: not a name.")
    assert spoken(data) == [
        ("Ann Moe", False, "Hello."),
        ("Ben", False, "Hi all."),
        ("Ann Moe", False, "Ann: not a name."),
    ]


def test_two_voices_in_a_cue_become_two_cues() -> None:
    cues = parse_transcript(vtt("<v Ann>Shall we?</v> <v Ben>We shall.")).cues
    assert [(cue.speaker, cue.text, cue.start, cue.estimated) for cue in cues] == [
        ("Ann", "Shall we?", 0.0, False),
        ("Ben", "We shall.", 1.0, True),
    ]


def test_a_cue_without_a_voice_goes_on_as_a_guess_where_voices_stand_only_at_changes() -> None:
    data = vtt(
        "<v Ann>It began.", "<v Ben>It did.", "It was cold.", "Very cold.", "<v Ann>Yes.", "<v Ben>Right."
    )
    assert spoken(data) == [
        ("Ann", False, "It began."),
        ("Ben", False, "It did."),
        ("Ben", True, "It was cold."),
        ("Ben", True, "Very cold."),
        ("Ann", False, "Yes."),
        ("Ben", False, "Right."),
    ]


def test_a_cue_without_a_voice_is_somebody_unnamed_where_every_cue_has_a_voice() -> None:
    data = vtt("<v Ann>Hi all,", "<v Ann>welcome.", "Hello.", "<v Ben>Thanks,", "<v Ben>Ann.", "<v Ben>So.")
    assert spoken(data)[2] == (None, False, "Hello.")
    assert not any(inferred for _, inferred, _ in spoken(data))


def test_rolling_captions_with_word_times_are_said_once() -> None:
    data = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n"
        "00:00:00.160 --> 00:00:02.000 align:start position:0%\n \n"
        "we<00:00:00.400><c> sail</c><00:00:00.900><c> at</c><00:00:01.199><c> dawn</c>\n\n"
        "00:00:02.000 --> 00:00:02.010 align:start position:0%\nwe sail at dawn\n \n\n"
        "00:00:02.010 --> 00:00:04.000 align:start position:0%\nwe sail at dawn\nyeah\n\n"
        "00:00:04.000 --> 00:00:04.010 align:start position:0%\nyeah\n \n\n"
        "00:00:04.010 --> 00:00:06.000 align:start position:0%\nyeah\nyeah\n\n"
        "00:00:06.000 --> 00:00:06.010 align:start position:0%\nyeah\n \n\n"
        "00:00:06.010 --> 00:00:08.000 align:start position:0%\n"
        "yeah\nwith<00:00:06.500><c> the</c><c> tide</c>\n"
    )
    cues = parse_transcript(data.encode()).cues
    assert [(cue.text, cue.start) for cue in cues] == [
        ("we sail at dawn", 0.16),
        ("yeah", 2.01),
        ("yeah", 4.01),
        ("with the tide", 6.01),
    ]


def test_rolling_lines_without_word_times_are_said_once() -> None:
    data = vtt(
        "the boat is small",
        "the boat is small\nbut it is dry",
        "but it is dry\nand quite warm",
        "and quite warm",
    )
    assert [text for _, _, text in spoken(data)] == ["the boat is small", "but it is dry", "and quite warm"]


def test_captions_that_grow_word_by_word_are_said_once() -> None:
    data = vtt("so we", "so we went", "so we went out", "and then", "and then home")
    assert " ".join(text for _, _, text in spoken(data)) == "so we went out and then home"


def test_people_may_repeat_themselves() -> None:
    data = vtt("Many stars.", "Many stars.", "And the moon.", "Bright.", "Bright.", "So it was.")
    assert [text for _, _, text in spoken(data)].count("Many stars.") == 2
    assert len(spoken(data)) == 6


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        (
            "00:01.000 --> 00:02.000\nOne\n\ntwo\n\nNOTE no\n\n00:03.000 --> 00:04.000\nThree.\n",
            ["One two", "Three."],
        ),
        ("00:01.000 --> 00:02.000\n\nOne.\n\n7\n00:03.000 --> 00:04.000\n\nTwo.\n", ["One.", "Two."]),
        ("00:01.000 --> 00:02.000\nOne.\n\n2\n\n00:03.000 --> 00:04.000\nTwo.\n", ["One.", "Two."]),
        (
            "00:01.000 --> 00:02.000\nOne\n\nand a half.\nname\n00:03.000 --> 00:04.000\nTwo.\n",
            ["One and a half.", "Two."],
        ),
        ("-00:00:01.000 --> 00:00:02.000\nOne.\n\n00:03.000 --> 00:04.000\nTwo.\n", ["One.", "Two."]),
        ("00:01.000 --> 00:02.000\nOne.\n\n00:03.000 -->\nTwo.\n", ["One.", "Two."]),
    ],
)
def test_no_word_vanishes_after_a_blank_line_a_negative_time_or_a_missing_end(
    body: str, texts: list[str]
) -> None:
    cues = parse_transcript(f"WEBVTT\n\n{body}".encode()).cues
    assert [cue.text for cue in cues] == texts
    assert [cue.start for cue in cues][1:] == [3.0]
    assert cues[0].start in (0.0, 1.0)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("00:00:01.000 --> :\nfine\n", 3),
        ("00:00:61.000 --> 00:01:02.000\nfine\n", 3),
    ],
)
def test_a_cue_that_can_not_be_read_is_named_by_its_line(body: str, line: int) -> None:
    with pytest.raises(TranscriptError, match=rf"^talk\.vtt, line {line}: "):
        parse_transcript(f"WEBVTT\n\n{body}".encode(), "talk.vtt")


def test_an_empty_file_of_captions_holds_no_words() -> None:
    with pytest.raises(TranscriptError, match=r"^talk\.vtt contains no words"):
        parse_transcript(b"WEBVTT\n\n", "talk.vtt")
