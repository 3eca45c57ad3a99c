"""Mentions, private messages and replies, answered by the real process with the talk so far."""

import pytest
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.talking import mention, replies_to, reply_of, told_privately
from tests.discord_server import DiscordServer, GuildHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")

FRIDGE = "Why is the fridge a bad place for bread?"
HEIGHT = "How high was the lighthouse of Alexandria?"
WHO = "who said that?"


async def test_a_mention_is_answered_with_its_sources(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    answer = await mention(discord, ada, FRIDGE)
    assert "The fridge is the worst place for bread" in answer.text
    assert answer.embeds[0]["title"] == FRIDGE
    context = await (await ada.click(answer, "Read [1]")).original()
    assert context.seen_by is ada.user
    assert not answer.mentions


async def test_who_said_that_is_answered_also_after_a_restart(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    await mention(discord, ada, FRIDGE)
    assert "Josip Varga said" in (await mention(discord, ada, WHO)).text
    await mention(discord, ada, FRIDGE)
    assert await bot.stop() == 0
    await bot.start_ready()
    assert "Josip Varga said" in (await mention(discord, ada, WHO)).text


async def test_a_command_is_part_of_the_talk(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    await (await ada.slash("ask", question=FRIDGE)).original(lambda message: bool(message.buttons))
    assert "Josip Varga said" in (await mention(discord, ada, WHO)).text


async def test_nobody_elses_talk_is_read_unless_it_is_replied_to(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    answer = await mention(discord, ada, FRIDGE)
    assert "Josip Varga" not in (await mention(discord, bob, WHO)).text
    assert "Josip Varga said" in (await reply_of(discord, bob.say(WHO, answer))).text


async def test_a_talk_stays_with_its_episode_until_it_is_left(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    await (await ada.slash("ask", question=FRIDGE, episode="bread")).original(lambda m: bool(m.buttons))
    refused = await mention(discord, ada, HEIGHT)
    assert "don't hold an answer" in refused.text
    assert "in all episodes" in refused.text
    assert "a hundred metres high" in (await mention(discord, ada, "in all episodes")).text


async def test_private_messages_need_no_mention_and_go_on(bot: BotProcess, discord: DiscordServer) -> None:
    ada = discord.guild().member("ada").direct()
    assert "worst place for bread" in (await reply_of(discord, ada.say(FRIDGE))).text
    assert "Josip Varga said" in (await reply_of(discord, ada.say(WHO))).text


async def test_a_mention_alone_gets_help(bot: BotProcess, discord: DiscordServer, guild: GuildHandle) -> None:
    assert "</ask:" in (await mention(discord, guild.member(), "")).text
    assert "Ask me what was said" in (await mention(discord, guild.member(), "hello!")).text


async def test_a_mention_under_somebodys_question_asks_that(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada, bob = guild.member("ada"), guild.member("bob")
    asked = ada.say(f"{discord.bot.mention} {FRIDGE}")
    await reply_of(discord, asked)
    assert "worst place for bread" in (await mention(discord, bob, "", asked)).text


async def test_what_is_no_question_to_the_bot_is_left_alone(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada, role = guild.member("ada"), guild.guild.roles[0]
    machine = guild.member("machine")
    machine.user.bot = True
    others = [
        ada.say(FRIDGE),
        ada.say(f"@everyone {FRIDGE}"),
        ada.say(f"<@&{role.id}> {FRIDGE}"),
        machine.say(f"{discord.bot.mention} {FRIDGE}"),
    ]
    asked = ada.say(f"{discord.bot.mention} {FRIDGE}")
    answer = await reply_of(discord, asked)
    ada.rewrite(asked, f"{discord.bot.mention} {HEIGHT}")
    assert "a hundred metres" in (await mention(discord, guild.member("bob"), HEIGHT)).text
    assert replies_to(discord, asked) == [answer]
    assert not [reply for message in others for reply in replies_to(discord, message)]


async def test_a_mention_that_is_delivered_again_after_its_answer_is_answered_once(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    asked = guild.member("ada").say(f"{discord.bot.mention} {FRIDGE}")
    answer = await reply_of(discord, asked)
    said = bot.log.count("A message was delivered twice")
    discord.posting._announce("MESSAGE_CREATE", asked)
    await discord.watch.until(lambda: bot.log.count("A message was delivered twice") > said, "the log")
    assert replies_to(discord, asked) == [answer]


async def test_a_deleted_question_ends_quietly(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    asked = ada.say(f"{discord.bot.mention} {FRIDGE}")
    ada.delete(asked)
    await mention(discord, ada, HEIGHT)
    assert not replies_to(discord, asked)
    assert len([each for each in ada.channel.visible_messages if each.author is discord.bot]) == 1


async def test_the_cooldown_holds_and_is_said_once(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    for _ in range(4):
        await mention(discord, ada, FRIDGE)
    assert "ask again in" in (await mention(discord, ada, FRIDGE)).text
    again = ada.say(f"{discord.bot.mention} {FRIDGE}")
    refused = await (await ada.slash("ask", question=FRIDGE)).original()
    assert "ask again in" in refused.text
    assert not replies_to(discord, again)


async def test_a_channel_restriction_holds(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia, questions = guild.member("mia", Permissions(manage_guild=True)), guild.channel("questions")
    await (await mia.slash("library settings", channel=questions)).original()
    ada = guild.member("ada")
    assert "I don't answer in this channel" in (await mention(discord, ada, FRIDGE)).text
    assert "worst place for bread" in (await mention(discord, ada.at(questions), FRIDGE)).text


async def test_where_answers_are_private_a_mention_names_the_command(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = guild.member("mia", Permissions(manage_guild=True))
    await (await mia.slash("library settings", answers="seen only by the person who asks")).original()
    told = await mention(discord, guild.member("ada"), FRIDGE)
    assert "only the person who asks may see my answers" in told.text
    assert "use /ask" in told.text


@pytest.mark.parametrize(
    ("lacks", "says"),
    [("embed_links", "Embed Links"), ("read_message_history", "Read Message History")],
)
async def test_a_missing_permission_is_named(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle, lacks: str, says: str
) -> None:
    channel = guild.channel("narrow", bot_lacks=Permissions(**{lacks: True}))
    ada = guild.member("ada").at(channel)
    ada.say(f"{discord.bot.mention} {FRIDGE}")
    last = lambda: next((m for m in channel.visible_messages if m.author is discord.bot), None)  # noqa: E731
    assert f"I need the permission {says} here" in (await discord.watch.until(last, "a sentence")).text


async def test_where_the_bot_may_not_write_it_says_so_in_private(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    channel = guild.channel("closed", bot_lacks=Permissions(send_messages=True))
    ada = guild.member("ada")
    ada.at(channel).say(f"{discord.bot.mention} {FRIDGE}")
    assert "I need the permission Send Messages here" in (await told_privately(discord, ada)).text


async def test_a_locked_thread_ends_in_a_sentence(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    ada = guild.member("ada")
    thread = ada.start_thread("bread")
    assert "worst place for bread" in (await mention(discord, ada.at(thread), FRIDGE)).text
    guild.change_thread(thread, locked=True)
    ada.at(thread).say(f"{discord.bot.mention} {WHO}")
    assert "This thread is locked" in (await told_privately(discord, ada)).text
