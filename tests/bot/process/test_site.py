"""The site next to the bot, in the real process."""

import asyncio
import re
import socket
from pathlib import Path

import httpx
import pytest
from discord import Permissions

from bot import sample
from retrieval.models import Details
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.conftest import indexed
from tests.bot.process.test_asking import QUESTION, finished
from tests.discord_server import DiscordServer, GuildHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

SITE = "https://podcasts.example"
SECRET = "The spare key to the boathouse is kept inside the hollow oar above the door."
WHERE_KEY = "Where is the spare key to the boathouse kept?"
OTHER = "The good wine of the cellar is hidden behind the barrel of vinegar on the left."
WHERE_WINE = "Where is the good wine of the cellar hidden?"


async def test_the_site_is_served_beside_the_bot_until_both_end(
    discord: DiscordServer, guild: GuildHandle, home: Path, tmp_path: Path
) -> None:
    bot = BotProcess(discord, home, tmp_path, PODCITE_WEB_PORT="0")
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
    discord: DiscordServer, home: Path, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        bot = BotProcess(discord, home, tmp_path, PODCITE_WEB_PORT=port)
        await bot.start()
        assert await bot.ended(60) != 0
    assert f"The site can't use port {port}" in bot.log
    assert "Traceback" not in bot.log


@pytest.fixture(scope="module")
def ours(discord: DiscordServer) -> GuildHandle:
    return discord.guild("Ours")


@pytest.fixture(scope="module")
def theirs(discord: DiscordServer) -> GuildHandle:
    return discord.guild("Theirs")


async def test_a_servers_own_show_opens_only_under_the_links_of_its_members(
    discord: DiscordServer, ours: GuildHandle, theirs: GuildHandle, tmp_path: Path
) -> None:
    home = await asyncio.to_thread(indexed, tmp_path / "home", sample.EPISODES)
    for guild, said, id_ in ((ours, SECRET, "boathouse"), (theirs, OTHER, "cellar")):
        file = tmp_path / f"{id_}.srt"
        file.write_text(f"1\n00:00:05,000 --> 00:00:11,000\n{said}\n", encoding="utf-8")
        details = Details(show=f"Rules of the {id_}", title=f"The {id_}", episode=id_)
        await asyncio.to_thread(indexed, home, [(file, details)], guild.id)
    public = {"PODCITE_WEB_PORT": "0", "PODCITE_WEB_URL": SITE, "PODCITE_WEB_INDEXING": "true"}
    bot = BotProcess(discord, home, tmp_path, **public)
    try:
        await bot.start_ready()
        served = re.search(r"served on port (\d+)", bot.log)
        assert served
        address = f"http://127.0.0.1:{served[1]}"
        async with httpx.AsyncClient(base_url=address, headers={"Host": "podcasts.example"}) as browser:
            own, foreign, shared = [
                links_of(await (await guild.member().slash("ask", question=question)).original(finished))
                for guild, question in ((ours, WHERE_KEY), (theirs, WHERE_WINE), (ours, QUESTION))
            ]
            assert shared[0].startswith("/e/")
            assert (await browser.get(shared[0])).status_code == 200
            assert "hollow oar" in (await browser.get(own[0])).text
            _, _, token, rest = own[0].split("/", 3)
            other = foreign[0].split("/")[2]
            stated, signature = token.split(".")
            for bad in (other, f"{stated}.{signature[::-1]}", f"{other.split('.')[0]}.{signature}", "x"):
                page = await browser.get(f"/m/{bad}/{rest}")
                assert (page.status_code, "hollow oar" in page.text) == (404, False)
            for path in ("/", "/sitemap.xml", "/search?q=spare+key+boathouse", f"/{rest}", "/e/tides"):
                told = (await browser.get(path)).text.replace(rest.split("?")[0], "")
                assert "hollow oar" not in told
                assert "oathouse" not in re.sub(r"spare[ +]key[ +]boathouse", "", told)  # the search itself
            await (
                await ours.member("mia", Permissions(manage_guild=True)).slash("library revoke-links")
            ).original(is_told)
            page = await browser.get(own[0])
            assert (page.status_code, "Read in context" in page.text) == (410, True)
            assert (await browser.get(foreign[0])).status_code == 200
        assert token not in bot.log
        assert (home / "site.key").read_bytes().hex() not in bot.log
        assert await bot.stop() == 0
    finally:
        await bot.kill()


def is_told(shown: Message) -> bool:
    return "revoked" in shown.text


def links_of(message: Message) -> list[str]:
    """The paths of a message's links to the site."""
    return re.findall(rf"\]\({re.escape(SITE)}([^)]*)\)", message.text)
