"""A chat model's server that takes questions and never answers."""

import asyncio
from typing import ClassVar

from aiohttp import web

from tests.bot.process.model_server import ModelServer


class HeldModel(ModelServer):
    """Lets everybody wait; counts questions, not where a start only tries the model."""

    model: ClassVar = "held"

    async def reply(self, request: web.Request) -> web.StreamResponse:
        self.asked += b"<passages" in await request.read()
        await asyncio.Event().wait()
        raise AssertionError("nobody ends this wait")
