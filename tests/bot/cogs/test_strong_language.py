"""What everybody in a server reads shows strong language as the server wants it; private replies as it is."""

import asyncio

import pytest
from simcord.env import Env

from bot.client import Podcite
from retrieval.library import Library
from retrieval.models import Details
from retrieval.models.guilds import GuildSettings
from retrieval.models.options import Options
from tests.bot.responses import only_embed

GUILD = 900
BEES = b"""1
00:00:00,000 --> 00:00:09,000
Wilma Ortega: A scout bee that has found a fucking hollow tree comes back and dances for the swarm.

2
00:00:10,000 --> 00:00:19,000
Wilma Ortega: The longer she dances, the better the tree, and heck, the others follow her.
"""
QUESTION = "What does a scout bee that has found a hollow tree do?"
VIDEO = "https://video.example/bees"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    home = tmp_path_factory.mktemp("home")
    library = Library(Options(home, chat_model="extractive", embedding_model="local:podcite-minilm-1"))
    details = Details(show="Field Notes", episode="bees", title="How a swarm decides", video_url=VIDEO)
    asyncio.run(library.add(BEES, details, name="bees.srt"))
    return library


@pytest.fixture
def simcord_bot(library: Library) -> Podcite:
    return Podcite(library=library, pace=0.0)


pytestmark = pytest.mark.simcord(settle_timeout=60)


async def test_a_public_answer_puts_strong_words_behind_bars(simcord_env: Env, library: Library) -> None:
    guild = simcord_env.create_guild(id=GUILD)
    channel = guild.create_text_channel("general")
    ada = guild.add_member(simcord_env.create_user("ada"))

    answer = only_embed(await ada.slash(channel, "ask", question=QUESTION, episode="bees"))
    assert "found a ||fucking|| hollow tree" in (answer.description or "")
    assert f"[[1]]({VIDEO}#t=0)" in (answer.description or "")
    page = only_embed(await ada.slash(channel, "transcript", episode="bees"))
    assert "a ||fucking|| hollow" in (page.description or "")
    found = only_embed(await ada.slash(channel, "search", query="hollow tree"))
    assert "fucking" not in str(found.to_dict()).replace("||fucking||", "")

    settings = GuildSettings(strong_language="left out", strong_words=("heck",))
    await library.guilds.save_settings(GUILD, settings)
    page = only_embed(await ada.slash(channel, "transcript", episode="bees"))
    assert "fucking" not in (page.description or "")
    assert r"and \[…\], the others" in (page.description or "")

    await library.guilds.save_settings(GUILD, GuildSettings(private=True, questions=100))
    result = await ada.slash(channel, "transcript", episode="bees")
    assert result.response or result.followups
    assert all(message.ephemeral for message in (result.response, *result.followups) if message)
    assert "a fucking hollow" in (only_embed(result).description or "")
