"""Where the real process offers its commands, and that switching DISCORD_GUILD doubles none."""

from collections import Counter
from pathlib import Path

import pytest

from tests.bot.process.bot_process import BotProcess
from tests.discord_server import DiscordServer

pytestmark = pytest.mark.asyncio(loop_scope="module")


def offered(discord: DiscordServer, guild: int | None) -> Counter[str]:
    return Counter(str(command["name"]) for command in discord.applications.offered(guild))


async def test_no_command_is_doubled_or_lost_when_one_server_is_set_and_unset(
    discord: DiscordServer, home: Path, tmp_path: Path
) -> None:
    one, other = discord.guild("One"), discord.guild("Other")
    for number, own in enumerate((None, one.id, None, one.id, other.id, None)):
        environment = {"DISCORD_GUILD": str(own)} if own else {}
        bot = BotProcess(discord, home, tmp_path / str(number), **environment)
        await bot.start_ready()

        def once(own: int | None = own) -> bool:
            here = [offered(discord, guild.id) for guild in (one, other)]
            served = [own in (None, guild.id) for guild in (one, other)]
            expected = [{1} if is_served else set() for is_served in served]
            return [set(counted.values()) for counted in here] == expected

        await discord.watch.until(once, f"each command once with DISCORD_GUILD={own}")
        assert await bot.stop() == 0, bot.log


async def test_moderators_commands_are_not_offered_in_private_messages(
    bot: BotProcess, discord: DiscordServer
) -> None:
    assert "library" not in offered(discord, None)
    assert "ask" in offered(discord, None)
