"""A bot whose library never closes, as a process: `python -m tests.bot.process.stuck_bot`."""

import asyncio
import os

from bot import run
from tests.bot.fake_library import FakeLibrary


class StuckLibrary(FakeLibrary):
    async def close(self) -> None:
        await asyncio.Event().wait()


if __name__ == "__main__":
    run.CLOSING_SECONDS = 1.0
    run.run_bot(
        StuckLibrary(),
        token=os.environ["DISCORD_TOKEN"],
        api_url=os.environ["DISCORD_API_URL"],
        gateway_url=os.environ["DISCORD_GATEWAY_URL"],
    )
