"""A crowd on the loopback Discord that asks the real process, and what each of its questions came to."""

import argparse
import asyncio
import json
import os
import re
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx
import numpy

from benchmarks.talk import Talk
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.language.words import content_stems
from retrieval.library import Library
from retrieval.models import Details, Scope
from retrieval.models.options import Options
from tests.bot.process.bot_process import FreshBotProcess
from tests.discord_server import DiscordServer, Message, Reply

READY_SECONDS = 180.0
ASKED_WORDS = 8
"""Words in a row of a transcript that a question repeats."""
PLACE = re.compile(r"in line …|comes next")


@dataclass(frozen=True)
class Outcome:
    """One question: seconds to its acknowledgement and to its whole answer, and what was seen of it."""

    acknowledged: float | None
    answered: float | None
    was_in_line: bool
    messages: int
    text: str


Measure = Callable[[Path, argparse.Namespace], Coroutine[Any, Any, dict[str, Any]]]
"""Returns the figures of a benchmark; it may use the folder as it likes."""


def report(parser: argparse.ArgumentParser, measure: Measure) -> None:
    """Read the command line with the options that all crowds have, measure, and print the figures."""
    parser.add_argument("--model", action="store_true", help="with the scripted model")
    parser.add_argument("--transcripts", type=Path, nargs="*", default=(), help="what is asked about")
    parser.add_argument("--episodes", type=int, default=4, help="made-up episodes, without transcripts")
    parser.add_argument("--segments", type=int, default=82, help="segments of each: 82 are an hour")
    parser.add_argument("--json", action="store_true", help="write JSON instead of lines")
    args = parser.parse_args()
    with redirect_stdout(sys.stderr), tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), args))
    if args.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name}: {value}")


class Crowd:
    """The members of one server, each of whom asks one question at a time."""

    def __init__(self, discord: DiscordServer, size: int, questions: Sequence[str]) -> None:
        self._discord, self._questions = discord, questions
        guild = discord.guild()
        self._members = [guild.member(f"member {n}") for n in range(size)]
        self._asked = 0

    def ask(self) -> Reply:
        """Let the next member ask the next question; wait for nothing."""
        number, self._asked = self._asked, self._asked + 1
        member = self._members[number % len(self._members)]
        return member.send_slash("ask", question=self._questions[number % len(self._questions)])

    def outcome(self, reply: Reply) -> Outcome:
        """Return what has become of a question so far."""
        interaction = reply.interaction
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        began = interaction.created
        callbacks = [
            sent.at for sent in self._discord.requests if sent.path.endswith(path) and sent.status < 300
        ]
        whole = is_whole(interaction.original)
        original = interaction.original
        seen = [str(version) for version in original.versions] if original else []
        return Outcome(
            acknowledged=min(callbacks) - began if callbacks else None,
            answered=original.edited - began if whole and original and original.edited else None,
            was_in_line=any(PLACE.search(version) for version in seen),
            messages=len(list(interaction.messages)),
            text=original.text if original else "",
        )


def is_whole(message: Message | None) -> bool:
    """Return whether a reply is the answer, not a place in line or a part of it."""
    if message is None or message.loading or not message.embeds:
        return False
    return bool(message.buttons) or not str(message.embeds[0].get("description", "")).rstrip().endswith("…")


async def make_library(home: Path, transcripts: Sequence[Path], episodes: int, segments: int) -> list[str]:
    """Index transcripts, or made-up talk without any, and return questions in the words of their segments."""
    talk, random = Talk(numpy.random.default_rng(7)), Random(7)
    contents = [path.read_bytes() for path in transcripts]
    contents = contents or [talk.transcript(segments) for _ in range(episodes)]
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    try:
        said: list[list[str]] = []
        for number, content in enumerate(contents):
            details = Details(show="Measured", title=f"Part {number}", episode=f"e{number}")
            await library.add(content, details, name=f"{number}.srt")
            _, found = await library.transcript(Scope(episode=f"e{number}"))
            said += [segment.text.split() for segment in found]
    finally:
        await library.close()
    said = [words for words in said if len(words) > ASKED_WORDS]
    random.shuffle(said)
    starts = [(words, random.randrange(len(words) - ASKED_WORDS)) for words in said]
    asked = [" ".join(words[at : at + ASKED_WORDS]).strip(".,?!") for words, at in starts]
    return [f"What was said about {subject}?"[:500] for subject in asked if content_stems(subject)]


class MeasuredBot(FreshBotProcess):
    """The bot's process, and what it uses."""

    def cpu_seconds(self) -> float:
        """Return the CPU time of the process so far, in user code and in the kernel."""
        fields = Path(f"/proc/{self._running.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def figures(self) -> dict[str, float]:
        """Return the figures of `/metrics` that have no labels."""
        port = re.findall(r"served on port (\d+)", self.log)[-1]
        async with httpx.AsyncClient(timeout=60) as client:
            text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
        lines = (line.split(" ") for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in lines if "{" not in name}

    async def warm(self) -> None:
        """Wait until the process has loaded what questions need."""
        for _ in range(round(READY_SECONDS / 0.2)):
            if "Ready for questions" in self.log:
                return
            await asyncio.sleep(0.2)
        raise TimeoutError(self.log)


@asynccontextmanager
async def running(
    folder: Path, home: Path, environment: Mapping[str, str]
) -> AsyncIterator[tuple[DiscordServer, MeasuredBot]]:
    """Run the loopback Discord and the bot, ready for questions."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, 8192), hard), hard))
    async with DiscordServer(schema=folder / "none.json", patience=READY_SECONDS) as discord:
        discord.answer_seconds = 60.0  # measured, not enforced
        bot = MeasuredBot(discord, home, folder / "bot", PODCITE_HEALTH_PORT="0", **environment)
        try:
            await bot.start_ready()
            await bot.warm()
            yield discord, bot
            await bot.stop()
        finally:
            await bot.kill()
