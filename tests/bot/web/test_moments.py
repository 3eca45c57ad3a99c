from dataclasses import replace

from bot.moments import moment_path
from retrieval.answering.citations import cite
from retrieval.language.word_marks import find_moment, mark
from retrieval.library import Library
from retrieval.models import Cue, Scope, Segment
from tests.bot.web.conftest import visitor

WORDS = "Tides are raised by the moon. The sun raises them too, but less than half as much."


def segment(number: int, text: str) -> Segment:
    return Segment(number, (Cue(text, 10.0 * number, 10.0 * number + 9),))


def test_words_are_found_in_their_segment_with_the_punctuation_that_ends_them() -> None:
    moment = find_moment([segment(1, WORDS)], 1, mark("tides are raised by the moon"))
    assert moment
    assert WORDS[moment.start : moment.end] == "Tides are raised by the moon."


def test_words_are_found_after_a_reindex_gave_them_another_number() -> None:
    segments = [segment(1, "Before."), segment(2, "Between."), segment(3, WORDS)]
    moment = find_moment(segments, 1, mark("The sun raises them too"))
    assert moment
    assert moment.segment.number == 3


def test_words_that_a_reindex_cut_in_two_are_found_where_they_begin() -> None:
    segments = [segment(1, "Tides are raised"), segment(2, "by the moon.")]
    moment = find_moment(segments, 2, mark("are raised by the moon"))
    assert moment
    assert (moment.segment.number, segments[0].text[moment.start : moment.end]) == (1, "are raised")


def test_words_that_are_gone_are_not_found() -> None:
    assert find_moment([segment(1, WORDS)], 1, mark("Tides are raised by the wind")) is None
    for wrong in ("", "0-abcdef12", "9999-abcdef12", "3-xyz", "٣-abcdef12"):
        assert find_moment([segment(1, WORDS)], 1, wrong) is None


async def test_a_link_opens_the_words_marked_and_says_so_when_they_are_gone(library: Library) -> None:
    episode, segments = await library.transcript(Scope(episode="tides"))
    quoted = segments[2].text.split(". ")[1]
    citation = cite(episode, segments[2], quoted)
    async with visitor(library) as browser:
        page = await browser.get(moment_path(citation))
        assert page.status_code == 200
        assert f"<mark>{quoted}" in page.text
        elsewhere = moment_path(replace(citation, segment=1))
        assert f"<mark>{quoted}" in (await browser.get(elsewhere)).text
        gone = await browser.get("/e/tides/3?t=65&w=4-00000000")
        assert gone.status_code == 410
        assert "1:05" in gone.text
        shortened = await browser.get("/e/tides/3?w=99-00000000")
        assert shortened.status_code == 410
        assert "or the link isn’t complete or has a typing error" in shortened.text
        assert (await browser.get("/e/tides/999999")).status_code == 404
        assert (await browser.get("/e/tides/٣")).status_code == 404
        assert (await browser.get("/e/secret/1")).status_code == 404
