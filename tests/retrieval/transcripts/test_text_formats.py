r"""Texts with turns: Markdown, headers above passages, brackets before lines, plain text, front matter."""

from datetime import date

import pytest

from retrieval.errors import TranscriptError
from retrieval.models import Cue, Details
from retrieval.transcripts.reader import parse_transcript


def brief(cues: tuple[Cue, ...]) -> list[tuple[str | None, float | None, str]]:
    return [(cue.speaker, cue.start, cue.text) for cue in cues]


def test_markdown_turns_have_speakers_paragraphs_and_times_now_and_then() -> None:
    text = r"""**Ann Moe:** \[00:10\] one two three four five six seven eight nine ten.

eleven twelve thirteen fourteen fifteen.

**Ben:** sixteen seventeen eighteen nineteen twenty.

**Break**: \[00:30\]

**Ann Moe:** \[00:40\] Done.
"""
    transcript = parse_transcript(text.encode())
    assert transcript.format == "Markdown"
    assert brief(transcript.cues) == [
        ("Ann Moe", 10.0, "one two three four five six seven eight nine ten."),
        ("Ann Moe", 20.0, "eleven twelve thirteen fourteen fifteen."),
        ("Ben", 25.0, "sixteen seventeen eighteen nineteen twenty."),
        ("Ann Moe", 40.0, "Done."),
    ]
    assert [cue.estimated for cue in transcript.cues] == [False, True, True, False]


def test_markdown_markup_goes_and_the_words_stay() -> None:
    text = r"**Ann:** See [the *guide*](https://example.org/a_b) \[laughs\] in \_old.go, *so* 2 * \*bleep\*."
    (cue,) = parse_transcript(text.encode()).cues
    assert cue.text == "See the guide [laughs] in _old.go, so 2 * *bleep*."


def test_a_time_inside_a_paragraph_cuts_it() -> None:
    cues = parse_transcript(rb"**Ann:** One. \[00:05\] Two. \[01:00:07.25\] Three.").cues
    assert brief(cues) == [("Ann", 0.0, "One."), ("Ann", 5.0, "Two."), ("Ann", 3607.25, "Three.")]
    assert cues[0].estimated


def test_times_of_words_not_understood_help_to_place_the_rest_and_stay_in_the_text() -> None:
    text = r"""**A:** \[00:00\] a b c d e \[unintelligible 00:10.00\] f g

h

**B:** \[00:20\] end
"""
    cues = parse_transcript(text.encode()).cues
    assert cues[0].text == "a b c d e [unintelligible 00:10.00] f g"
    assert cues[1].start == pytest.approx(18.0)


def test_what_comes_before_the_first_and_after_the_last_time_is_placed_by_pace() -> None:
    turn = " ".join(["word"] * 60)  # at one word a second
    marked = [rf"**A:** \[{minute:02}:00\] {turn}" for minute in (5, 6, 7, 8)]
    text = "\n\n".join([f"**B:** {turn}", *marked, f"**B:** {turn}"])
    cues = parse_transcript(text.encode()).cues
    assert [cue.start for cue in cues] == [240.0, 300.0, 360.0, 420.0, 480.0, 540.0]
    assert [cue.estimated for cue in cues] == [True, False, False, False, False, True]
    assert cues[-1].end == 600.0


HEADED = """---
guest: Ann Moe
title: 'Boats: a talk'
youtube_url: https://www.youtube.com/watch?v=abcdefghijk
publish_date: 2024-02-03
duration_seconds: 100.0
channel: Harbour Hour
---

# Boats: a talk

## Transcript

Ben Ro (00:00:05):
Why boats?

Ann Moe (00:00:07):
They float.

(00:00:09):
Mostly.

Ben Ro (00:00:12):

Ann Moe (00:00:12):
That's all.
"""


def test_headed_turns_go_on_under_a_bare_time_and_empty_ones_are_passed_over() -> None:
    transcript = parse_transcript(HEADED.encode())
    assert transcript.format == "headed text"
    assert brief(transcript.cues) == [
        ("Ben Ro", 5.0, "Why boats?"),
        ("Ann Moe", 7.0, "They float."),
        ("Ann Moe", 9.0, "Mostly."),
        ("Ann Moe", 12.0, "That's all."),
    ]
    assert transcript.cues[-1].end == 100.0


def test_front_matter_tells_of_the_episode() -> None:
    assert parse_transcript(HEADED.encode()).details == Details(
        show="Harbour Hour",
        title="Boats: a talk",
        published=date(2024, 2, 3),
        guests=("Ann Moe",),
        video_url="https://www.youtube.com/watch?v=abcdefghijk",
    )


