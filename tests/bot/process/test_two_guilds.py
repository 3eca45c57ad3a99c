"""One guild's own show does not exist for another."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio

from bot import sample
from retrieval.models import Details
from tests.bot.process.conftest import indexed
from tests.bot.process.running import BotProcess
from tests.bot.process.test_asking import finished
from tests.discord_server import DiscordServer, GuildHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "Where is the spare key to the boathouse kept?"
SECRET = "The spare key to the boathouse is kept inside the hollow oar above the door."


@pytest.fixture(scope="module")
def ours(discord: DiscordServer) -> GuildHandle:
    return discord.guild("Ours")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(ours: GuildHandle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that holds the bundled show for everybody, and one more for a single guild."""
    folder = tmp_path_factory.mktemp("guilds")
    transcript = folder / "boathouse.srt"
    transcript.write_text(f"1\n00:00:05,000 --> 00:00:11,000\n{SECRET}\n", encoding="utf-8")
    details = Details(show="House rules", title="About the boathouse", episode="boathouse")
    home = folder / "home"
    await asyncio.to_thread(indexed, home, sample.EPISODES)
    return await asyncio.to_thread(indexed, home, [(transcript, details)], ours.id)


async def answered(guild: GuildHandle) -> Message:
    reply = await guild.member().slash("ask", question=QUESTION)
    return await reply.original(lambda shown: bool(shown.embeds) and "…" not in shown.text[-2:])


async def test_a_guild_finds_its_own_show_and_no_other_guild_does(
    bot: BotProcess, ours: GuildHandle, guild: GuildHandle
) -> None:
    assert "hollow oar" in (await answered(ours)).text
    for elsewhere in (guild.member(), ours.member().direct()):
        reply = await elsewhere.slash("ask", question=QUESTION)
        text = (await reply.original(lambda shown: bool(shown.embeds))).text
        assert "hollow oar" not in text
        assert "oathouse" not in text.replace(QUESTION, "")


async def test_only_the_guild_itself_is_offered_its_episode(
    bot: BotProcess, ours: GuildHandle, guild: GuildHandle
) -> None:
    offered = [
        {choice["value"] for choice in await who.autocomplete("ask", "episode", "boathouse")}
        for who in (ours.member(), guild.member(), ours.member().direct())
    ]
    assert ["boathouse" in values for values in offered] == [True, False, False]


async def test_an_episode_of_another_guild_is_refused_as_one_that_is_not_there(
    bot: BotProcess, guild: GuildHandle
) -> None:
    reply = await guild.member().slash("ask", question=QUESTION, episode="boathouse")
    told = (await reply.follow_up()).text
    assert told.startswith("There is no episode 'boathouse' here")
    assert "oathouse" not in told.replace("'boathouse'", "", 1)


async def test_the_button_of_another_guild_opens_nothing(
    bot: BotProcess, ours: GuildHandle, guild: GuildHandle
) -> None:
    message = await (await ours.member().slash("ask", question=QUESTION)).original(finished)
    opened = await (await guild.member().click(message, "Read in context")).original()
    assert "passage is gone" in opened.text
    assert "hollow oar" not in opened.text
