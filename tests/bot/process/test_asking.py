"""Questions, requests and pages, from the real process with a real index and the real embedding model."""

import re

import pytest

from tests.bot.process.all_commands import heard
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import moderator
from tests.discord_server import DiscordServer, GuildHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTION = "How high was the lighthouse of Alexandria?"
LINK = re.compile(r"\[\[(\d+)\]\]\((\S+?)\)")


def finished(message: Message) -> bool:
    return bool(message.buttons)


def shown(message: Message) -> bool:
    return bool(message.embeds) and not message.loading and not message.text.endswith(" …")


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


async def test_a_transcript_is_read_by_buttons_and_by_the_form(bot: BotProcess, guild: GuildHandle) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    page = await (await ada.slash("transcript", episode="tides", at="2")).original(finished)
    assert "Segment 2" in page.text

    theirs = await (await bob.click(page, "Next →")).original(finished)
    assert (theirs.seen_by, "Segment 3" in theirs.text) == (bob.user, True)
    form = await ada.click(page, "Jump to…")
    await form.modal()
    submitted = await ada.submit(form, {"A time or a segment": "0:01"})
    await submitted.original(lambda shown: "Segment 1 of" in shown.text)


async def test_a_summary_is_turned_also_after_a_restart(bot: BotProcess, guild: GuildHandle) -> None:
    ada = guild.member("ada")
    page = await (await ada.slash("summary", episode="bread")).original(finished)
    assert "Topic 1 of" in page.text
    assert await bot.stop() == 0
    await bot.start_ready()

    turned = await (await ada.click(page, "Next →")).original(lambda shown: "Topic 2 of" in shown.text)
    picked = await ada.select(turned, "Jump to a topic", "0")
    assert "Topic 1 of" in (await picked.original(lambda shown: "Topic 1 of" in shown.text)).text

    asked = await (await ada.slash("questions", episode="bread")).original(finished)
    answered = await (await ada.click(asked, "Answer 1")).original(finished)
    assert answered.seen_by is None
    assert "bread.mp3#t=" in answered.text


async def test_every_other_page_comes_from_the_process_too(bot: BotProcess, guild: GuildHandle) -> None:
    ada = guild.member("ada")
    assert "Play" in (await (await ada.slash("clips", episode="tides")).original(finished)).text
    assert "Six flashes" in (await (await ada.slash("episodes")).original(lambda m: bool(m.embeds))).text
    found = await (await ada.slash("search", query="What causes the tides?")).original(finished)
    assert "Moon" in found.text
    related = await (await ada.slash("related", episode="tides")).original(lambda m: bool(m.embeds))
    assert "Related episodes" in related.text
