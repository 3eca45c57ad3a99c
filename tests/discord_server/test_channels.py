"""Channel messages, threads and files, and the permissions they need."""

import io

import discord
import pytest

from . import DiscordServer
from .conftest import RunBot
from .test_commands import greet

NO_SENDING = discord.Permissions(send_messages=True)
NO_SEEING = discord.Permissions(view_channel=True)


async def test_a_message_is_sent_edited_answered_and_deleted(server: DiscordServer, run_bot: RunBot) -> None:
    bot = await run_bot(greet)
    guild = server.guild()
    channel = await bot.fetch_channel(guild.general.id)
    assert isinstance(channel, discord.TextChannel)
    async with channel.typing():
        sent = await channel.send("one", embed=discord.Embed(title="an embed"))
    await sent.edit(content="two")
    await sent.reply("three", file=discord.File(io.BytesIO(b"attached"), "a.txt"))
    first, second = guild.general.visible_messages
    assert (first.text, second.reply_to) == ("two\nan embed", first)
    assert [message.content async for message in channel.history()] == ["three", "two"]
    found = await channel.fetch_message(second.id)
    assert await found.attachments[0].read() == b"attached"
    await found.edit(attachments=[])
    assert not second.attachments
    await sent.delete()
    assert guild.general.visible_messages == [second]


async def test_a_thread_is_started_once_from_a_message(server: DiscordServer, run_bot: RunBot) -> None:
    bot = await run_bot(greet)
    guild = server.guild()
    channel = await bot.fetch_channel(guild.general.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("a topic")
    thread = await message.create_thread(name="a talk")
    await thread.send("inside")
    assert [m.text for m in server.channels[thread.id].visible_messages] == ["inside"]
    with pytest.raises(discord.HTTPException) as refused:
        await message.create_thread(name="again")
    assert refused.value.code == 160004
    await thread.edit(archived=True, locked=True)
    with pytest.raises(discord.HTTPException, match="archived"):
        await thread.send("too late")


@pytest.mark.parametrize(("lacks", "code"), [(NO_SENDING, 50013), (NO_SEEING, 50001)])
async def test_a_bot_without_permission_is_refused(
    server: DiscordServer, run_bot: RunBot, lacks: discord.Permissions, code: int
) -> None:
    bot = await run_bot(greet)
    channel = bot.get_partial_messageable(server.guild().channel("closed", bot_lacks=lacks).id)
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("hello?")
    assert refused.value.code == code


async def test_direct_messages_arrive_unless_they_are_closed(server: DiscordServer, run_bot: RunBot) -> None:
    bot = await run_bot(greet)
    ada = server.guild().member()
    user = bot._connection.store_user(ada.user.payload())  # type: ignore[arg-type]
    await user.send("psst")
    assert [message.text for message in ada.direct().channel.visible_messages] == ["psst"]
    ada.user.accepts_messages = False
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("psst")
    assert refused.value.code == 50007
