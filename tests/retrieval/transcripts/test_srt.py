"""SubRip as it is found: names, dashes, markup, slips of the clock."""

import re

import pytest

from retrieval.errors import TranscriptError
from retrieval.transcripts.reader import parse_transcript


def srt(*texts: str) -> bytes:
    """A file with one subtitle of two seconds for each text."""
    blocks = (
        f"{i + 1}\n00:00:{2 * i:02},000 --> 00:00:{2 * i + 2:02},000\n{text}\n"
        for i, text in enumerate(texts)
    )
    return "\n".join(blocks).encode()


def spoken(data: bytes) -> list[tuple[str | None, str]]:
    return [(cue.speaker, cue.text) for cue in parse_transcript(data).cues]


def test_subtitles_keep_their_words_and_times() -> None:
    text = "1\n00:00:01,500 --> 00:00:03,250\nThe kettle\nis on.\n\n2\n1:00:04.000 --> 1:00:05.000\nTea?\n"
    transcript = parse_transcript(text.replace("\n", "\r\n").encode())
    assert transcript.format == "SubRip"
    assert [(cue.text, cue.start, cue.end) for cue in transcript.cues] == [
        ("The kettle is on.", 1.5, 3.25),
        ("Tea?", 3604.0, 3605.0),
    ]
    assert not any(cue.estimated or cue.inferred for cue in transcript.cues)


def test_names_before_colons_are_speakers_and_unknown_is_nobody() -> None:
    data = srt("Mara Lind: Hello.", "Unknown: Hi there.", "Tom baker: Morning: a good one.", "Mara Lind: So.")
    assert spoken(data) == [
        ("Mara Lind", "Hello."),
        (None, "Hi there."),
        ("Tom baker", "Morning: a good one."),
        ("Mara Lind", "So."),
    ]


def test_a_colon_in_a_sentence_makes_nobody_a_speaker() -> None:
    data = srt("The question is this.", "Why: because we can.", "And so on.", "It ended.", "Then we left.")
    assert {speaker for speaker, _ in spoken(data)} == {None}
    assert parse_transcript(data).cues[1].text == "Why: because we can."


def test_a_subtitle_without_a_name_goes_on_as_a_guess_where_names_stand_only_at_changes() -> None:
    cues = parse_transcript(
        srt("Ann: One.", "two.", "Ben: Three.", "four.", "Ann: Five.", "six.", "Ben: Seven.")
    ).cues
    assert [cue.speaker for cue in cues] == ["Ann", "Ann", "Ben", "Ben", "Ann", "Ann", "Ben"]
    assert [cue.inferred for cue in cues] == [False, True, False, True, False, True, False]


def test_a_leading_dash_says_that_somebody_unnamed_begins_and_stays_in_the_text() -> None:
    cues = parse_transcript(
        srt("- [Ann] Is it raining?", "It looks like it.", "- No.", "- [Ann] Good.", "- [Ben] Hm.")
    ).cues
    assert [(cue.speaker, cue.inferred, cue.text) for cue in cues] == [
        ("Ann", False, "- Is it raining?"),
        ("Ann", True, "It looks like it."),
        (None, False, "- No."),
        ("Ann", False, "- Good."),
        ("Ben", False, "- Hm."),
    ]


def test_two_turns_in_one_subtitle_become_two_cues_with_the_second_time_estimated() -> None:
    cues = parse_transcript(srt("- Ready or not?\n- Ready.")).cues
    assert [(cue.text, cue.start, cue.end, cue.estimated) for cue in cues] == [
        ("- Ready or not?", 0.0, 1.333, False),
        ("- Ready.", 1.333, 2.0, True),
    ]


def test_markup_goes_and_what_only_looks_like_it_stays() -> None:
    data = srt("<i>Salt</i> &amp; {\\an8}<font color='red'>pepper</font>", "if a < b and c > d &lt;ok&gt;")
    assert [text for _, text in spoken(data)] == ["Salt & pepper", "if a < b and c > d <ok>"]


