"""A citation is verbatim, names who is stated to speak, and plays what it quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering.citations import cite
from retrieval.media_links import playback_url
from retrieval.models import Cue, Episode, Medium, Segment, Show

VIDEO = Medium("video", "https://www.youtube.com/watch?v=abc")
AUDIO = Medium("audio", "https://cdn.example.org/a.mp3")


def episode(*media: Medium) -> Episode:
    return Episode(
        1, "ep-1", Show(1, "boats", "Boats"), "On boats", 1, 3, page_url="https://example.org/1", media=media
    )


SEGMENT = Segment(
    2,
    (
        Cue("Why do", 10.2, 12.0, "Ann"),
        Cue("boats float?", 12.0, 13.9, "Ann"),
        Cue("They are lighter.", 14.6, 16.0, "Ben"),
        Cue("than water.", 16.0, 17.0, "Ben", inferred=True),
        Cue("- boats float?", 18.0, 19.0),
        Cue("Oh yes.", 19.5, None, estimated=True),
    ),
)


@pytest.mark.parametrize(
    ("quote", "start", "end", "speaker", "inferred"),
    [
        ("Why do boats float?", 10.2, 13.9, "Ann", None),
        ("boats float?", 12.0, 13.9, "Ann", None),
        ("float? They are", 12.0, 16.0, "Ann, Ben", None),
        ("lighter. than", 14.6, 17.0, "Ben", None),
        ("than water.", 16.0, 17.0, None, "Ben"),
        ("water. -", 16.0, 17.0, None, "Ben"),
        ("Oh yes.", 19.5, None, None, None),
    ],
)
def test_times_and_speakers_are_those_of_the_quoted_words(
    quote: str, start: float, end: float | None, speaker: str | None, inferred: str | None
) -> None:
    found = cite(episode(VIDEO), SEGMENT, quote)
    assert (found.start, found.end, found.speaker, found.inferred_speaker) == (start, end, speaker, inferred)
    assert (found.quote, found.segment) == (quote, 2)
    assert found.url == f"https://www.youtube.com/watch?v=abc&t={int(start)}s"
    assert found.estimated is (quote == "Oh yes.")


@pytest.mark.parametrize(
    ("said", "speaker"), [("Not that many years, I would say.", "Andrej"), ("Yeah.", None)]
)
def test_a_word_of_somebody_in_between_does_not_make_the_whole_theirs(said: str, speaker: str | None) -> None:
    asked = Cue("- So what do you think?", 1.0, 3.0)
    segment = Segment(1, (asked, Cue(f"- {said}", 3.0, 5.0, "Andrej"), Cue("- Tough.", 5.0, 6.0)))
    assert cite(episode(), segment, segment.text).speaker == speaker


@pytest.mark.parametrize(
    ("quote", "spoken"),
    [
        ("float? They are", "float? – They are"),
        ("Why do boats float? They are lighter. than", "Why do boats float? – They are lighter. than"),
        ("lighter. than water.", "lighter. than water."),
        ("They are lighter. ", "They are lighter. "),
        ("water. - boats float?", "water. - boats float?"),
    ],
)
def test_a_quote_is_shown_with_a_dash_where_another_speaker_begins(quote: str, spoken: str) -> None:
    assert cite(episode(), SEGMENT, quote).spoken == spoken


def test_the_second_time_that_the_same_is_said_can_be_cited() -> None:
    at = SEGMENT.text.rindex("boats")
    assert cite(episode(), SEGMENT, "boats float?", at).start == 18.0


@pytest.mark.parametrize("quote", ["", " ", "why do", "boats  float?", "boats sink", "Oh yes. "])
def test_what_is_not_verbatim_in_the_segment_can_not_be_cited(quote: str) -> None:
    with pytest.raises(ValueError, match="not a quote of segment 2 of ep-1"):
        cite(episode(VIDEO), SEGMENT, quote)


def test_without_times_there_is_no_link() -> None:
    found = cite(episode(VIDEO), Segment(1, (Cue("No times."),)), "No times.")
    assert (found.start, found.end, found.url) == (None, None, None)


@pytest.mark.parametrize(
    ("url", "timed"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=350s"),
        ("https://youtube.com/watch?v=abc&t=9s&list=x#top", "https://youtube.com/watch?v=abc&list=x&t=350s"),
        ("https://m.youtube.com/watch?t=1&v=abc", "https://m.youtube.com/watch?v=abc&t=350s"),
        ("https://youtu.be/abc", "https://youtu.be/abc?t=350s"),
        ("https://youtu.be/abc?si=q&t=4", "https://youtu.be/abc?si=q&t=350s"),
        ("https://www.youtube.com/embed/abc?start=3", "https://www.youtube.com/watch?v=abc&t=350s"),
        ("https://www.youtube.com/live/abc", "https://www.youtube.com/watch?v=abc&t=350s"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=350s"),
        ("https://player.vimeo.com/video/123#t=1s", "https://player.vimeo.com/video/123#t=350s"),
        ("https://example.org/a.mp4?sig=x%2Fy", "https://example.org/a.mp4?sig=x%2Fy#t=350"),
        ("HTTP://EXAMPLE.org/a.mp3", "http://EXAMPLE.org/a.mp3#t=350"),
        ("https://notyoutube.com/watch?v=abc", "https://notyoutube.com/watch?v=abc#t=350"),
    ],
)
def test_a_link_has_the_second_in_the_form_that_the_site_reads(url: str, timed: str) -> None:
    assert playback_url(episode(Medium("video", url)), 350.9) == timed


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "file:///etc/passwd", "//example.org/a", "https://", "http://[::1", "a b"],
)
def test_only_addresses_of_the_web_are_linked(url: str) -> None:
    assert playback_url(episode(Medium("video", url)), 5.0) is None


def test_the_video_comes_before_the_audio_and_what_can_be_timed_before_what_can_not() -> None:
    assert playback_url(episode(AUDIO, VIDEO), 5.0) == "https://www.youtube.com/watch?v=abc&t=5s"
    assert playback_url(episode(AUDIO), 5.0) == "https://cdn.example.org/a.mp3#t=5"
    assert (
        playback_url(episode(Medium("video", VIDEO.url, None), AUDIO), 5.0)
        == "https://cdn.example.org/a.mp3#t=5"
    )
    assert playback_url(episode(Medium("video", VIDEO.url, None)), 5.0) is None
    assert playback_url(episode(), 5.0) is None


@pytest.mark.parametrize(("offset", "second"), [(0.0, 10), (30.5, 41), (-4.0, 6), (-60.0, 0)])
def test_the_offset_of_a_recording_is_added_and_never_leads_before_its_start(
    offset: float, second: int
) -> None:
    timed = playback_url(episode(Medium("audio", AUDIO.url, offset)), 10.6)
    assert timed == f"{AUDIO.url}#t={second}"


@pytest.mark.slow
@given(st.data())
def test_every_part_of_a_segment_can_be_cited_within_its_times(data: st.DataObject) -> None:
    low = data.draw(st.integers(0, len(SEGMENT.text) - 1))
    quote = SEGMENT.text[low : data.draw(st.integers(low + 1, len(SEGMENT.text)))]
    if not quote.strip():
        return
    found = cite(episode(VIDEO), SEGMENT, quote, low)
    assert found.start is not None
    assert 10.2 <= found.start <= 19.5
    assert found.end is None or found.end > found.start
