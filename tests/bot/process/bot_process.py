"""The bot in a process of its own, told by its environment where Discord is."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self

from tests.bot.process.forked_process import HELD, ForkedProcess
from tests.discord_server import DiscordServer

REPOSITORY = Path(__file__).resolve().parents[3]
# What a developer's own shell may hold and a test must not see.
FOREIGN = ("PODCITE_", "DISCORD_", "OPENAI_", "CHROMA_", "LANGCHAIN_", "LANGSMITH_")
STARTING, ENDING = 60, 15


def clean_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {"PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}


async def podcite(home: Path, *arguments: object, **environment: str) -> tuple[int, str]:
    """Run the command in a forked process of its own; its status and what it wrote to either stream."""
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "out"
        told = ("--home", str(home), *map(str, arguments))
        process = await ForkedProcess(told, Path(place), clean_environment() | environment, log).start()
        status = await process.wait()
        return status, log.read_text(encoding="utf-8")


class BotProcess:
    """`podcite run`, its log and its exit; `place` is its working directory and holds the log.

    Most of a start is imports, so the process is forked from one that has done them; a `FreshBotProcess`
    isn't. `module` is run in place of the bot, without arguments.
    """

    _does_imports: ClassVar = False

    def __init__(
        self, discord: DiscordServer, home: Path, place: Path, module: str = "", **environment: str
    ) -> None:
        self._discord = discord
        self._arguments = ("--home", str(home), "run")
        self._command = (module,) if module else ("bot", *self._arguments)
        self._is_forked = not (module or self._does_imports)
        self._environment = clean_environment() | discord.environment | environment
        self._place = place
        self._log = place / "bot.log"
        self._process: asyncio.subprocess.Process | ForkedProcess | None = None

    @property
    def log(self) -> str:
        """All that the process has written, to standard output and standard error, over all its starts."""
        return self._log.read_text(encoding="utf-8") if self._log.exists() else ""

    async def start(self) -> Self:
        """Start the process, and wait for nothing."""
        self._place.mkdir(parents=True, exist_ok=True)
        if self._is_forked:
            forked = ForkedProcess(self._arguments, self._place, self._environment, self._log)
            self._process = await forked.start()
            return self
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *self._command),
                cwd=self._place,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self

    async def start_ready(self) -> Self:
        """Start the process and wait until it has connected to Discord; fail at once if it ends instead."""
        before = self._discord.gateway.identified
        await self.start()
        ended = asyncio.create_task(self._running.wait())
        ready = asyncio.create_task(self._discord.bot_ready(before + 1, STARTING))
        await asyncio.wait([ended, ready], return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            raise AssertionError(f"the bot ended with status {ended.result()}:\n{self.log}")
        ended.cancel()
        await ready
        return self

    async def ended(self, seconds: float = ENDING) -> int:
        """The exit status once the process ends by itself; killed, and a failure, where it doesn't."""
        try:
            return await asyncio.wait_for(self._running.wait(), seconds)
        except TimeoutError:
            await self.kill()
            raise AssertionError(f"the bot didn't end within {seconds} s:\n{self.log}") from None

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self._running.send_signal(number)
        return await self.ended()

    async def kill(self) -> None:
        """End the process at once, as a crash does."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @contextmanager
    def embedding_held(self) -> Iterator[None]:
        """Meanwhile an episode gets no further than its eighth segment."""
        assert self._is_forked, "only a forked process can be held"
        held = self._place / HELD
        held.touch()
        try:
            yield
        finally:
            held.unlink()

    @property
    def _running(self) -> asyncio.subprocess.Process | ForkedProcess:
        assert self._process, "the bot was not started"
        return self._process


class FreshBotProcess(BotProcess):
    """The bot as a user starts it: `python -m bot run`."""

    _does_imports = True
