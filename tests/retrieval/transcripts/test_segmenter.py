"""Segments end where talk pauses, hold every word once, and are the same every time."""

import dataclasses
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Cue, Segment
from retrieval.transcripts.segmenter import MAX_SEGMENT_WORDS, segment_sentences, split_into_segments


def talk(sentences: int, words: int = 10, *, speaker: str | None = None, start: float = 0.0) -> list[Cue]:
    """Return cues of one sentence each, three words a second."""
    text = " ".join(["Word", *["word"] * (words - 2), "end."])
    length = words / 3
    return [Cue(text, start + i * length, start + (i + 1) * length, speaker) for i in range(sentences)]


def counts(segments: tuple[Segment, ...]) -> list[int]:
    return [len(segment.text.split()) for segment in segments]


def test_nothing_gives_nothing() -> None:
    assert split_into_segments([]) == ()


def test_one_cue_is_one_segment() -> None:
    cue = Cue("Hello.", 1.0, 2.0, "Ann")
    assert split_into_segments([cue]) == (Segment(1, (cue,)),)


@pytest.mark.parametrize("total", [1, 4, 11, 12, 13, 17, 22, 23, 40, 100])
def test_segments_are_near_110_words_without_a_runt_at_the_end(total: int) -> None:
    sizes = counts(split_into_segments(talk(total)))
    assert sum(sizes) == 10 * total
    assert max(sizes) <= 160
    assert min(sizes) >= min(70, 10 * total)


def test_slow_talk_is_cut_near_45_seconds() -> None:
    cues = [Cue("Ten words are said here in all of nine seconds.", 9.0 * i, 9.0 * i + 9) for i in range(100)]
    seconds = [(segment.end or 0) - (segment.start or 0) for segment in split_into_segments(cues)]
    assert min(seconds) >= 36
    assert max(seconds) <= 63


def test_segments_end_with_sentences() -> None:
    cues = []
    for _ in range(60):
        cues += [Cue("This begins here and it"), Cue("goes on to the"), Cue("end of it.")]
    segments = split_into_segments(cues)
    assert len(segments) > 1
    assert all(segment.text.endswith(".") for segment in segments)


def test_a_question_stays_with_the_beginning_of_its_answer() -> None:
    cues = [
        *talk(9, speaker="Guest"),
        Cue("So what is the longest of all the boats you ever built?", 30.0, 34.0, "Host"),
        *talk(13, speaker="Guest", start=34.0),
    ]
    for segment in split_into_segments(cues):
        assert not segment.text.endswith("?")


def test_segments_rather_end_where_somebody_else_begins() -> None:
    cues = [
        *talk(10, speaker="Ann"),
        *talk(12, speaker="Ben", start=33.0),
        *talk(11, speaker="Ann", start=73.0),
    ]
    assert [segment.speaker for segment in split_into_segments(cues)] == ["Ann", "Ben", "Ann"]


def test_short_turns_share_a_segment() -> None:
    cues = [Cue("Yes." if i % 2 else "Is it?", float(i), i + 1.0, "AB"[i % 2]) for i in range(30)]
    assert len(split_into_segments(cues)) == 1


def test_a_long_turn_is_cut_at_sentences_with_estimated_times() -> None:
    text = " ".join(f"This is sentence number {i} of this turn." for i in range(60))
    segments = split_into_segments([Cue(text, 100.0, 260.0, "Ann")])
    assert " ".join(segment.text for segment in segments) == text
    assert all(segment.text.endswith("turn.") for segment in segments)
    cues = [cue for segment in segments for cue in segment.cues]
    assert (cues[0].start, cues[0].estimated, cues[-1].end) == (100.0, False, 260.0)
    assert all(cue.estimated and cue.speaker == "Ann" for cue in cues[1:])
    middle = next(cue for cue in cues if "number 30 " in cue.text)
    assert middle.start == pytest.approx(180.0, abs=8)


