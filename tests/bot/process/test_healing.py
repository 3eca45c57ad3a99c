"""A bot whose index is gone rebuilds it by itself, and never refuses because of it."""

import shutil
from pathlib import Path

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer, GuildHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_bot_without_its_index_rebuilds_it_and_answers_again(
    discord: DiscordServer, guild: GuildHandle, indexed_sample: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(indexed_sample, home)
    for name in ("vectors", "terms"):
        shutil.rmtree(home / name)
    bot = BotProcess(discord, home, tmp_path)
    try:
        await bot.start_ready()
        await discord.watch.until(lambda: "Rebuilt the index of" in bot.log, "the index to be rebuilt")
        assert "Check of the index" in bot.log
        reply = await guild.member().slash("ask", question="What causes the tides?")
        assert "Moon" in (await reply.original(lambda shown: bool(shown.buttons))).text
        assert await bot.stop() == 0
    finally:
        await bot.kill()
