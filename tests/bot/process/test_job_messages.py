"""No message of a job freezes: what can't be shown in the channel is told privately, by the real process."""

import pytest
from discord import Permissions

from tests.bot.process.bot_process import BotProcess
from tests.bot.process.test_moderation import add, ended, long_talk, moderator
from tests.discord_server import DiscordServer, GuildHandle

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_job_in_a_channel_that_the_bot_can_not_see_says_so_and_ends_in_a_private_message(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    closed = guild.channel("closed", bot_lacks=Permissions(view_channel=True))
    mia = moderator(guild, "mia_*x*").at(closed)
    with bot.embedding_held():
        message = await add(mia, long_talk(11))
        warning = "I don't have the permission View Channel in this channel"
        await discord.watch.until(lambda: warning in message.text, "the warning")
        assert "the result in a private message" in message.text
        assert "started by mia_*x*" in message.text, "a footer has no markdown to escape"
        discord.clock.advance(901)
        private = discord.direct_channel(mia.user)
        await discord.watch.until(lambda: private.messages, "a private message")
        (told,) = private.messages.values()
        assert "I can't write in the channel where you started this in Listeners" in told.text
    await ended(discord, told)
    assert "added **clay-12**" in told.text
    assert len(private.messages) == 1


async def test_a_job_that_a_restart_interrupts_says_so_and_goes_on(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    with bot.embedding_held():
        message = await add(mia, long_talk(12))
        assert await bot.stop() == 0
    assert "Interrupted: adding clay" in message.text
    assert "I'm being restarted" in message.text
    await bot.start_ready()
    assert "added **clay-12**" in (await ended(discord, message)).text


async def test_a_message_that_somebody_deletes_is_replaced_by_a_new_one(
    bot: BotProcess, discord: DiscordServer, guild: GuildHandle
) -> None:
    mia = moderator(guild)
    with bot.embedding_held():
        message = await add(mia, long_talk(13))
        discord.posting.delete(message)
    others = guild.general.visible_messages

    def replaced() -> bool:
        return any("added **clay-12**" in other.text for other in guild.general.visible_messages)

    await discord.watch.until(replaced, f"a new message; there are {others}")
