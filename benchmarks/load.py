"""Many people who ask the real process within seconds, on a loopback Discord, with and without a model.

python -m benchmarks.load --users 200 --seconds 10 [--model] [--transcripts FILE …]

The model is a scripted one that takes two seconds for an answer, verification included. Without transcripts,
made-up talk is asked.
"""

import argparse
import asyncio
import os
import time
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Any

import numpy

from benchmarks.crowd import Crowd, MeasuredBot, Outcome, is_whole, make_library, report, running
from benchmarks.scripted_model import ScriptedModel
from tests.discord_server import DiscordServer, Reply

PATIENCE = 300.0
"""Seconds within which all answers have to be there."""
LOOK_AGAIN = 0.25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--users", type=int, default=200, help="people, one question each")
    parser.add_argument("--seconds", type=float, default=10.0, help="within which they ask")
    parser.add_argument("--concurrency", type=int, help="questions that the model works on at the same time")
    report(parser, measure)


async def measure(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of one crowd."""
    questions = await make_library(folder / "home", args.transcripts, args.episodes, args.segments)
    async with AsyncExitStack() as stack:
        environment = {}
        if args.model:
            environment = dict((await stack.enter_async_context(ScriptedModel())).environment)
        if args.concurrency:
            environment["PODCITE_MODEL_CONCURRENCY"] = str(args.concurrency)
        discord, bot = await stack.enter_async_context(running(folder, folder / "home", environment))
        crowd = Crowd(discord, args.users, questions)
        await _answered(discord, [crowd.ask()])  # the first question of a process loads some more
        cpu, load = bot.cpu_seconds(), os.getloadavg()[0]
        replies = await _ask_all(crowd, args.users, args.seconds)
        await _answered(discord, replies)
        figures = _figures([crowd.outcome(reply) for reply in replies])
        figures["cpu_ms_per_question"] = round(1000 * (bot.cpu_seconds() - cpu) / args.users, 1)
        figures |= await _process(bot)
        figures["load_before"], figures["load_after"] = round(load, 1), round(os.getloadavg()[0], 1)
        figures["processors"], figures["refused_by_discord"] = os.cpu_count(), len(discord.violations)
    return figures


async def _ask_all(crowd: Crowd, users: int, seconds: float) -> list[Reply]:
    """Let everybody ask at a moment of their own within these seconds."""
    random = Random(7)
    moments = sorted(random.uniform(0, seconds) for _ in range(users))
    began, replies = time.monotonic(), []
    for moment in moments:
        await asyncio.sleep(max(0.0, began + moment - time.monotonic()))
        replies.append(crowd.ask())
    return replies


async def _answered(discord: DiscordServer, replies: list[Reply]) -> None:
    """Wait until all are answered, but not for longer than the patience."""
    for _ in range(round(PATIENCE / LOOK_AGAIN)):
        if all(is_whole(reply.interaction.original) for reply in replies):
            break
        await asyncio.sleep(LOOK_AGAIN)
    await asyncio.sleep(1.0)  # for what might be sent a second time


def _figures(outcomes: list[Outcome]) -> dict[str, Any]:
    acknowledged = [each.acknowledged for each in outcomes if each.acknowledged is not None]
    answered = [each.answered for each in outcomes if each.answered is not None]
    return {
        "questions": len(outcomes),
        **{f"acknowledged_p{q}_s": _percentile(acknowledged, q) for q in (50, 99)},
        **{f"answered_p{q}_s": _percentile(answered, q) for q in (50, 95)},
        "answered_worst_s": _percentile(answered, 100),
        "shown_a_place_in_line": sum(each.was_in_line for each in outcomes),
        "lost": len(outcomes) - len(answered),
        "sent_twice": sum(each.messages > 1 for each in outcomes),
        "quoted": sum("segment" in each.text for each in outcomes),
    }


def _percentile(values: list[float], q: float) -> float | None:
    return round(float(numpy.percentile(values, q)), 2) if values else None


async def _process(bot: MeasuredBot) -> dict[str, float]:
    figures = await bot.figures()
    return {"memory_mb": round(figures["process_resident_memory_bytes"] / 2**20)}


if __name__ == "__main__":
    main()
