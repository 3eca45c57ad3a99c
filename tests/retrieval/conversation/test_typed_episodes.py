"""Which episode a command takes where its title is also another show's name and a number."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from retrieval.errors import NotFoundError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def library(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    library = Library(Options(tmp_path_factory.mktemp("typed"), embedding_model=DEFAULT_MODEL))
    for number, (show, title) in enumerate(
        (
            ("Fire Talk", "Fire talk 31"),
            ("Fire Talk", "Black glaze"),
            ("Collected", "Fire talk 28"),
            ("Collected", "Fire talk 40: Celadon"),
            ("Collected", "Fire Talk"),
        )
    ):
        said = f"The kiln burns for {number + 3} days, and the glaze melts in it."
        details = Details(show=show, title=title, episode=f"e{number}")
        await library.add(said.encode(), details, name=f"{number}.txt")
    yield library
    await library.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Fire talk 28", {"e2"}),
        ("fire talk #28", {"e2"}),
        (" FIRE TALK, 28 ", {"e2"}),
        ("Fire Talk 40", {"e3"}),
        ("fire talk 31", {"e0"}),
        ("fire talk", {"e4"}),
    ],
)
async def test_a_title_goes_before_a_shows_name_and_a_number(
    library: Library, typed: str, found: set[str]
) -> None:
    assert {episode.id for episode in await library.find_episodes(typed, Scope())} == found


async def test_a_number_that_no_title_has_is_missing_in_its_show(library: Library) -> None:
    with pytest.raises(NotFoundError, match="There is no episode 99 of Fire Talk"):
        await library.find_episodes("Fire talk 99", Scope())
