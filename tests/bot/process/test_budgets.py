"""A server's daily budget for the language model, and repeated questions, against the real process."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import moderator, told
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message
from tests.retrieval.faulty_provider import FaultyProvider, faulty_provider, writes

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "Why is the fridge a bad place for bread?"
SAID = "The fridge is the worst place for bread."
WRITTEN = "The fridge is the worst place."
REPLY = json.dumps({"sentences": [{"text": WRITTEN, "segment": 1, "quote": SAID}]})
FIGURES = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
USED_UP = "The language model's budget for today is used up, so these are the passages that fit best."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def provider() -> AsyncIterator[FaultyProvider]:
    async with faulty_provider(writes(REPLY, usage=FIGURES)) as provider:
        yield provider


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    discord: DiscordServer, home: Path, provider: FaultyProvider, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[BotProcess]:
    process = BotProcess(
        discord,
        home,
        tmp_path_factory.mktemp("bot"),
        PODCITE_CHAT_MODEL="openai:gpt-6-luna",
        PODCITE_VERIFIER="off",
        OPENAI_API_KEY="key",
        OPENAI_BASE_URL=provider.url,
        PODCITE_SERVER_DAILY_TOKENS="2000",
        PODCITE_TIME_ZONE="Europe/Berlin",
    )
    try:
        yield await process.start_ready()
        assert await process.stop() == 0, process.log
    finally:
        await process.kill()


async def answer_to(who: MemberHandle, question: str) -> Message:
    return await (await who.slash("ask", question=question)).original(lambda shown: bool(shown.buttons))


async def test_members_read_one_sentence_and_moderators_the_figures(
    bot: BotProcess, guild: GuildHandle, provider: FaultyProvider
) -> None:
    mia = moderator(guild)
    for number, name in enumerate(("ada", "bob")):  # who have no conversation yet
        assert WRITTEN in (await answer_to(guild.member(name), f"{QUESTION} ({number})")).text
    ada = guild.member("cleo")
    asked = len(provider.requests)
    for number in (3, 4):
        shown = await answer_to(ada, f"{QUESTION} ({number})")
        assert USED_UP in shown.text
        assert SAID in shown.text
    assert len(provider.requests) == asked
    status = (await told(mia, "status")).replace("\\", "")
    assert "**Language model today:** 2,200 of 2,000 tokens" in status
    assert "Europe/Berlin" in status
    log = (await told(mia, "log")).replace("\\", "")
    assert log.count("model's budget for the day is used up (2,200 of 2,000 tokens)") == 1
    await bot.stop()
    await bot.start_ready()
    assert USED_UP in (await answer_to(guild.member("dora"), QUESTION)).text


async def test_moderators_set_a_lower_budget_and_take_it_back(
    bot: BotProcess, guild: GuildHandle, provider: FaultyProvider
) -> None:
    mia = moderator(guild)
    page = await (await mia.slash("library settings", tokens=0)).original()
    assert "This server may now use at most 0 language model tokens a day." in page.text
    assert "**Language model tokens a day:** at most 0" in page.text
    assert USED_UP in (await answer_to(guild.member("ada"), QUESTION)).text
    page = await (await mia.slash("library settings", reset="tokens")).original()
    assert "Now only the host limits" in page.text
    assert WRITTEN in (await answer_to(guild.member("bob"), QUESTION)).text


async def test_the_same_question_is_answered_again_for_free_until_somebody_dislikes_it(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, provider: FaultyProvider
) -> None:
    first = await answer_to(guild.member("ada"), QUESTION)
    asked = len(provider.requests)
    bob = guild.member("bob")
    again = await answer_to(bob, f" {QUESTION.lower()}")
    assert WRITTEN in first.text
    assert again.embeds[0]["description"] == first.embeds[0]["description"]
    assert len(provider.requests) == asked
    assert "1 question answered again for free" in await told(moderator(guild), "status")
    form = await bob.click(again, "answer:bad")
    await (await bob.submit(form, {"What was wrong with this answer?": "No."})).original()
    await answer_to(guild.member("cleo"), QUESTION)
    assert len(provider.requests) == asked + 1
    other = discord.guild()  # nothing that is kept crosses servers
    await answer_to(other.member("ada"), QUESTION)
    assert len(provider.requests) == asked + 2
