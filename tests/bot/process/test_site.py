"""The site beside the bot, in the real process."""

import re
import socket
from pathlib import Path

import httpx
import pytest

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_asking import QUESTION, finished
from tests.discord_server import DiscordServer, GuildHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_site_is_served_beside_the_bot_until_both_end(
    discord: DiscordServer, guild: GuildHandle, sample_home: Path, tmp_path: Path
) -> None:
    bot = BotProcess(discord, sample_home, tmp_path, PODCITE_WEB_PORT="0")
    try:
        await bot.start_ready()
        served = re.search(r"served on port (\d+)", bot.log)
        assert served
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served[1]}") as browser:
            assert "lighthouses" in (await browser.get("/")).text
            message = await (await guild.member().slash("ask", question=QUESTION)).original(finished)
            assert "a hundred metres" in message.text
            assert (await browser.get("/")).status_code == 200
        assert await bot.stop() == 0
    finally:
        await bot.kill()


async def test_a_port_that_is_taken_is_told_in_one_sentence(
    discord: DiscordServer, sample_home: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        bot = BotProcess(discord, sample_home, tmp_path, PODCITE_WEB_PORT=port)
        await bot.start()
        assert await bot.ended(60) != 0
    assert f"The site can't use port {port}" in bot.log
    assert "Traceback" not in bot.log
