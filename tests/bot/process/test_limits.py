"""A channel restriction and the cooldown hold for every command and button, against the real process."""

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import asked, moderator, told
from tests.discord_server import DiscordServer, GuildHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

ELSEWHERE = "I don't answer in this channel"
TOO_EARLY = "One moment: you can ask again in"


def finished(message: Message) -> bool:
    return bool(message.buttons)


async def test_no_command_and_no_button_answers_in_a_channel_that_is_not_chosen(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    page = await (await ada.slash("transcript", episode="tides")).original(finished)
    answer = await (await ada.slash("ask", question="What causes the tides?")).original(finished)
    questions = await (await ada.slash("questions", episode="tides")).original(finished)
    summary = await (await ada.slash("summary", episode="tides")).original(finished)
    _, _, references = answer.control("button", "Read [1]")["custom_id"].split(":")
    menu = {
        "type": 3,
        "id": 99,
        "custom_id": f"sources:{references}",
        "options": [{"label": "a", "value": "0"}],
    }
    answer.components.append({"type": 1, "id": 98, "components": [menu]})  # as under an answer of many
    quiet = guild.channel("quiet")
    await told(mia, "settings", channel=quiet)

    bob = guild.member("bob")
    for command, options in (
        ("transcript", {"episode": "tides"}),
        ("episodes", {}),
        ("help", {}),
        ("search", {"query": "tides"}),
        ("clips", {"episode": "tides"}),
    ):
        refused = await (await bob.slash(command, **options)).original()
        assert refused.ephemeral, command
        assert f"{ELSEWHERE}; this server's moderators have chosen these channels: #quiet." in refused.text
    for message, button in (
        (page, "Next →"),
        (page, "Jump to…"),
        (answer, "Read [1]"),
        (answer, "More"),
        (answer, "Follow up"),
        (answer, "answer:good"),
        (answer, "answer:bad"),
        (answer, "Continue in a thread"),
        (questions, "Answer 1"),
        (summary, "Next →"),
    ):
        before = message.text
        assert ELSEWHERE in (await (await bob.click(message, button)).original()).text, button
        assert message.text == before
    for message, select in ((summary, "Jump to a topic"), (answer, f"sources:{references}")):
        assert ELSEWHERE in (await (await bob.select(message, select, "0")).original()).text, select
    shown = await (await bob.at(quiet).slash("transcript", episode="tides")).original(finished)
    assert "Segment 1 of" in shown.text


async def test_a_burst_of_commands_and_pages_ends_in_a_cooldown(bot: BotProcess, guild: GuildHandle) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    page = await (await ada.slash("transcript", episode="tides")).original(finished)
    for _ in range(3):
        await (await ada.slash("episodes")).original(lambda shown: bool(shown.embeds))
    assert TOO_EARLY in (await (await ada.slash("transcript", episode="tides")).original()).text
    assert TOO_EARLY in (await (await ada.slash("episodes")).original()).text

    replies = [await bob.click(page, "Next →") for _ in range(40)]
    texts = [(await reply.original()).text for reply in replies]
    refused = [text for text in texts if TOO_EARLY in text]
    assert len(refused) == 20
    assert "Segment 2 of" in texts[0]


async def test_a_question_that_comes_too_early_is_kept_for_a_button_also_over_a_restart(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, ada = moderator(guild), guild.member("ada")
    await told(mia, "settings", questions=1, seconds=3600)
    await (await ada.slash("ask", question="How is bread made?")).original(finished)
    early = await (await ada.slash("ask", question="What *causes* the tides?", episode="tides")).original()
    assert early.ephemeral
    assert TOO_EARLY in early.text
    assert "What *causes* the tides?" in early.text
    assert "Only the episode tides" in early.text
    again = await (await ada.click(early, "Ask now")).original()
    assert TOO_EARLY in again.text

    await bot.kill()
    await bot.start_ready()
    reply = await ada.click(early, "Ask now")
    answer = await reply.original(asked)
    assert answer.seen_by is None
    assert "Moon" in answer.text
