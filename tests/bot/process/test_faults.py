"""What a member of a server sees when Discord fails, or things go away, in the middle of an answer."""

from collections.abc import Callable

import discord as library
import pytest

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.talking import mention, replies_to, reply_of, thread_under, told_privately
from tests.bot.process.test_asking import QUESTION, finished
from tests.bot.process.test_unsteady import CALLBACK, EDIT, asks
from tests.discord_server import DiscordServer, GuildHandle, Message, Reply
from tests.discord_server.faults import Fault
from tests.discord_server.places import Channel

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEND, EDIT_SENT = "POST /channels/*/messages", "PATCH /channels/*/messages/*"


async def held_answer(discord: DiscordServer, guild: GuildHandle) -> tuple[Reply, Fault]:
    """A question whose answer is on its way."""
    answer = discord.faults.hold(EDIT)
    reply = await guild.member().slash("ask", question=QUESTION)
    await discord.watch.until(lambda: answer.struck, "the answer to be on its way")
    return reply, answer


async def held_reply(discord: DiscordServer, guild: GuildHandle, place: Channel) -> tuple[Message, Fault]:
    """A mention whose reply is on its way."""
    sent = discord.faults.hold(SEND)
    asked = guild.member().at(place).say(f"{discord.bot.mention} {QUESTION}")
    await discord.watch.until(lambda: sent.struck, "the reply to be on its way")
    return asked, sent


