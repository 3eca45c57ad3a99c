"""The pages of episodes as people in Discord meet them, over the bundled show in a real library."""

import asyncio
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env
from simcord.results import InteractionResult

from bot.client import Podcite
from bot.sample import EPISODES
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.responses import only_embed, private_reply
from tests.bot.ui.limits import assert_within_limits
from tests.prepared_homes import copied

HERE, THERE = 700, 800
pytestmark = [pytest.mark.slow, pytest.mark.simcord(settle_timeout=60)]


@pytest.fixture(scope="module")
def library(indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The bundled show for everybody, and one episode of it again, as a show of one guild's own."""
    library = Library(
        Options(copied(indexed_sample, tmp_path_factory), embedding_model="local:podcite-minilm-1")
    )

    async def fill() -> None:
        own = Details(show="Our own", episode="own-bread", title="Bread of ours")
        words = EPISODES[2][0].read_bytes().replace(b"Josip", b"Ante")
        await library.add(words, own, guild=HERE, name="own.md")

    asyncio.run(fill())
    return library


@pytest.fixture
def simcord_bot(library: Library) -> Podcite:
    return Podcite(library=library, pace=0.0, cooldown=(100, 1.0))


@pytest.fixture
def general(simcord_env: Env) -> ChannelHandle:
    return simcord_env.create_guild(id=HERE).create_text_channel("general")


def shown(result: InteractionResult) -> str:
    embed = only_embed(result)
    assert_within_limits(embed)
    fields = [f"{field.name}\n{field.value}" for field in embed.fields]
    return "\n".join([embed.title or "", embed.description or "", *fields, embed.footer.text or ""])


@pytest.mark.slow
async def test_a_summary_is_read_topic_by_topic(alice: MemberActor, general: ChannelHandle) -> None:
    first = await alice.slash(general, "summary", episode="tides")
    assert first.response
    text = shown(first)
    assert "Topic 1 of " in text
    assert "https://salt-and-light.example/tides.mp3#t=" in text
    assert "“" in text

    second = await alice.click(first.response, label="Next →")
    assert "Topic 2 of " in shown(second)
    opened = await alice.click(first.response, label="Read in context")
    assert opened.ephemeral
    assert "Segment " in shown(opened)


@pytest.mark.slow
async def test_every_link_of_a_page_is_its_own(alice: MemberActor, general: ChannelHandle) -> None:
    text = shown(await alice.slash(general, "summary", episode="tides"))
    links = [part.split(")")[0] for part in text.split("](")[1:]]
    assert len(links) > 2
    assert only_embed(await alice.slash(general, "summary", episode="tides")).url is None


async def test_a_topic_may_be_named_with_a_typo(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    plain = await alice.slash(general, "summary", episode="tides", topic="2")
    title = (only_embed(plain).title or "").split(". ", 1)[1].split(" · ")[0]
    named = await alice.slash(general, "summary", episode="tides", topic=title[:-1] + "x")
    assert only_embed(named).title == only_embed(plain).title
    lost = await alice.slash(general, "summary", episode="tides", topic="qqqqqqqq")
    assert private_reply(lost).startswith("The summary has no topic like")
    assert simcord_env.errors


@pytest.mark.slow
async def test_clips_questions_and_related_episodes_say_where(
    alice: MemberActor, general: ChannelHandle
) -> None:
    assert "Play](https://salt-and-light.example/bread.mp3#t=" in shown(
        await alice.slash(general, "clips", episode="bread")
    )
    assert "Bread of ours" in shown(await alice.slash(general, "related", episode="bread"))
    asked = await alice.slash(general, "questions", episode="bread")
    assert asked.response
    assert "?" in shown(asked)
    answered = await alice.click(asked.response, label="Answer 1")
    assert not answered.ephemeral
    assert "[[1]](https://salt-and-light.example/bread.mp3#t=" in shown(answered)


@pytest.mark.parametrize(("at", "told"), [("1", "Segment 1 "), ("#3", "Segment 3 "), ("0:00", "Segment 1 ")])
async def test_a_transcript_opens_where_it_is_asked_to(
    alice: MemberActor, general: ChannelHandle, at: str, told: str
) -> None:
    assert told in shown(await alice.slash(general, "transcript", episode="tides", at=at))


async def test_a_time_after_the_end_is_refused(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    result = await alice.slash(general, "transcript", episode="tides", at="9:59:59")
    assert private_reply(result).startswith("The transcript ends at")
    assert simcord_env.errors


async def test_a_transcript_is_turned_from_segment_to_segment(
    alice: MemberActor, general: ChannelHandle
) -> None:
    result = await alice.slash(general, "transcript", episode="tides", at="2")
    assert result.response
    assert "Segment 3 " in shown(await alice.click(result.response, label="Next →"))


async def test_passages_are_found_without_an_answer_and_turned(
    alice: MemberActor, general: ChannelHandle
) -> None:
    result = await alice.slash(general, "search", query="What causes the tides?", episode="tides")
    assert result.response
    assert "Page 1 of " in shown(result)
    assert "Page 2 of " in shown(await alice.click(result.response, label="Next →"))


async def test_a_search_names_the_show_and_marks_its_words(
    alice: MemberActor, general: ChannelHandle
) -> None:
    result = await alice.slash(general, "search", query="stale bread, in the fridge", episode="bread")
    assert result.response
    text = only_embed(result).description or ""
    assert text.splitlines()[0] == "**What the baker knows** · Salt and Light"
    assert text.count("What the baker knows") == 1
    assert "The **fridge** is the worst place for **bread**" in text
    assert "resembles" not in text
    turned = only_embed(await alice.click(result.response, label="Next →"))
    assert turned.title == "stale bread, in the fridge"
    assert "**bread**" in (turned.description or "")


async def test_a_search_says_when_nothing_resembles_it(alice: MemberActor, general: ChannelHandle) -> None:
    result = await alice.slash(general, "search", query="football world cup striker")
    text = only_embed(result).description or ""
    assert text.startswith("Nothing in these episodes resembles your search. The closest passages:\n\n")


@pytest.mark.slow
async def test_a_summary_and_clips_quote_speakers_by_name(alice: MemberActor, general: ChannelHandle) -> None:
    summary = only_embed(await alice.slash(general, "summary", episode="bread")).description or ""
    for line in summary.splitlines():
        assert line.startswith(("- “", "> “"))
        assert "” —\u00a0Josip Varga\u00a0[[" in line
    clips = only_embed(await alice.slash(general, "clips", episode="bread"))
    assert len(clips.fields) == 3
    assert all(" · Josip Varga · segment " in (field.value or "") for field in clips.fields)


async def test_a_search_says_what_it_has_left_out(
    alice: MemberActor, general: ChannelHandle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Library, "left_out", AsyncMock(return_value="Not everything was searched."))
    result = await alice.slash(general, "search", query="What causes the tides?")
    assert only_embed(result).fields[-1].value == "Not everything was searched."


async def test_the_library_lists_what_a_guild_may_see(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    assert "Bread of ours" in shown(await alice.slash(general, "episodes"))
    assert "Bread of ours" not in shown(await alice.slash(general, "episodes", show="salt-and-light"))
    there = simcord_env.create_guild(id=THERE)
    bob = there.add_member(simcord_env.create_user("bob"))
    assert "Bread of ours" not in shown(await bob.slash(there.create_text_channel("general"), "episodes"))


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("summary", {}),
        ("clips", {}),
        ("questions", {}),
        ("related", {}),
        ("transcript", {}),
        ("search", {"query": "bread"}),
    ],
)
async def test_another_guilds_episode_is_not_there(
    simcord_env: Env, command: str, options: dict[str, str]
) -> None:
    there = simcord_env.create_guild(id=THERE)
    mallory = there.add_member(simcord_env.create_user("mallory"))
    result = await mallory.slash(
        there.create_text_channel("general"), command, episode="own-bread", **options
    )
    assert private_reply(result).startswith("There is no episode 'own-bread' here")
    assert simcord_env.errors


async def test_who_did_not_ask_gets_a_page_of_their_own(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle
) -> None:
    bob = alice.guild.add_member(simcord_env.create_user("bob"))
    result = await alice.slash(general, "transcript", episode="tides", at="2")
    assert result.response
    turned = await bob.click(result.response, label="Next →")
    assert turned.ephemeral
    assert "Segment 3 " in shown(turned)


async def test_a_late_click_is_told_kindly_that_the_page_has_expired(
    alice: MemberActor, general: ChannelHandle, library: Library
) -> None:
    words = b"Ada: The harbour bell rings twice when fog comes in. Nobody sails then. " * 30
    details = Details(show="Bells", episode="bells", title="Bells")
    await library.add(words, details, guild=HERE, name="bells.txt")
    result = await alice.slash(general, "transcript", episode="bells", at="1")
    assert result.response
    await library.remove(Scope(HERE, episode="bells"))

    late = await alice.click(result.response, label="Next →")

    (told,) = late.followups
    assert told.ephemeral
    assert "expired" in told.content
