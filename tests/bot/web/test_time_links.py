"""Every number and every time of an episode's page leads to the second at which the words are said."""

import re
from html import unescape
from pathlib import Path

import pytest

from bot.web import preparation
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope, Segment
from retrieval.models.options import Options
from tests.bot.web.conftest import visitor

OFFSET = 12
CITE = re.compile(
    r'<a class="cite" href="#s(\d+)" data-segment="(\d+)" data-moment="([^"]*)" data-quote="([^"]*)"'
    r' data-seek="(\d+)" aria-label="Source (\d+), segment \d+">\[(\d+)\]</a>'
)
QUOTE = re.compile(
    r'<blockquote>“([^<]*)”</blockquote>\s*<figcaption>.*?<a class="time" href="([^"]*)" data-seek="(\d+)">',
    re.DOTALL,
)


def said_at(segment: Segment, words: str) -> tuple[float, float]:
    """Return from when to when the cue is spoken in which a quote begins."""
    position = segment.text.index(words)
    for cue in segment.cues:
        position -= len(cue.text) + 1
        if position < 0:
            assert cue.start is not None
            assert cue.end is not None
            return cue.start, cue.end
    raise AssertionError(words)


@pytest.fixture
async def timed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """The sample episode, whose recording begins twelve seconds before its transcript."""
    from bot.sample import EPISODES

    monkeypatch.setattr(preparation, "WAIT_SECONDS", None)
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    path, details = EPISODES[0]
    audio = Details(episode="timed", audio_url="https://media.example/a.mp3")
    await library.add(path, audio.or_else(details))
    await library.offset(Scope(episode="timed"), "audio", 0, OFFSET)
    return library


@pytest.mark.slow
async def test_each_number_of_highlights_plays_the_second_at_which_its_words_are_said(timed: Library) -> None:
    _, segments = await timed.transcript(Scope(episode="timed"))
    async with visitor(timed) as browser:
        page = (await browser.get("/e/timed")).text
        highlights = page.split('id="highlights"')[1].split('id="transcript"')[0]
        found = CITE.findall(highlights)
        assert len(found) == highlights.count('class="cite"') > 0
        assert [int(number) for *_, number in found] == list(range(1, len(found) + 1))
        for target, segment, moment, quote, seek, label, number in found:
            assert (target, label) == (segment, number)
            start, end = said_at(segments[int(segment) - 1], unescape(quote))
            assert start <= int(seek) - OFFSET + 1, quote
            assert int(seek) - OFFSET <= end, quote
            opened = (await browser.get(unescape(moment))).text
            assert f"<mark>{quote.split()[0]}" in opened
    await timed.close()


async def test_quotes_of_highlights_and_clips_play_from_their_first_word(timed: Library) -> None:
    _, segments = await timed.transcript(Scope(episode="timed"))
    async with visitor(timed) as browser:
        page = (await browser.get("/e/timed")).text
    quotes = QUOTE.findall(page)
    assert len(quotes) == page.count('<figure class="quote">') > 0
    for quote, moment, seek in quotes:
        number = int(re.match(r"/e/timed/(\d+)\?", moment)[1])  # type: ignore[index]
        start, end = said_at(segments[number - 1], unescape(quote).replace("’", "'"))
        assert start <= int(seek) - OFFSET + 1, quote
        assert int(seek) - OFFSET <= end, quote
    await timed.close()
