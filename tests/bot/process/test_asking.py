"""`/ask` and its button, from the real process with a real index and the real embedding model."""

import re

import pytest

from tests.bot.process.all_commands import heard
from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer, GuildHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "How high was the lighthouse of Alexandria?"
LINK = re.compile(r"\[\[(\d+)\]\]\((\S+?)\)")


def finished(message: Message) -> bool:
    return bool(message.buttons)


async def test_every_sentence_links_to_the_second_where_it_was_said(
    bot: BotProcess, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    reply = await ada.slash("ask", question=QUESTION, episode="lighthouses")
    assert reply.deferred
    message = await reply.original(finished)
    assert message in ada.channel.visible_messages
    (embed,) = message.embeds
    heading, *quotes, sources = embed["description"].split("\n\n")
    assert heading == "**What was said about this**"
    links = [LINK.findall(quote) for quote in quotes]
    assert all(links)
    sources = sources.splitlines()
    assert {number for line in links for number, _ in line} == {str(n + 1) for n in range(len(sources))}
    assert all(re.match(r"\[\d\] .*\[[≈ ]*[\d:]+ · segment \d+\]\(https", line) for line in sources)
    (answer,) = (quote for quote in quotes if "a hundred metres high" in quote)
    # That sentence begins inside the cue at 28.672 s.
    assert LINK.findall(answer)[0][1] == "https://salt-and-light.example/lighthouses.mp3#t=28"


async def test_what_nobody_said_is_refused_with_what_comes_nearest(
    bot: BotProcess, guild: GuildHandle
) -> None:
    reply = await guild.member().slash("ask", question="Which striker won the football cup in 1998?")
    message = await reply.original(finished)
    assert "don't hold an answer" in message.text
    assert "segment" in message.text


async def test_the_episode_is_found_while_it_is_mistyped(bot: BotProcess, guild: GuildHandle) -> None:
    choices = await guild.member().autocomplete("ask", "episode", "lighthoses")
    assert choices[0]["value"] == "lighthouses"
    assert "Six flashes" in choices[0]["name"]


async def test_the_button_shows_the_cited_segments_also_after_a_restart(
    bot: BotProcess, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    message = await (await ada.slash("ask", question=QUESTION)).original(finished)
    before = await (await bob.click(message, "Read [1]")).original()
    assert (before.seen_by, "The lighthouse of Alexandria was built" in before.text) == (bob.user, True)
    assert await bot.stop() == 0
    await bot.start_ready()
    after = await (await ada.click(message, "Read [1]")).original()
    assert (after.seen_by, after.text) == (ada.user, before.text)


async def test_an_unknown_episode_is_said_to_the_asker_alone(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    ada = guild.member()
    reply = await ada.slash("ask", question=QUESTION, episode="no-such-episode")
    told = await heard(discord, reply)
    assert ("no-such-episode" in told, "\n" in told) == (True, False)
    await discord.watch.until(lambda: not ada.channel.visible_messages, "the public reply to go")


async def test_who_asks_too_often_is_told_to_wait(bot: BotProcess, guild: GuildHandle) -> None:
    ada = guild.member()
    for _ in range(4):
        await (await ada.slash("ask", question=QUESTION)).original(finished)
    refused = await (await ada.slash("ask", question=QUESTION)).original()
    assert (refused.seen_by, "ask again in" in refused.text) == (ada.user, True)


async def test_direct_messages_are_answered_too(bot: BotProcess, guild: GuildHandle) -> None:
    ada = guild.member().direct()
    message = await (await ada.slash("ask", question=QUESTION)).original(finished)
    assert "more than a hundred metres high" in message.text
    context = await (await ada.click(message, "Read [1]")).original()
    assert "The lighthouse of Alexandria was built" in context.text