async def test_five_answers_that_wait_for_discord_hold_no_place(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    stuck = discord.faults.hold(EDIT, times=5)
    waiting = [await guild.member(f"m{n}").slash("ask", question=QUESTION) for n in range(5)]
    await discord.watch.until(lambda: stuck.struck == 5, "five answers to be on their way")
    assert "a hundred metres" in await asks(guild)
    stuck.release()
    for reply in waiting:
        assert "a hundred metres" in (await reply.original(finished)).text


@pytest.mark.parametrize("route", [CALLBACK, EDIT])
async def test_a_limit_on_all_routes_is_waited_for(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle, route: str
) -> None:
    fault = discord.faults.rate_limit(route, 1, 0.3, for_all_routes=True)
    assert "a hundred metres" in await asks(guild)
    assert fault.struck == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_a_server_error_ends_in_the_answer(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle, status: int
) -> None:
    fault = discord.faults.server_error(EDIT, times=1, status=status)
    assert "a hundred metres" in await asks(guild)
    assert fault.struck == 1


async def test_a_command_that_is_delivered_twice_is_answered_once_and_logged_in_one_line(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    before = bot.log.count("\n"), bot.log.count("delivered twice")
    reply, answer = await held_answer(discord, guild)
    payload = reply.interaction.payload(discord)
    discord.gateway.dispatch("INTERACTION_CREATE", payload)
    await discord.watch.until(lambda: bot.log.count("delivered twice") > before[1], "the log")
    answer.release()
    await reply.original(finished)
    discord.gateway.dispatch("INTERACTION_CREATE", payload)
    await discord.watch.until(lambda: bot.log.count("delivered twice") == before[1] + 2, "the log")
    token = reply.interaction.token
    sent = [each for each in discord.requests if f"/{token}/callback" in each.path]
    assert len(sent) == len(list(reply.interaction.messages)) == 1
    assert bot.log.count("\n") - before[0] <= 4  # the question, and a line for each delivery


async def test_a_button_that_is_delivered_twice_is_answered_once(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    said = bot.log.count("delivered twice")
    message = await (await guild.member().slash("ask", question=QUESTION)).original(finished)
    click = await guild.member("bob").click(message, "Read [1]")
    await click.original()
    discord.gateway.dispatch("INTERACTION_CREATE", click.interaction.payload(discord))
    await discord.watch.until(lambda: bot.log.count("delivered twice") > said, "the log")
    assert len(list(click.interaction.messages)) == 1


async def test_buttons_and_forms_that_are_delivered_three_times_count_once(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    message = await (await ada.slash("ask", question="What causes the tides?")).original(finished)
    said = bot.log.count("delivered twice")
    presses = [await bob.click(message, "More") for _ in range(2)]
    form = await bob.click(message, "answer:bad")
    presses.append(await bob.submit(form, {"What was wrong with this answer?": "It misses rye."}))
    for press in presses * 2:
        discord.gateway.dispatch("INTERACTION_CREATE", press.interaction.payload(discord))
    for press in presses:
        await press.original()
    await discord.watch.until(lambda: bot.log.count("delivered twice") == said + 6, "a line for each")
    for _ in range(2):  # four questions are allowed
        assert (await (await bob.slash("ask", question=QUESTION)).original(finished)).seen_by is None
    assert "One moment" in (await (await bob.slash("ask", question=QUESTION)).original()).text
    assert "Could not say so" not in bot.log


async def test_an_answer_whose_channel_was_deleted_is_let_go(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    said = bot.log.count("10003")
    _, answer = await held_answer(discord, guild)
    guild.delete_channel(guild.general)
    answer.release()
    await discord.watch.until(lambda: bot.log.count("10003") > said, "the bot to see that it is gone")
    assert "a hundred metres" in await asks_in_another(discord)


Change = Callable[[GuildHandle, Channel], None]


@pytest.mark.parametrize(
    "change",
    [
        lambda guild, place: guild.delete_channel(place),
        lambda guild, _: guild.remove_bot(),
    ],
    ids=["the channel is deleted", "the server removes the bot"],
)
async def test_a_mention_whose_place_is_gone_ends_quietly(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle, change: Change
) -> None:
    said = bot.log.count("was deleted before it was answered")
    asked, sent = await held_reply(discord, guild, guild.general)
    change(guild, guild.general)
    sent.release()
    await discord.watch.until(
        lambda: bot.log.count("was deleted before it was answered") > said, "the bot to see that it is gone"
    )
    assert not replies_to(discord, asked)
    assert "a hundred metres" in await asks_in_another(discord)


async def test_a_command_is_answered_though_the_server_removes_the_bot_meanwhile(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    reply, answer = await held_answer(discord, guild)
    guild.remove_bot()
    answer.release()
    assert "a hundred metres" in (await reply.original(finished)).text
    assert "a hundred metres" in await asks_in_another(discord)


async def test_a_permission_to_write_that_goes_meanwhile_is_told_in_private(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    sent = discord.faults.hold(SEND)
    ada = guild.member()
    ada.say(f"{discord.bot.mention} {QUESTION}")
    await discord.watch.until(lambda: sent.struck, "the reply to be on its way")
    guild.deny_bot(guild.general, library.Permissions(send_messages=True))
    sent.release()
    assert "doesn't let me do that" in (await told_privately(discord, ada)).text


async def test_a_permission_to_embed_that_goes_meanwhile_is_said_in_words(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    asked, sent = await held_reply(discord, guild, guild.general)
    guild.deny_bot(guild.general, library.Permissions(embed_links=True))
    sent.release()
    assert "doesn't let me do that" in (await reply_of(discord, asked)).text


async def test_an_archived_thread_is_opened_for_the_answer_and_a_deleted_one_ends_quietly(
    discord: DiscordServer, bot: BotProcess, guild: GuildHandle
) -> None:
    ada = guild.member()
    answer = await (await ada.slash("ask", question=QUESTION)).original(finished)
    await ada.click(answer, "Continue in a thread")
    thread = await thread_under(discord, answer)
    asked, sent = await held_reply(discord, guild, thread)
    guild.change_thread(thread, archived=True)
    sent.release()
    assert "a hundred metres" in (await reply_of(discord, asked)).text

    said = bot.log.count("was deleted before it was answered")
    asked, sent = await held_reply(discord, guild, thread)
    guild.delete_thread(thread)
    sent.release()
    await discord.watch.until(
        lambda: bot.log.count("was deleted before it was answered") > said, "the bot to see that it is gone"
    )


async def asks_in_another(discord: DiscordServer) -> str:
    """What a member of another server gets to read in answer to the question."""
    return await asks(discord.guild("Others"))


async def test_a_mention_is_answered_in_another_server(discord: DiscordServer, bot: BotProcess) -> None:
    guild = discord.guild("More")
    assert "a hundred metres" in (await mention(discord, guild.member(), QUESTION)).text
