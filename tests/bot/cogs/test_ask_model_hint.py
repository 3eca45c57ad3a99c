"""Without a language model, `/ask` says once per channel and day that one would write answers."""

from dataclasses import replace

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.client import Podcite
from bot.model_hints import DAY_SECONDS, ModelHints
from retrieval.models.guilds import GuildSettings
from tests.bot.fake_library import FakeLibrary
from tests.bot.samples import ANSWERED, REFUSED

HINT = "With a language model, I would write an answer from them."
HOW = "To get that, ask the person who runs this bot to set"


async def ask(member: MemberActor, channel: ChannelHandle) -> str:
    result = await member.slash(channel, "ask", question="Why?")
    assert result.response
    return result.response.content or ""


async def test_a_channel_is_told_once_a_day(
    simcord_env: Env, simcord_bot: Podcite, alice: MemberActor, general: ChannelHandle
) -> None:
    now = [0.0]
    simcord_bot.model_hints = ModelHints(lambda: now[0])
    other = alice.guild.create_text_channel("other")
    assert [HINT in await ask(alice, channel) for channel in (general, general, other)] == [True, False, True]
    now[0] = DAY_SECONDS + 1
    bob = alice.guild.add_member(simcord_env.create_user("bob"))
    assert [HINT in await ask(bob, general) for _ in range(2)] == [True, False]


async def test_a_moderator_reads_how(simcord_env: Env, alice: MemberActor, general: ChannelHandle) -> None:
    role = alice.guild.create_role("hosts", permissions=discord.Permissions(manage_guild=True))
    moderator = alice.guild.add_member(simcord_env.create_user("mo"), roles=[role])
    other = alice.guild.create_text_channel("other")
    assert HOW not in await ask(alice, general)
    assert HOW in await ask(moderator, other)
    assert HOW not in await ask(moderator, other)


async def test_private_answers_and_private_messages_are_channels_of_their_own(
    simcord_env: Env, alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    assert HINT in await ask(alice, general)
    await library.guilds.save_settings(alice.guild.id, GuildSettings(private=True))
    bob = alice.guild.add_member(simcord_env.create_user("bob"))
    seen = [HINT in await ask(member, general) for member in (alice, alice, bob)]
    assert seen == [True, False, True]
    result = await simcord_env.create_user("carol").slash("ask", question="Why?")
    assert result.response
    assert HINT in (result.response.content or "")


async def test_nothing_is_said_where_a_model_answers_or_nothing_is_quoted(
    alice: MemberActor, general: ChannelHandle, library: FakeLibrary
) -> None:
    for answer in (replace(ANSWERED, model="openai:m"), replace(ANSWERED, note="It failed."), REFUSED):
        library.answer = answer
        assert HINT not in await ask(alice, general)
    library.answer = ANSWERED
    assert HINT in await ask(alice, general)