def test_a_heading_is_the_title_where_there_is_no_front_matter() -> None:
    assert parse_transcript(b"# Boats\n\nBen (00:05):\nHi.\n").details.title == "Boats"


def test_front_matter_of_odd_types_tells_nothing() -> None:
    text = (
        "---\ntitle: [1, 2]\nguests: [Ann, 3, ' Ben  Ro ']\ndate: soon\nurl: javascript:alert(1)\n---\nHello."
    )
    assert parse_transcript(text.encode()).details == Details(guests=("Ann", "Ben Ro"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\ntitle: a\nguest: 'b\n---\nHello.", "line 4: broken front matter"),
        ("---\ndate: 2025-13-45\n---\nHello.", "line 1: broken front matter"),
        ("---\na: !!python/name:os.system\n---\nHello.", "line 2: broken front matter"),
        ("---\na: " + "[" * 10_000 + "\n---\nHello.", "broken front matter"),
        ("---\n" + "a: b\n" * 4_000 + "---\nHello.", "line 1: the front matter is too long"),
    ],
)
def test_broken_front_matter_is_named_by_its_line(text: str, said: str) -> None:
    with pytest.raises(TranscriptError, match=rf"^talk\.md, .*{said}"):
        parse_transcript(text.encode(), "talk.md")


def test_lines_with_name_and_time_in_brackets_are_turns_and_minutes_may_pass_59() -> None:
    text = "[Ann Moe] [59:58] Nearly.\n[Unknown] [61:30] There.\n[Speaker 2] [01:02:00] Here.\nStill here.\n"
    transcript = parse_transcript(text.encode())
    assert transcript.format == "bracketed text"
    assert brief(transcript.cues)[:3] == [
        ("Ann Moe", 3598.0, "Nearly."),
        (None, 3690.0, "There."),
        ("Speaker 2", 3720.0, "Here."),
    ]
    assert transcript.cues[3].text == "Still here."
    assert transcript.cues[3].speaker == "Speaker 2"


def test_one_wrong_time_among_many_is_estimated() -> None:
    lines = [f"[Ann] [{minute:02}:00] This is minute {minute}." for minute in range(40)]
    lines[20] = "[Ann] [02:03] This is minute 20."
    cues = parse_transcript("\n".join(lines).encode()).cues
    assert (cues[20].start, cues[20].estimated) == (1200.0, True)
    assert [i for i, cue in enumerate(cues) if cue.estimated] == [20]


def test_a_time_that_slips_by_a_second_is_moved() -> None:
    cues = parse_transcript(b"[Ann] [00:10] One.\n[Ben] [00:09] Two.\n[Ann] [00:15] Three.\n").cues
    assert [(cue.start, cue.estimated) for cue in cues] == [(10.0, False), (10.0, False), (15.0, False)]


def test_plain_turns_have_speakers_and_no_times() -> None:
    transcript = parse_transcript(
        b"Ann: Hello there.\n\nBen Ro: Hi: good to see you.\n\nAnn: Sit\ndown.\n\nBen Ro: I will.\n"
    )
    assert transcript.format == "plain text"
    assert brief(transcript.cues) == [
        ("Ann", None, "Hello there."),
        ("Ben Ro", None, "Hi: good to see you."),
        ("Ann", None, "Sit down."),
        ("Ben Ro", None, "I will."),
    ]


def test_times_and_names_on_lines_of_their_own_belong_to_what_follows() -> None:
    text = "Kay:\n0:00\nWe plan\nan update.\nAl :\n0:09\nGood.\nKay:\n0:20\nOK then.\nAl:\n0:30\nBye."
    assert brief(parse_transcript(text.encode()).cues) == [
        ("Kay", 0.0, "We plan an update."),
        ("Al", 9.0, "Good."),
        ("Kay", 20.0, "OK then."),
        ("Al", 30.0, "Bye."),
    ]


def test_prose_with_colons_names_nobody() -> None:
    text = "Note: this is prose.\n\nIt has two parts. First: the one.\n\nThen: the other.\n"
    assert {cue.speaker for cue in parse_transcript(text.encode()).cues} == {None}


def test_talk_without_any_punctuation_is_one_long_cue() -> None:
    (cue,) = parse_transcript(b" so i was saying [Music] that it can't be  done ").cues
    assert cue == Cue("so i was saying [Music] that it can't be done")
