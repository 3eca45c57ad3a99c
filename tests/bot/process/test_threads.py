"""A conversation goes on in the thread that a button opens under an answer."""

import pytest
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.talking import mention, reply_of, thread_under
from tests.discord_server import DiscordServer, GuildHandle, MemberHandle, Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRIDGE = "Why is the fridge a bad place for bread?"
HEIGHT = "How high was the lighthouse of Alexandria?"
BUTTON = "Continue in a thread"


def finished(message: Message) -> bool:
    return bool(message.buttons)


async def answer(who: MemberHandle, **options: str) -> Message:
    return await (await who.slash("ask", question=FRIDGE, **options)).original(finished)


async def pressed(who: MemberHandle, message: Message) -> str:
    """What the person who presses the button reads."""
    reply = await who.click(message, BUTTON)
    shown = await reply.original()
    assert shown.seen_by is who.user
    return shown.text


async def test_the_thread_begins_with_the_answer_and_its_episode(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    message = await answer(ada, episode="bread")
    text = await pressed(ada, message)
    thread = await thread_under(discord, message)
    assert text == f"The conversation continues in {thread.mention}."
    assert thread.name == FRIDGE
    (invitation,) = thread.visible_messages
    assert f"mention me ({discord.bot.mention})" in invitation.text
    assert "I stay with the episode “What the baker knows”" in invitation.text
    here = ada.at(thread)
    assert "Josip Varga said" in (await mention(discord, here, "who said that?")).text
    assert "don't hold an answer" in (await mention(discord, here, HEIGHT)).text
    assert "a hundred metres high" in (await mention(discord, here, "in all episodes")).text
    bob = guild.member("bob").at(thread)
    assert "Josip Varga said" in (await mention(discord, bob, "who said that?")).text


async def test_an_answer_of_many_episodes_stays_with_none(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    message = await answer(ada)
    await pressed(ada, message)
    thread = await thread_under(discord, message)
    assert "I stay" not in thread.visible_messages[0].text
    assert "a hundred metres high" in (await mention(discord, ada.at(thread), HEIGHT)).text


async def test_strong_language_is_left_out_of_the_threads_name_and_known_in_the_talk(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = guild.member("mia", Permissions(manage_guild=True))
    await (await mia.slash("library settings", word="bread")).original()
    ada = guild.member("ada")
    message = await answer(ada)
    assert message.embeds[0]["title"] == "Why is the fridge a bad place for ||bread||?"
    await pressed(ada, message)
    thread = await thread_under(discord, message)
    assert thread.name == "Why is the fridge a bad place for […]?"
    again = await mention(discord, ada.at(thread), "say that again")
    assert "worst place for ||bread||" in again.text


async def test_a_second_press_leads_to_the_same_thread_also_after_a_restart(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    message = await answer(ada)
    first = await pressed(ada, message)
    assert await bot.stop() == 0
    await bot.start_ready()
    assert await pressed(bob, message) == first
    thread = await thread_under(discord, message)
    guild.change_thread(thread, archived=True)
    assert await pressed(bob, message) == first
    assert not thread.archived


async def test_a_thread_that_is_locked_or_gone_is_a_sentence(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    message = await answer(ada)
    await pressed(ada, message)
    thread = await thread_under(discord, message)
    guild.change_thread(thread, locked=True)
    assert "is locked. A moderator can unlock it." in await told(ada, message)
    guild.delete_thread(thread)
    assert "was deleted, and Discord allows only one" in await told(ada, message)


async def told(who: MemberHandle, message: Message) -> str:
    reply = await who.click(message, BUTTON)
    return (await reply.original()).text


@pytest.mark.parametrize("lacks", ["Create Public Threads", "Send Messages in Threads"])
async def test_a_permission_that_the_bot_lacks_is_named(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, lacks: str
) -> None:
    channel = guild.channel("narrow", bot_lacks=Permissions(**{lacks.lower().replace(" ", "_"): True}))
    ada = guild.member("ada").at(channel)
    assert f"I need the permission {lacks} here" in await told(ada, await answer(ada))


async def test_there_is_no_button_where_there_can_be_no_thread(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    within = ada.at(ada.start_thread("bread"))
    for who in (ada.direct(), within):
        assert BUTTON not in [button["label"] for button in (await answer(who)).buttons]
    mia = guild.member("mia", Permissions(manage_guild=True))
    await (await mia.slash("library settings", answers="seen only by the person who asks")).original()
    assert BUTTON not in [button["label"] for button in (await answer(mia)).buttons]


async def test_where_messages_are_switched_off_no_thread_is_opened(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = guild.member("mia", Permissions(manage_guild=True))
    message = await answer(mia)
    set_ = await (await mia.slash("library mentions", policy="off")).original()
    assert "I answer commands only" in set_.text
    assert "use /ask instead" in await told(mia, message)
    silent = mia.say(f"{discord.bot.mention} {FRIDGE}")
    other = mia.at(guild.channel("other"))
    assert "worst place for bread" in (await mention(discord, other, FRIDGE)).text
    assert not [each for each in silent.channel.visible_messages if each.reply_to is silent]


async def test_where_answers_are_private_no_thread_is_opened(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = guild.member("mia", Permissions(manage_guild=True))
    message = await answer(mia)
    await (await mia.slash("library settings", answers="seen only by the person who asks")).original()
    assert "only the person who asks sees my answers" in await told(mia, message)
    assert message.thread is None


async def test_all_messages_are_refused_with_the_steps_without_the_intent(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = guild.member("mia", Permissions(manage_guild=True))
    refused = await (await mia.slash("library mentions", policy="always")).follow_up()
    assert "switch on Message Content Intent" in refused.text
    assert refused.seen_by is mia.user
    shown = await (await mia.slash("library mentions")).original()
    assert "messages that mention me" in shown.text


async def test_the_menu_of_a_message_asks_what_it_says(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    message = await (await bob.menu("Ask the podcasts about this", ada.say(FRIDGE))).original(finished)
    assert "worst place for bread" in message.text
    assert "Josip Varga said" in (await mention(discord, bob, "who said that?")).text
    nothing = await (await bob.menu("Ask the podcasts about this", ada.say(""))).original()
    assert (nothing.seen_by, "has no text" in nothing.text) == (bob.user, True)


async def test_the_menu_leaves_the_episode_of_the_talk(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    await answer(bob, episode="bread")
    message = await (await bob.menu("Ask the podcasts about this", ada.say(HEIGHT))).original(finished)
    assert "a hundred metres high" in message.text


async def test_a_reply_that_pings_goes_on(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    message = await answer(ada)
    assert "Josip Varga said" in (await reply_of(discord, ada.say("who said that?", message))).text
