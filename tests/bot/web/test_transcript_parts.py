"""What the headings of a folded transcript say."""

import re
from pathlib import Path

import pytest

from bot.web import preparation
from bot.web.site import Site
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Chapter, Details
from retrieval.models.options import Options
from tests.bot.web.conftest import ADDRESS, visitor
from tests.bot.web.test_folded_transcript import transcript

LATE_CHAPTERS = (Chapter(61.0, "Tides"), Chapter(500.0, "Lighthouses"))


@pytest.mark.slow
async def test_the_first_part_begins_with_the_words_before_the_first_chapter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "WAIT_SECONDS", None)
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    details = Details(show="Long talks", episode="long", chapters=LATE_CHAPTERS)
    await library.add(transcript(), details, name="long.vtt")
    async with visitor(library, Site(ADDRESS, transcripts=True)) as browser:
        page = (await browser.get("/e/long")).text
    times = re.findall(r'<summary><span class="title">([^<]*)</span> <span class="meta">([\d:]+) ·', page)
    assert times == [("Tides", "0:00"), ("Lighthouses", "8:20")]
    await library.close()
