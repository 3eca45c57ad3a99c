"""The program in this process: its command, and its Discord client's buttons.

All that these tests import of the program is in this module, so that a rename is one line here.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import AsyncMock, Mock, patch

from bot import sample
from bot.__main__ import main
from bot.client import Podcite
from tests.bot.process.bot_process import FOREIGN

SAMPLE_FOLDER = Path(sample.__file__).parent
# What the terminal's output is wrapped to, whatever terminal there is.
COLUMNS = "100"


@dataclass(frozen=True)
class Outcome:
    """How a run of the command ended, and what it wrote."""

    status: int
    out: str
    err: str


@contextmanager
def no_settings() -> Iterator[None]:
    """An environment without any setting of Podcite's, and so without a chat model or a key."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    with patch.dict(os.environ, kept | {"COLUMNS": COLUMNS, "TZ": "UTC"}, clear=True):
        yield


def podcite(home: Path, *arguments: str, typed: str = "") -> Outcome:
    """Run the command on the data folder `home` with `typed` as its standard input."""
    out, err = io.StringIO(), io.StringIO()
    streams = redirect_stdout(out), redirect_stderr(err), patch.object(sys, "stdin", io.StringIO(typed))
    with no_settings(), chdir(home), streams[0], streams[1], streams[2]:
        status = main(["--home", str(home), *arguments])
    return Outcome(status, out.getvalue(), err.getvalue())


async def persistent_items() -> list[re.Pattern[str]]:
    """The templates of the buttons and menus that the bot knows from its start on."""
    bot = Podcite(library=Mock())
    with patch.object(bot.tree, "sync", AsyncMock(return_value=[])):
        await bot.setup_hook()
    # discord.py shows nobody which items were added.
    known = list(bot._connection._view_store._dynamic_items)
    await bot.close()
    return known
