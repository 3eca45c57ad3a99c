"""A loopback Discord, an indexed library and the bot's process, shared by the tests of a module."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.options import Options
from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer, GuildHandle
from tests.prepared_homes import copied


def indexed(home: Path, episodes: Iterable[tuple[Path, Details]], guild: int | None = None) -> Path:
    """The library in `home`, after these transcripts were added for everybody or for one guild."""

    from retrieval.index.embeddings import DEFAULT_MODEL  # slow to import, and not every test comes here

    async def add() -> None:
        library = Library(Options(home, embedding_model=DEFAULT_MODEL))
        try:
            for path, details in episodes:
                await library.add(path, details, guild=guild)
        finally:
            await library.close()

    asyncio.run(add())
    return home


@pytest.fixture(scope="module")
def home(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the module's own that holds the bundled show: its bots store what others must not meet."""
    return copied(indexed_sample, tmp_path_factory)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(patience=90) as server:
        server.answer_seconds = 10  # not Discord's 3: that a machine is slow is no fault of the bot's
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    discord: DiscordServer, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    """The bot, ready, and after the module's tests ended as an operator ends it."""
    process = BotProcess(discord, home, tmp_path_factory.mktemp("bot"))
    try:
        yield await process.start_ready()
        assert await process.stop() == 0, process.log
    finally:
        await process.kill()


@pytest.fixture
def guild(discord: DiscordServer) -> GuildHandle:
    return discord.guild()


@pytest.fixture(autouse=True)
def nothing_wrong(request: pytest.FixtureRequest, discord: DiscordServer) -> Iterator[None]:
    """Check after every test that Discord would have accepted all that the bot sent."""
    yield
    discord.assert_clean()
    if "bot" in request.fixturenames:
        log = request.getfixturevalue("bot").log
        assert discord.token not in log
        assert "Traceback" not in log, log[log.index("Traceback") :]