def test_a_long_turn_without_an_end_keeps_its_start_as_the_earliest_time() -> None:
    text = " ".join(f"This is sentence number {i} of this turn." for i in range(60))
    cues = [cue for segment in split_into_segments([Cue(text, 100.0)]) for cue in segment.cues]
    assert {cue.start for cue in cues} == {100.0}
    assert cues[-1].end is None


def test_a_short_cue_is_cut_only_where_a_segment_ends() -> None:
    cue = Cue("It ends here, as you see, now. And this one begins here, as you also see.", 0.0, 6.0)
    cues = [dataclasses.replace(cue, start=6.0 * i, end=6.0 * i + 6) for i in range(40)]
    segments = split_into_segments(cues)
    for segment in segments:
        assert all(part.text == cue.text for part in segment.cues[1:-1])
    assert " ".join(segment.text for segment in segments) == " ".join(cue.text for cue in cues)


def test_a_word_without_end_is_never_cut() -> None:
    word = "x" * 5_000
    assert [segment.text for segment in split_into_segments([Cue(word), Cue("and more")])] == [
        f"{word} and more"
    ]


def test_sentences_end_where_the_speaker_changes() -> None:
    segment = Segment(
        1, (Cue("I never", speaker="Ann"), Cue("Me neither. But", speaker="Ben"), Cue("- why?"))
    )
    assert [(span.text, span.complete) for span in segment_sentences(segment)] == [
        ("I never", False),
        ("Me neither.", True),
        ("But", False),
        ("why?", False),
    ]


def test_sentences_run_over_cues_of_the_same_speaker() -> None:
    segment = Segment(
        1, (Cue("It was", 0.0, 1.0, "Ann"), Cue("cold. Very", 1.0, 2.0, "Ann"), Cue("cold.", 2.0, 3.0, "Ann"))
    )
    assert [span.text for span in segment_sentences(segment)] == ["It was cold.", "Very cold."]


WORDS = ("so", "we", "Boats", "it's", "Zo\u00eb", "10", "the", "a", "and", "x" * 40, "I", "Dr")
MARKS = ("", "", "", "", ".", "?", "!", ",", "...", ".\u201d")


@st.composite
def transcripts(draw: st.DrawFn) -> list[Cue]:
    """Up to 40 cues of 1 to 250 words, some punctuated, with times in order or without any."""
    # Drawn word by word, long cues would take hypothesis seconds; a seeded generator gives them as well.
    random = Random(draw(st.integers(0, 2**32)))
    timed, marks = draw(st.booleans()), draw(st.sampled_from([MARKS, MARKS, ("",)]))
    cues, clock = [], 0.0
    for count in draw(st.lists(st.sampled_from([1, 2, 5, 9, 14, 30, 90, 250]), max_size=40)):
        text = " ".join(random.choice(WORDS) + random.choice(marks) for _ in range(count))
        speaker = random.choice([None, "Ann", "Ben"])
        clock += random.choice([0.0, 0.0, 0.5, 4.0])
        length = random.choice([0.0, 0.25, 3.0, 40.0])
        cues.append(Cue(text, clock, clock + length, speaker) if timed else Cue(text, speaker=speaker))
        clock += length
    return cues


@pytest.mark.slow
@given(transcripts())
def test_no_word_is_lost_or_said_twice_numbers_run_and_times_go_on(cues: list[Cue]) -> None:
    segments = split_into_segments(cues)
    assert [segment.number for segment in segments] == list(range(1, len(segments) + 1))
    assert [word for segment in segments for word in segment.text.split()] == [
        word for cue in cues for word in cue.text.split()
    ]
    assert all(size <= MAX_SEGMENT_WORDS for size in counts(segments))
    times = [
        time
        for segment in segments
        for cue in segment.cues
        for time in (cue.start, cue.end)
        if time is not None
    ]
    assert all(before <= after for before, after in pairwise(times))
    assert split_into_segments(list(cues)) == segments


@pytest.mark.slow
@given(transcripts())
def test_sentences_lie_inside_their_segment(cues: list[Cue]) -> None:
    for segment in split_into_segments(cues):
        spans = segment_sentences(segment)
        assert spans
        for span in spans:
            assert segment.text[span.start_char : span.end_char] == span.text
