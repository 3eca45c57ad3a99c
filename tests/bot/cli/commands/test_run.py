"""The bot as a user starts it: `podcite run` with a token, on a Discord of the tests' own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import bot
from bot.settings import Settings
from tests.discord_server import DiscordServer

ROOT = Path(bot.__file__).parents[1]
SECONDS = 60
FRIDGE = "Why is the fridge a bad place for bread?"


@asynccontextmanager
async def running(home: Path, variables: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    ours = {name: value for name, value in os.environ.items() if name not in Settings.variables()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env={**ours, "PYTHONPATH": str(ROOT), "PODCITE_HOME": str(home), **variables},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.mark.slow
async def test_the_bot_answers_and_leaves_cleanly_when_told_to(sample_home: Path) -> None:
    async with DiscordServer(patience=SECONDS) as server, running(sample_home, server.environment) as process:
        await server.bot_ready(seconds=SECONDS)
        reply = await server.guild().member().slash("ask", question=FRIDGE)
        message = await reply.original(
            lambda shown: "The fridge is the worst place for bread" in str(shown.embeds)
        )
        assert "https://salt-and-light.example/bread.mp3#t=" in str(message.embeds)
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), SECONDS)
        assert process.returncode == 0
        assert b"Traceback" not in log
        assert server.token.encode() not in log
        assert FRIDGE.encode() not in log
        server.assert_clean()


@pytest.mark.slow
async def test_a_wrong_token_ends_with_what_to_do_and_status_1(sample_home: Path) -> None:
    async with DiscordServer() as server:
        wrong = {**server.environment, "DISCORD_TOKEN": f"{server.token}-of-another"}
        async with running(sample_home, wrong) as process:
            _, log = await asyncio.wait_for(process.communicate(), SECONDS)
            assert process.returncode == 1
            assert b"copy it again from the application's Bot page" in log.splitlines()[-1]
            assert b"Traceback" not in log
