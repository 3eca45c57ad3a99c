"""Without the key of the hashes nobody can ask: everybody is told so, and what is too old still goes."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.web.health import NO_KEY, NOT_CONNECTED, NOT_OPEN
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.talking import mention
from tests.bot.process.test_asking import QUESTION, finished
from tests.bot.process.test_health import checks, response
from tests.discord_server import DiscordServer, GuildHandle, Message
from tests.prepared_homes import copied

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOLD = re.compile(
    r"one of my files can't be used\. The host of this bot sees which in the log\. Error id: (\w{8})"
)


def _answered(message: Message) -> bool:
    return not message.loading


async def test_a_damaged_key_is_told_to_everybody_until_it_is_deleted(
    discord: DiscordServer,
    guild: GuildHandle,
    indexed_sample: Path,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
) -> None:
    home = copied(indexed_sample, tmp_path_factory)
    with closing(sqlite3.connect(home / "catalog.db")) as catalog, catalog:
        catalog.execute(
            "insert into audit (guild, at, actor, name, action, subject, detail) "
            "values (?, '2020-01-01', 5, 'old', 'add', 'x', '')",
            (guild.id,),
        )
    (home / "privacy.key").write_bytes(b"half")
    bot = BotProcess(discord, home, tmp_path, PODCITE_HEALTH_PORT="0")
    try:
        await bot.start_ready()
        await discord.watch.until(lambda: "Deleted 1 old records" in bot.log, "old records to be deleted")
        async with await checks(bot) as client:
            for _ in range(600):
                refused = await client.get("/readyz")
                if not refused.text.startswith((NOT_CONNECTED, NOT_OPEN)):
                    break
                await asyncio.sleep(0.1)
            assert (refused.status_code, refused.text) == (503, f"{NO_KEY}\n")
            ada = guild.member("ada")
            replies = [
                await (await ada.slash(name, **options)).original(_answered)
                for name, options in (("ask", {"question": QUESTION}), ("episodes", {}), ("privacy", {}))
            ]
            replies.append(await mention(discord, ada, QUESTION))
            for reply in replies:
                told = TOLD.search(reply.text)
                assert told, reply.text
                assert re.search(rf"Error {told[1]} in .*privacy\.key is damaged: delete it", bot.log)
            (home / "privacy.key").unlink()
            assert (await response(client, "/readyz", lambda status: status == 200)).text == "ok\n"
            await (await guild.member("bob").slash("ask", question=QUESTION)).original(finished)
        assert await bot.stop() == 0
        assert "Traceback" not in bot.log
        assert "never retrieved" not in bot.log
    finally:
        await bot.kill()
