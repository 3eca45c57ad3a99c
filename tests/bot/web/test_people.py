"""Who takes part in an episode, as its page and the lists name them."""

from pathlib import Path

import pytest

from bot.web.site import Site
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.options import Options
from tests.bot.web.conftest import ADDRESS, visitor

pytestmark = pytest.mark.usefixtures("no_waiting_page")
INTERVIEW = """Lex: The following is a conversation with Andrej Karpathy, who built the autopilot at Tesla.
Andrej: Thank you, it is a great pleasure to be here and to talk about neural networks.
Lex: What is a neural network, and why does it do such a surprisingly good job of learning?
Andrej: It is a mathematical abstraction of the brain, a simple expression with a lot of knobs in it.
"""


@pytest.mark.slow
async def test_guests_whom_title_and_talk_name_stand_in_the_head_and_in_lists(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    details = Details(show="Lex", episode="lex", title="Andrej Karpathy: Tesla AI and Optimus | Lex #333")
    await library.add(INTERVIEW.encode(), details, name="lex.txt")
    async with visitor(library, Site(ADDRESS)) as browser:
        link = '<a href="/people?name=Andrej+Karpathy">Andrej Karpathy</a>'
        assert link in (await browser.get("/e/lex")).text
        assert "With Andrej Karpathy" in (await browser.get("/")).text
        assert "Andrej Karpathy" in (await browser.get("/shows/lex")).text
        assert (await browser.get("/people?name=Andrej+Karpathy")).status_code == 200
    await library.close()


@pytest.mark.slow
async def test_who_is_known_from_the_introduction_alone_is_marked_and_in_no_list(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    talk = INTERVIEW.replace("Lex:", "").replace("Andrej:", "")
    await library.add(talk.encode(), Details(show="Lex", episode="lex", title="About AI"), name="lex.txt")
    async with visitor(library, Site(ADDRESS)) as browser:
        page = (await browser.get("/e/lex")).text
        assert "With Andrej Karpathy <span" in page
        assert "(according to the introduction)" in page
        assert "Karpathy" not in (await browser.get("/shows/lex")).text
    await library.close()


async def test_without_guests_the_speakers_are_named(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    words = "Wes Bos: Welcome to Syntax, about the web.\nScott Tolinski: And to show what was built.\n" * 6
    await library.add(words.encode(), Details(show="Syntax", episode="s"), name="s.txt")
    async with visitor(library, Site(ADDRESS)) as browser:
        page = (await browser.get("/e/s")).text
    assert "Hosted by" not in page
    assert "Speakers: " in page
    assert {"Wes Bos", "Scott Tolinski"} <= set(
        page.partition("Speakers: ")[2].partition("</p>")[0].split(", ")
    )
    await library.close()


async def test_with_a_known_host_the_others_are_speakers_and_no_guests(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    words = "Wes Bos: The web is a lovely place to build.\nScott Tolinski: And to show what was built.\n" * 6
    details = Details(show="Syntax", episode="s", hosts=("Wes Bos",))
    await library.add(words.encode(), details, name="s.txt")
    async with visitor(library, Site(ADDRESS)) as browser:
        page = (await browser.get("/e/s")).text
    assert ">Speakers: Scott Tolinski</p>" in page
    assert 'Hosted by <a href="/people?name=Wes+Bos"' in page
    await library.close()