def test_numbers_that_are_said_stay_and_numbers_of_subtitles_go() -> None:
    data = b"1\n00:00:01,000 --> 00:00:02,000\nHow many?\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n7\n"
    assert [text for _, text in spoken(data)] == ["How many? 42", "7"]


def test_single_words_are_joined_into_lines_that_can_be_read() -> None:
    sentence = "we fold the dough and let it rest for an hour then shape it again."
    words = sentence.split() * 4
    data = "\n".join(
        f"{i}\n00:00:{i // 2:02},{i % 2 * 500:03} --> 00:00:{i // 2:02},{i % 2 * 500 + 400:03}\n{word}\n"
        for i, word in enumerate(words)
    ).encode()
    cues = parse_transcript(data).cues
    assert " ".join(cue.text for cue in cues).split() == words
    assert len(cues) == 8
    assert (cues[1].start, cues[1].text) == (7.0, "again.")


FIRST = "1\n00:00:00,000 --> 00:00:00,500\nOh.\n\n2\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            FIRST + "00:00:01,000 --> 00:99:02,000\nHi there\n",
            "line 6: .+ isn't a valid time .*Hi there",
        ),
        (FIRST + "00:00:01,000 --> oops\nHi\n", "line 6: .+ isn't a valid time"),
        (FIRST + "00:00:01,000 --> 00:00:01,1000\nHi\n", "line 6: .+ isn't a valid time"),
        (FIRST + "400:00:00,000 --> 400:00:01,000\nHi\n", "line 6: .+ isn't a valid time"),
        ("A title\n\n" + FIRST + "00:00:01,000 --> 00:00:02,000\n\n", "line 1: text before .*A title"),
        (FIRST + "00:00:01,000 --> 00:00:02,000\nSubtitles by a friend\n", "line 6: .*who transcribed"),
    ],
)
def test_one_bad_place_is_left_out_and_named_and_the_rest_is_read(text: str, said: str) -> None:
    transcript = parse_transcript(text.encode(), "talk.srt")
    assert [cue.text for cue in transcript.cues] == ["Oh."]
    (note,) = transcript.notes
    assert re.match(rf"Left out {said}.*\.$", note)
    assert transcript.lost_words == 0


def test_a_time_out_of_order_is_estimated_and_named() -> None:
    late = "00:01:00,000 --> 00:01:02,000\nLate\n\n3\n00:00:10,000 --> 00:00:12,000\nEarly\n"
    transcript = parse_transcript((FIRST + late).encode(), "talk.srt")
    assert [cue.text for cue in transcript.cues] == ["Oh.", "Late", "Early"]
    assert transcript.notes == (
        "Left out a time in line 6: the time 0:01:00 is out of order; it was estimated.",
    )


@pytest.mark.parametrize(
    ("good", "bad", "is_read"), [(20, 5, True), (20, 6, False), (800, 8, True), (800, 9, False)]
)
def test_more_than_five_bad_places_and_one_percent_are_too_many(good: int, bad: int, is_read: bool) -> None:
    cues = [
        f"00:{i // 60:02}:{i % 60:02},000 --> 00:{i // 60:02}:{i % 60:02},900\nCue {i}.\n"
        for i in range(good)
    ]
    text = "\n".join([*cues, *["00:00:xx,000 --> 00:00:09,000\nBroken.\n"] * bad])
    if is_read:
        assert len(parse_transcript(text.encode()).cues) == good
    else:
        with pytest.raises(TranscriptError, match=rf"isn't a valid time and {bad - 1} more places"):
            parse_transcript(text.encode())


def test_subtitles_without_a_word_are_no_transcript() -> None:
    with pytest.raises(TranscriptError, match=r"^talk\.srt contains no words"):
        parse_transcript(b"1\n00:00:01,000 --> 00:00:02,000\n\n", "talk.srt")
