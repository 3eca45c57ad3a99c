import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from playwright.async_api import Browser

from bot.sample import EPISODES
from bot.web import preparation, rendering
from bot.web.app import create_app
from bot.web.episode_view import load_view
from bot.web.server import serving
from bot.web.site import Site
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.web.browsing import chromium
from tests.prepared_homes import copied, once_per_run

ADDRESS = "https://podcasts.example"
GUILD = 1_100_000_000_000_000_001


class CompiledTemplates(BytecodeCache):
    """What the templates of the site are compiled to, for all sites of this process."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if made := self._made.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(made)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._made[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "Environment", partial(Environment, bytecode_cache=CompiledTemplates()))
        yield


@pytest.fixture(scope="session")
def home(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the bundled show, and a server's own: one with a shared episode's id, and one more."""

    async def fill(folder: Path) -> None:
        shutil.copytree(indexed_sample, folder)
        library = Library(Options(folder, embedding_model=DEFAULT_MODEL))
        own = "Host: the password of our members' forum is marzipan, please keep it among ourselves. " * 3
        await library.add(own.encode(), EPISODES[0][1], guild=GUILD, name="secret.txt")
        inner = Details(show="Inner circle", title="For members only", episode="members-only")
        await library.add(own.replace("forum", "club").encode(), inner, guild=GUILD, name="inner.txt")
        for episode in await library.episodes(Scope()):  # so that no test waits for a page
            await load_view(library, Scope(episode=episode.id), whole=False)
        await library.close()

    made = once_per_run(tmp_path_factory, "site", lambda folder: asyncio.run(fill(folder)))
    return copied(made, tmp_path_factory)


@pytest.fixture
def no_waiting_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no request be answered with the page that asks to wait while an episode's page is made."""
    monkeypatch.setattr(preparation, "WAIT_SECONDS", None)


@pytest.fixture
async def library(home: Path) -> AsyncIterator[Library]:
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    yield library
    await library.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One for all files that a worker runs, as starting it takes a second; each test has its own windows."""
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def address(library: Library) -> AsyncIterator[str]:
    """Where the module's own `library` is served, with whole transcripts and no page that asks to wait."""
    site = Site("http://127.0.0.1", transcripts=True, requests=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparation, "WAIT_SECONDS", None)
        async with serving(library, site, host="127.0.0.1", port=0) as port:
            yield f"http://127.0.0.1:{port}"


def visitor(library: Library, site: Site | None = None) -> httpx.AsyncClient:
    """Return a client of the site, as a browser at its public address."""
    app = create_app(library, site or Site(ADDRESS, indexing=True))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=ADDRESS)
