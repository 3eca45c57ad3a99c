"""The whole way, with a real library: from what was said to what Discord shows of it."""

import asyncio

import pytest
from simcord.env import Env

from bot.client import Podcite
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.responses import only_embed, private_reply
from tests.bot.ui.markdown import live

HERE, THERE = 700, 800
BEES = """\
Wilma Ortega: The hive decides by dancing. A scout that has found a good hollow tree comes back and dances.
Wilma Ortega: The longer she dances, the better the tree. Other scouts fly out and look for themselves.
Juno Abara: And the queen? Does the queen decide anything?
Wilma Ortega: The queen decides nothing at all. She lays eggs and is carried along with the swarm.
"""
SECRET = """\
Juno Abara: The password of the cellar is marmalade, and [the key](https://evil.example) hangs by the door.
Juno Abara: Please don't tell @everyone that the cellar holds forty jars of heather honey.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Bees, which everybody may hear of, and a cellar that is one server's own."""
    library = Library(
        Options(
            tmp_path_factory.mktemp("home"),
            chat_model="extractive",
            embedding_model="local:podcite-minilm-1",
        )
    )

    async def fill() -> None:
        bees = Details(show="Field Notes", episode="bees", title="How a swarm decides", video_url=VIDEO)
        cellar = Details(show="Our Cellar", episode="cellar", title="What is in the cellar")
        await library.add(timed(BEES), bees, name="bees.srt")
        await library.add(timed(SECRET), cellar, guild=HERE, name="cellar.srt")
        await library.ask("Who decides?", Scope())

    asyncio.run(fill())
    return library


VIDEO = "https://video.example/bees"


def timed(talk: str) -> bytes:
    """The talk as subtitles, ten seconds a line."""
    lines = enumerate(talk.splitlines(), start=1)
    return "\n\n".join(
        f"{n}\n00:{n // 6:02}:{n % 6}0,000 --> 00:{n // 6:02}:{n % 6}9,000\n{line}" for n, line in lines
    ).encode()


@pytest.fixture
def simcord_bot(library: Library) -> Podcite:
    return Podcite(library=library, pace=0.0)


pytestmark = pytest.mark.simcord(settle_timeout=60)


@pytest.mark.slow
async def test_a_question_is_answered_with_what_was_said_and_where(simcord_env: Env) -> None:
    guild = simcord_env.create_guild(id=THERE)
    channel = guild.create_text_channel("general")
    ada = guild.add_member(simcord_env.create_user("ada"))

    result = await ada.slash(
        channel, "ask", question="What does a scout do that has found a good tree?", episode="bees"
    )
    embed = only_embed(result)
    assert "A scout that has found a good hollow tree comes back and dances." in (embed.description or "")
    assert f"[[1]]({VIDEO}#t=" in (embed.description or "")
    assert embed.author.name == "Field Notes · How a swarm decides"

    assert result.response
    page = await ada.click(result.response, label="Read [1]")
    assert "> " in (only_embed(page).description or "")
    assert "A scout that has found a good hollow tree comes back and dances." in (
        only_embed(page).description or ""
    )


async def test_a_servers_own_show_answers_there_and_nowhere_else(simcord_env: Env) -> None:
    question = "What does the cellar hold?"
    here, there = simcord_env.create_guild("here", id=HERE), simcord_env.create_guild("there", id=THERE)
    ada = here.add_member(simcord_env.create_user("ada"))
    mallory = there.add_member(simcord_env.create_user("mallory"))

    told = only_embed(await ada.slash(here.create_text_channel("general"), "ask", question=question))
    assert "forty jars of heather honey" in (told.description or "")
    assert "@everyone" not in str(told.to_dict())
    assert {node.kind for node in live(told.description or "")} <= {"bold", "link"}  # the heading is bold

    channel = there.create_text_channel("general")
    refused = only_embed(await mallory.slash(channel, "ask", question=question))
    assert "honey" not in str(refused.to_dict())
    assert "cellar" not in str(refused.to_dict()).replace(question, "")
    assert [choice["value"] for choice in await mallory.autocomplete(channel, "ask", "episode", "")] == [
        "bees"
    ]

    named = await mallory.slash(channel, "ask", question=question, episode="cellar")
    assert private_reply(named).startswith("There is no episode 'cellar' here")
    assert simcord_env.errors


async def test_private_messages_see_what_the_host_shares(simcord_env: Env) -> None:
    carol = simcord_env.create_user("carol")
    assert [choice["value"] for choice in await carol.autocomplete("ask", "episode", "c")] != ["cellar"]
    result = await carol.slash("ask", question="What does a scout do that has found a good tree?")
    assert "A scout that has found a good hollow tree comes back and dances." in (
        only_embed(result).description or ""
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does Ortegga say about a queen?", "I took “Ortegga” to mean “Ortega”."),
        ("summary of Ortegga's episode", "I took “Ortegga” to mean “Ortega”."),
        ("the newest episode with Ortegga", "I took “Ortegga” to mean “Ortega”."),
        ("What does Ortega say about a queen?", ""),
    ],
)
async def test_a_misspelt_name_is_taken_with_a_line_that_says_so(
    simcord_env: Env, question: str, said: str
) -> None:
    guild = simcord_env.create_guild(id=910 + len(question))  # where nobody has asked yet
    channel = guild.create_text_channel("general")
    ada = guild.add_member(simcord_env.create_user("ada"))

    result = await ada.slash(channel, "ask", question=question)

    message = result.response
    assert message
    text = "\n".join([message.content, *(embed.description or "" for embed in message.embeds)])
    assert said in text
    assert ("I took" in text) == bool(said)
    assert "queen" in text or "swarm" in text


@pytest.mark.slow
async def test_a_misspelt_episode_of_a_command_is_suggested_and_not_taken(simcord_env: Env) -> None:
    guild = simcord_env.create_guild(id=901)
    channel = guild.create_text_channel("general")
    ada = guild.add_member(simcord_env.create_user("bea"))

    result = await ada.slash(channel, "summary", episode="ortegga")

    assert private_reply(result).startswith(
        "There is no episode 'ortegga' here; did you mean 'bees' (How a swarm decides)?"
    )
    assert simcord_env.errors
