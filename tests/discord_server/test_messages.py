"""What a bot may read of messages, in channels and over REST, and where only a user has installed it."""

import discord
import pytest
from discord import app_commands

from . import DiscordServer, RefusedError
from .conftest import RunBot
from .test_commands import greet

MESSAGES = discord.Intents(guilds=True, guild_messages=True)


async def test_without_the_intent_only_mentions_come_with_their_text(
    server: DiscordServer, run_bot: RunBot
) -> None:
    bot = await run_bot(greet, intents=MESSAGES)
    ada = server.guild().member()
    ada.say("a secret", ada.say(f"{server.bot.mention} hello"))
    await server.watch.until(lambda: len(bot.heard) == 2, "both messages")
    assert [message.content for message in bot.heard] == [f"{server.bot.mention} hello", ""]
    channel = await bot.fetch_channel(ada.channel.id)
    assert isinstance(channel, discord.TextChannel)
    read = [message async for message in channel.history()]
    assert [message.content for message in read] == ["", f"{server.bot.mention} hello"]
    assert isinstance(read[0].reference and read[0].reference.resolved, discord.Message)


async def test_a_reply_pings_unless_that_is_switched_off(server: DiscordServer, run_bot: RunBot) -> None:
    bot = await run_bot(greet, intents=MESSAGES)
    ada = server.guild().member()
    answer = server.posting.say(ada.channel, server.bot, "an answer")
    ada.say("with", answer)
    ada.say("without", answer, ping=False)
    await server.watch.until(lambda: len(bot.heard) == 3, "all messages")
    assert [message.content for message in bot.heard] == ["an answer", "with", ""]


async def test_a_reply_needs_the_history_and_a_locked_thread_a_moderator(
    server: DiscordServer, run_bot: RunBot
) -> None:
    bot = await run_bot(greet)
    guild = server.guild()
    ada = guild.member().at(guild.channel("new", bot_lacks=discord.Permissions(read_message_history=True)))
    narrow = bot.get_partial_messageable(ada.channel.id)
    with pytest.raises(discord.HTTPException) as refused:
        await narrow.send("?", reference=narrow.get_partial_message(ada.say("hm").id).to_reference())
    assert refused.value.code == 160002
    thread = guild.member().start_thread("locked")
    guild.change_thread(thread, locked=True)
    with pytest.raises(discord.HTTPException) as refused:
        await bot.get_partial_messageable(thread.id).send("?")
    assert refused.value.code == 160005


async def test_a_message_has_a_menu(server: DiscordServer, run_bot: RunBot) -> None:
    @app_commands.context_menu(name="Quote")
    async def quote(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"“{message.content}”")

    await run_bot(quote)
    ada = server.guild().member()
    reply = await ada.menu("Quote", ada.say("said without a mention"))
    assert (await reply.original()).text == "“said without a mention”"


async def test_an_app_of_a_user_alone_has_five_follow_ups(server: DiscordServer, run_bot: RunBot) -> None:
    codes: list[int] = []

    @app_commands.command(name="chat", description="Says much")
    @app_commands.allowed_installs(guilds=True, users=True)
    async def chat(interaction: discord.Interaction) -> None:
        assert interaction.is_user_integration()
        assert not interaction.is_guild_integration()
        await interaction.response.send_message("0")
        try:
            for number in range(1, 8):
                await interaction.followup.send(str(number))
        except discord.HTTPException as error:
            codes.append(error.code)

    await run_bot(chat, greet)
    guild = server.guild()
    guild.remove_bot()
    ada = guild.member()
    with pytest.raises(RefusedError):
        await ada.slash("chat")
    ada.user.has_app = True
    with pytest.raises(RefusedError):
        await ada.slash("greet", name="you")
    reply = await ada.slash("chat")
    assert (await reply.follow_up(4)).text == "5"
    await server.watch.until(lambda: codes == [40094], "the sixth to be refused")
