"""A log of the real process at its most talkative holds no key, no password and no address of a server."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.scripted_model import ScriptedModel
from tests.bot.process.bot_process import BotProcess
from tests.bot.process.podcasts import FEED, ITEM, Podcast
from tests.bot.process.test_asking import QUESTION, finished
from tests.bot.process.test_moderation import moderator
from tests.discord_server import DiscordServer, GuildHandle, Message
from tests.prepared_homes import copied

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSWORD, KEY, LISTENER = "pa55-w0rd-of-the-host", "sk-key-of-the-host-0123", "listener-0123456789abcdef"


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_debugging_shows_no_secret(
    discord: DiscordServer,
    guild: GuildHandle,
    indexed_sample: Path,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    log_format: str,
) -> None:
    home = copied(indexed_sample, tmp_path_factory)  # other bots would poll the feed that goes away
    async with ScriptedModel() as model, Podcast(episodes=[("One", "The harbour opens at six.")]) as podcast:
        url = model.environment["OPENAI_BASE_URL"].replace("://", f"://host:{PASSWORD}@")
        own = {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": KEY, "PODCITE_TRUSTED_HOSTS": podcast.host}
        own |= {"PODCITE_LOG_LEVEL": "debug", "PODCITE_LOG_FORMAT": log_format, "PODCITE_HEALTH_PORT": "0"}
        own |= {"PODCITE_SERVERS_TRUST_HOSTS": "true", "PODCITE_WEB_PORT": "0"}
        bot = BotProcess(discord, home, tmp_path, **model.environment | own)
        try:
            await bot.start_ready()
            await (await guild.member().slash("ask", question=QUESTION)).original(finished)
            keyed = podcast.url.replace("://", f"://me:{PASSWORD}@") + f"?key={LISTENER}"
            await (await moderator(guild).slash("library feed add", url=keyed)).original()
            assert await bot.stop() == 0
        finally:
            await bot.kill()
    assert model.asked
    for secret in (PASSWORD, KEY, LISTENER, discord.token, podcast.host, url.rpartition("@")[2]):
        assert secret not in bot.log, next(line for line in bot.log.splitlines() if secret in line)


def _answered(message: Message) -> bool:
    return not message.loading


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_a_private_feed_that_fails_stays_private(
    discord: DiscordServer,
    guild: GuildHandle,
    indexed_sample: Path,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    log_format: str,
) -> None:
    feed = FEED.format(title="Harbour", items=ITEM.format(n=1, title="One", base="http://127.0.0.1")).encode()
    replies = [b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\r\n" + feed]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(replies[-1])
        writer.close()

    home = copied(indexed_sample, tmp_path_factory)
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        own = {"PODCITE_TRUSTED_HOSTS": host, "PODCITE_SERVERS_TRUST_HOSTS": "true"}
        own |= {"PODCITE_LOG_FORMAT": log_format, "PODCITE_POLL_SECONDS": "1"}
        bot = BotProcess(discord, home, tmp_path, **own)
        try:
            await bot.start_ready()
            url = f"http://{host}/premium/SUBSCRIBER-8f3a/feed.xml?member=MEMBER77"
            await (await moderator(guild).slash("library feed add", url=url)).original(_answered)
            replies.append(b"<html>Down for maintenance</html>\r\n\r\n")
            with closing(sqlite3.connect(home / "catalog.db", timeout=15)) as catalog, catalog:
                catalog.execute("update feeds set due = '2020-01-01'")
            await discord.watch.until(lambda: "Down for maintenance" in bot.log, "the poll to fail")
            assert await bot.stop() == 0
        finally:
            await bot.kill()
    for secret in ("SUBSCRIBER", "MEMBER77", "feed.xml", host):
        assert secret not in bot.log, next(line for line in bot.log.splitlines() if secret in line)
