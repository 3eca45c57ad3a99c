"""Servers that remove the bot, and come back, against the real process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from shutil import copytree

import pytest
import pytest_asyncio

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.guilds import GuildData
from retrieval.models.options import Options
from tests.bot.process.bot_process import BotProcess, podcite
from tests.bot.process.test_moderation import add, long_talk, moderator, over, told
from tests.discord_server import DiscordServer, GuildHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAID = b"1\n00:00:05,000 --> 00:00:11,000\nThe spare key is kept inside the hollow oar above the door.\n"
KEY = Details(show="House rules", title="About the boathouse", episode="boathouse")
StartBot = Callable[..., Awaitable[BotProcess]]


@pytest.fixture
def own_home(indexed_sample: Path, tmp_path: Path) -> Path:
    return Path(copytree(indexed_sample, tmp_path / "home"))


async def add_for(home: Path, *guilds: GuildHandle) -> None:
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    for guild in guilds:
        await library.add(SAID, KEY, guild=guild.id, name="boathouse.srt")
    await library.close()


async def data_of(home: Path) -> dict[int, GuildData]:
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    try:
        return {data.guild: data for data in await library.removal.guilds()}
    finally:
        await library.close()


@pytest_asyncio.fixture(loop_scope="module")
async def start(discord: DiscordServer, own_home: Path, tmp_path: Path) -> AsyncIterator[StartBot]:
    running: list[BotProcess] = []

    async def start(**environment: str) -> BotProcess:
        bot = BotProcess(discord, own_home, tmp_path / f"bot{len(running)}", **environment)
        running.append(bot)
        await bot.start_ready()
        await discord.watch.until(lambda: "Ready as" in bot.log, "the bot to be ready")
        return bot

    yield start
    for bot in running:
        await bot.kill()
        assert "Traceback" not in bot.log, bot.log


async def test_a_server_that_removes_the_bot_is_given_time_to_come_back(
    discord: DiscordServer, start: StartBot, own_home: Path
) -> None:
    ours, theirs = discord.guild("Ours"), discord.guild("Theirs")
    await add_for(own_home, ours, theirs)
    bot = await start()
    theirs.go_away()
    ours.remove_bot()
    await discord.watch.until(lambda: f"Server {ours.id} has removed" in bot.log, "the removal to be noticed")
    data = await data_of(own_home)
    assert (data[ours.id].left is not None, data[ours.id].episodes) == (True, 1)
    assert data[theirs.id].left is None  # an outage is no removal

    ours.add_bot()
    await discord.watch.until(lambda: f"Server {ours.id} has added" in bot.log, "the return to be noticed")
    assert (await data_of(own_home))[ours.id].left is None


async def test_a_removal_while_the_bot_was_offline_is_noticed_at_its_start(
    discord: DiscordServer, start: StartBot, own_home: Path
) -> None:
    ours, theirs = discord.guild("Ours"), discord.guild("Theirs")
    await add_for(own_home, ours, theirs)
    ours.guild.has_bot = False
    bot = await start()
    await discord.watch.until(lambda: f"Server {ours.id} has removed" in bot.log, "the removal to be noticed")
    data = await data_of(own_home)
    assert (data[ours.id].left is None, data[theirs.id].left is None) == (False, True)
    assert await bot.stop() == 0
    ours.guild.has_bot = True
    bot = await start()
    await discord.watch.until(lambda: f"Server {ours.id} has added" in bot.log, "the return to be noticed")
    assert (await data_of(own_home))[ours.id].left is None


async def test_a_backup_is_made_while_the_bot_runs_and_restored_when_it_has_ended(
    discord: DiscordServer, start: StartBot, own_home: Path, tmp_path: Path
) -> None:
    ours = discord.guild("Ours")
    bot = await start()
    before = await data_of(own_home)  # other tests' bots have run on the library that this is a copy of
    packed = tmp_path / "packed.zip"
    assert (await podcite(own_home, "backup", packed))[0] == 0
    await add_for(own_home, ours)
    status, told = await podcite(own_home, "restore", packed)
    assert (status, told.count("\n")) == (1, 1)
    assert "stop it" in told
    during = (await data_of(own_home)).keys()  # what others asked goes when the bot notices that they left
    assert during <= {*before, ours.id}
    assert ours.id in during
    assert await bot.stop() == 0
    assert (await podcite(own_home, "restore", packed))[0] == 0
    after = (await data_of(own_home)).keys()
    assert after <= before.keys()
    assert ours.id not in after


async def test_the_data_of_a_server_goes_when_its_time_is_over(
    discord: DiscordServer, start: StartBot, own_home: Path
) -> None:
    ours, theirs = discord.guild("Ours"), discord.guild("Theirs")
    await add_for(own_home, ours, theirs)
    bot = await start(PODCITE_KEEP_DAYS="0")
    ours.remove_bot()
    await discord.watch.until(lambda: f"data of server {ours.id}, which" in bot.log, "its data to be deleted")
    assert list(await data_of(own_home)) == [theirs.id]


async def test_a_job_ends_when_its_servers_data_is_deleted_from_the_shell(
    discord: DiscordServer, start: StartBot, own_home: Path
) -> None:
    ours = discord.guild("Ours")
    mia = moderator(ours)
    bot = await start()
    with bot.embedding_held():
        message = await add(mia, long_talk(3))
        assert not over(message)
        assert (await podcite(own_home, "guilds", "delete", ours.id, "--yes"))[0] == 0
    await discord.watch.until(lambda: "deleted this server's data" in message.text, "the end of the job")
    assert not message.buttons
    assert ours.id not in await data_of(own_home)


async def test_a_server_is_told_what_it_has_and_what_it_may_have(
    discord: DiscordServer, start: StartBot, own_home: Path
) -> None:
    ours = discord.guild("Ours")
    mia = moderator(ours)
    await add_for(own_home, ours)
    await start(PODCITE_SERVER_MAX_EPISODES="1")
    assert "1 of 1 episode · 0.0 of 2,000 MB · 0 of 100 feeds" in await told(mia, "status")
    message = await add(mia)
    await discord.watch.until(lambda: over(message), "the end of the job")
    assert "has 1 of 1 episodes: remove some with" in message.text
    assert (await podcite(own_home, "guilds", "limit", ours.id, "--episodes", "2"))[0] == 0
    assert "1 of 2 episodes" in await told(mia, "status")
    message = await add(mia)
    await discord.watch.until(lambda: over(message), "the end of the job")
    assert "added **clay-12**" in message.text
