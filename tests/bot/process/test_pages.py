"""Pages of episodes from the real process; they outlive it."""

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.discord_server import GuildHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


def finished(message: Message) -> bool:
    return bool(message.buttons)


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
