"""How fast the real bot acknowledges commands while its site serves cached pages."""

import asyncio
import json
import re
import sys
import time
from pathlib import Path

import aiohttp
import numpy

from tests.bot.process.bot_process import FreshBotProcess
from tests.discord_server import DiscordServer, GuildHandle

RATE = 200
"""Requests a second that the site gets."""
SECONDS = 30.0
PAUSE_SECONDS = 0.25
"""Between two commands, each of another member."""
COMMANDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("episodes", {}),
    ("ask", {"question": "What was said about neural networks?"}),
)
PREPARE_SECONDS = 300.0


async def measure_beside_bot(home: Path, path: str, place: Path) -> dict[str, float]:
    """Return seconds until commands are acknowledged, without visitors and with `RATE` requests a second."""
    async with DiscordServer(patience=PREPARE_SECONDS) as discord:
        discord.answer_seconds = 60.0  # a slow acknowledgement is to be measured, not to fail
        site = {"PODCITE_WEB_PORT": "0", "PODCITE_WEB_REQUESTS": "0", "PODCITE_WEB_TRANSCRIPTS": "true"}
        bot = FreshBotProcess(discord, home, place, **site)
        try:
            await bot.start_ready()
            served = re.search(r"served on port (\d+)", bot.log)
            assert served, bot.log
            address, guild = f"http://127.0.0.1:{served[1]}", discord.guild("Measured")
            await wait_until_made(address, path)
            quiet = await acknowledgements(guild, "quiet", SECONDS / 2)
            load = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.web_load", address, path),
                *("--rate", str(RATE), "--seconds", str(SECONDS)),
                stdout=asyncio.subprocess.PIPE,
            )
            loaded = await acknowledgements(guild, "loaded", SECONDS)
            out, _ = await load.communicate()
        finally:
            await bot.kill()
    served_pages: dict[str, float] = json.loads(out)
    return {
        **{f"beside_bot_{name}": value for name, value in served_pages.items()},
        **percentiles("ack_quiet", quiet),
        **percentiles("ack_under_load", loaded),
        "acknowledgements": len(loaded),
    }


async def wait_until_made(address: str, path: str) -> None:
    """Wait until the parts of the page are made, so that it is kept."""
    async with aiohttp.ClientSession(address) as browser, asyncio.timeout(PREPARE_SECONDS):
        while True:
            async with browser.get(path) as response:
                if response.headers["Cache-Control"] != "no-store":
                    return
            await asyncio.sleep(1)


async def acknowledgements(guild: GuildHandle, name: str, seconds: float) -> list[float]:
    """Return how long the bot took to acknowledge each of the commands that members gave in this time."""
    waits: list[float] = []
    ends = time.perf_counter() + seconds
    while (began := time.perf_counter()) < ends:
        command, options = COMMANDS[len(waits) % len(COMMANDS)]
        await guild.member(f"{name}{len(waits)}").slash(command, **options)
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE_SECONDS)
    return waits


def percentiles(name: str, waits: list[float]) -> dict[str, float]:
    """Return p50 and p99 of these seconds."""
    return {f"{name}_p{p}_s": round(float(numpy.percentile(waits, p)), 4) for p in (50, 99)}
