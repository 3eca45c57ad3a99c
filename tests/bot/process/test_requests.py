"""Messages of every kind, sent to the real process with a real index."""

import re

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import moderator
from tests.discord_server import GuildHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


def shown(message: Message) -> bool:
    return bool(message.embeds) and not message.loading and not message.text.endswith(" …")


async def test_a_greeting_gets_commands_to_click(bot: BotProcess, guild: GuildHandle) -> None:
    message = await (await guild.member().slash("ask", question="hello")).original(shown)
    assert "Ask me what was said" in message.text
    assert "</ask:" in message.text


async def test_help_lists_the_commands(bot: BotProcess, guild: GuildHandle) -> None:
    message = await (await guild.member().slash("help")).original(shown)
    assert "</summary:" in message.text
    assert "library" not in message.text.split("\n\n", 1)[1]


async def test_help_shows_moderators_how_to_begin(bot: BotProcess, guild: GuildHandle) -> None:
    message = await (await moderator(guild).slash("help")).original(shown)
    assert "**For moderators:**" in message.text
    library = re.search(r"</library add:(\d+)> add transcripts", message.text)
    assert library
    assert f"</library feed add:{library[1]}> follow a podcast" in message.text


async def test_the_catalog_answers_and_its_list_is_a_click_away(bot: BotProcess, guild: GuildHandle) -> None:
    ada = guild.member("ada")
    message = await (await ada.slash("ask", question="how many episodes are there")).original(shown)
    assert "3 episodes of 1 show" in message.text
    listed = await (await ada.click(message, "List of episodes")).original(lambda m: "Six flashes" in m.text)
    assert "What the baker knows" in listed.text


async def test_an_episode_typed_by_its_name_is_found(bot: BotProcess, guild: GuildHandle) -> None:
    reply = await guild.member().slash("transcript", episode="the baker episode")
    assert "What the baker knows" in (await reply.original(shown)).text


async def test_who_said_that_is_answered_from_the_last_answer(bot: BotProcess, guild: GuildHandle) -> None:
    ada = guild.member("ada")
    question = "Why is the fridge a bad place for bread?"
    await (await ada.slash("ask", question=question)).original(lambda message: bool(message.buttons))
    message = await (await ada.slash("ask", question="who said that?")).original(shown)
    assert "Josip Varga said" in message.text
