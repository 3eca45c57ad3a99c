"""Ask the real process five questions a second for a while, and report what of it grows.

python -m benchmarks.soak [--minutes 3] [--rate 5] [--model] [--transcripts FILE …]
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from benchmarks.crowd import Crowd, MeasuredBot, is_whole, make_library, report, running
from benchmarks.scripted_model import ScriptedModel
from tests.discord_server import DiscordServer, Reply

PEOPLE = 400
"""Who ask in turn, each seldom enough for the cooldown."""
SAMPLES = 20
"""How often the process is looked at."""
MAX_UNANSWERED = 60
"""Questions that may wait; a machine that is too slow for the rate is asked less."""
LEVELS = {
    "memory_mb": ("process_resident_memory_bytes", 2**20),
    "threads": ("podcite_threads", 1),
    "open_files": ("process_open_fds", 1),
    "tasks": ("podcite_tasks", 1),
}
"""What is watched: the figure of `/metrics`, and what it is divided by."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=3.0, help="how long it is asked")
    parser.add_argument("--rate", type=float, default=5.0, help="questions a second")
    report(parser, measure)


async def measure(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Return how many questions were answered, and each level at the moments when it was looked at."""
    questions = await make_library(folder / "home", args.transcripts, args.episodes, args.segments)
    async with AsyncExitStack() as stack:
        environment = {}
        if args.model:
            environment = (await stack.enter_async_context(ScriptedModel())).environment
        discord, bot = await stack.enter_async_context(running(folder, folder / "home", environment))
        crowd, began = Crowd(discord, PEOPLE, questions), time.monotonic()
        levels: list[dict[str, float]] = []
        asked = answered = 0
        waiting: list[Reply] = []
        while time.monotonic() - began < args.minutes * 60:
            if len(waiting) < MAX_UNANSWERED:
                waiting.append(crowd.ask())
                asked += 1
            await asyncio.sleep(1 / args.rate)
            answered += _drop_whole(discord, waiting)
            if time.monotonic() - began >= len(levels) * args.minutes * 60 / SAMPLES:
                levels.append(await _levels(bot, answered))
        while waiting and time.monotonic() - began < args.minutes * 60 + 120:
            await asyncio.sleep(0.5)
            answered += _drop_whole(discord, waiting)
        await asyncio.sleep(3)
        levels.append(await _levels(bot, answered))
    return {"asked": asked, "answered": answered, **_columns(levels), "growth": _growth(levels)}


def _drop_whole(discord: DiscordServer, waiting: list[Reply]) -> int:
    """Forget the questions that are answered, so that the loopback Discord doesn't grow; return how many."""
    whole = [reply for reply in waiting if is_whole(reply.interaction.original)]
    for reply in whole:
        waiting.remove(reply)
        discord.interactions.pop(reply.interaction.token, None)
    discord.requests.clear()
    return len(whole)


async def _levels(bot: MeasuredBot, answered: int) -> dict[str, float]:
    figures = await bot.figures()
    return {"after": answered} | {name: round(figures[of] / by, 1) for name, (of, by) in LEVELS.items()}


def _columns(levels: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    return {name: [level[name] for level in levels] for name in levels[0]}


def _growth(levels: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return how much higher each level is in the last quarter, on average, than in the one before it."""
    quarter = max(1, len(levels) // 4)
    last, before = levels[-quarter:], levels[-2 * quarter : -quarter] or levels[:1]
    return {name: round(_mean(last, name) - _mean(before, name), 1) for name in LEVELS}


def _mean(levels: Sequence[dict[str, float]], name: str) -> float:
    return sum(level[name] for level in levels) / len(levels)


if __name__ == "__main__":
    main()
