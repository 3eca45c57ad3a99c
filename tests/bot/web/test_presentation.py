"""What an episode's makers show of it: description, artwork and license, from front matter to the page."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.web import preparation
from bot.web.drawn_artwork import COLOURS, colour_of, initials_of
from bot.web.presentation_view import split_description
from retrieval.fetching.artwork import SIDE, ArtworkStore
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.web.conftest import visitor

WORDS = "Tides are raised by the moon, and the sun raises them too. " * 8
HEAD = """---
description: |
  <p>The <b>sea</b> comes back &amp; nobody asks why.</p><script>alert(1)</script>
  A second line.
license: cc-by-4.0
---
"""


def red_picture() -> bytes:
    """A picture as a feed might name it."""
    stream = BytesIO()
    Image.new("RGB", (900, 900), "red").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
async def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setattr(preparation, "WAIT_SECONDS", None)  # so that no test meets a page that is being made
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await library.add((HEAD + WORDS).encode(), Details(show="Sea & Sand", episode="one"), name="one.md")
    return library


@pytest.mark.slow
async def test_a_page_shows_description_license_and_a_drawn_picture(shown: Library) -> None:
    async with visitor(shown) as client:
        page = (await client.get("/e/one")).text
        assert (await client.get("/artwork/one.jpg")).status_code == 404
    await shown.close()
    assert "The sea comes back &amp; nobody asks why." in page
    assert "A second line." in page
    assert "alert(1)" not in page
    assert "License: CC BY 4.0" in page
    assert '<svg class="artwork"' in page
    assert ">SS</text>" in page


@pytest.mark.slow
async def test_artwork_is_served_from_the_site_and_kept_for_long(shown: Library, tmp_path: Path) -> None:
    given = Details(show="Sea & Sand", episode="one", artwork_url="https://pictures.example/one.png")
    await shown.add((HEAD + WORDS).encode(), given, name="one.md")  # it can't be fetched here
    ArtworkStore(tmp_path / "artwork")._write("https://pictures.example/one.png", red_picture())
    async with visitor(shown) as client:
        page = (await client.get("/e/one")).text
        path = re.search(r'<img class="artwork" src="([^"]+)"', page)
        assert path
        picture = await client.get(path[1])
    await shown.close()
    assert picture.headers["content-type"] == "image/jpeg"
    assert "immutable" in picture.headers["cache-control"]
    assert "pictures.example" not in page
    with Image.open(BytesIO(picture.content)) as image:
        assert image.size == (SIDE, SIDE)


@pytest.mark.slow
async def test_a_new_description_is_on_the_page_at_once(shown: Library) -> None:
    async with visitor(shown) as client:
        await client.get("/e/one")
        given = Details(show="Sea & Sand", episode="one", description="Another text.")
        await shown.add((HEAD + WORDS).encode(), given, name="one.md")
        page = (await client.get("/e/one")).text
        assert (await shown.episode(Scope(episode="one"))).generation
    await shown.close()
    assert "Another text." in page
    assert "nobody asks why" not in page


def test_a_long_description_is_shown_in_two_parts_without_losing_a_word() -> None:
    text = " ".join(f"word{number}" for number in range(100))
    lead, rest = split_description(f"{text}\nThe end.")
    assert len(lead) < 180
    assert [*lead.rstrip("…").split(), *rest[0].lstrip("…").split()] == text.split()
    assert rest[1] == "The end."
    assert split_description("Short.") == ("Short.", ())


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Salt and Light", "SL"),
        ("Lex Fridman Podcast", "LF"),
        ("Go Time", "GT"),
        ("Lenny's Podcast", "LP"),
        ("The Daily", "D"),
        ("BBC", "B"),
        ("שלום עולם", "שע"),
        ("!!", ""),
        ("", ""),
    ],
)
def test_a_drawn_picture_has_the_initials_of_the_long_words(name: str, initials: str) -> None:
    assert initials_of(name) == initials
    assert colour_of(name) in COLOURS
