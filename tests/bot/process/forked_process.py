"""`podcite` in a process of its own that needs no imports: forked from one that has done them."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.retrieval.processes import PROCESSES

HELD = "embedding-is-held"
"""The file in the place of a process that holds its embedding model."""


def _podcite(arguments: tuple[str, ...], place: Path, environment: Mapping[str, str], log: Path) -> None:
    """Become what `python -m bot` is in `place`, with this environment and this log."""
    os.chdir(place)
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream in (1, 2):
        os.dup2(written, stream)
    sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115 (open as long as the process runs)
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115

    from bot.__main__ import main
    from tests.bot.process.held_embedding import hold_embedding
    from tests.loaded_model import use_loaded_model

    use_loaded_model()
    hold_embedding(place / HELD)
    sys.exit(main(arguments))


class ForkedProcess:
    """What the tests use of `asyncio.subprocess.Process`."""

    def __init__(
        self, arguments: tuple[str, ...], place: Path, environment: Mapping[str, str], log: Path
    ) -> None:
        asked = (arguments, place, dict(environment), log)
        self._process = PROCESSES.Process(target=_podcite, args=asked, daemon=True)
        self._ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def start(self) -> Self:
        await asyncio.to_thread(self._process.start)  # the first one waits for the imports
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._note_end)
        return self

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    def send_signal(self, number: int) -> None:
        if self.returncode is None and self._process.pid:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _note_end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        code = self._process.exitcode
        assert code is not None
        self._ended.set_result(code)
