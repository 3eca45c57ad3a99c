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


async def test_discord_is_sent_the_commands_in_every_language(
    bot: BotProcess, discord: DiscordServer
) -> None:
    commands = list(discord.applications.offered(discord.guild().id))
    ask = next(command for command in commands if command["name"] == "ask")
    assert ask["name_localizations"] == {
        "de": "frag",
        "es-ES": "preguntar",
        "es-419": "preguntar",
        "fr": "demander",
        "pt-BR": "perguntar",
        "ja": "質問",
    }
    episode = next(option for option in ask["options"] if option["name"] == "episode")
    assert episode["name_localizations"]["fr"] == "épisode"
    assert episode["description_localizations"]["de"].startswith("Nur diese Folge")
    menu = next(command for command in commands if command["type"] == 3)
    assert menu["name_localizations"]["ja"] == "ポッドキャストに質問"
    for command in commands:
        assert len(command["name_localizations"]) == len(ask["name_localizations"]), command["name"]


async def test_a_command_is_called_by_its_english_name_in_any_language(
    bot: BotProcess, discord: DiscordServer
) -> None:
    reply = await discord.guild().member(locale="ja").slash("episodes")
    assert await reply.original(lambda message: bool(message.embeds))
