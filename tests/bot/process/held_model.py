"""A chat model's server that takes questions and never answers."""

import asyncio
from types import TracebackType
from typing import Self

from aiohttp import web


class HeldModel:
    """Speaks as much of OpenAI's protocol as it takes to be waited for."""

    def __init__(self) -> None:
        self.asked = 0
        self._url = ""
        self._runner: web.AppRunner | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What makes a bot ask this model."""
        model = {"PODCITE_CHAT_MODEL": "openai:held", "OPENAI_API_KEY": "held-key"}
        return model | {"OPENAI_BASE_URL": f"{self._url}/v1"}

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/v1/{path:.*}", self._hold)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _hold(self, request: web.Request) -> web.Response:
        self.asked += b"<passages" in await request.read()  # not where a start only tries the model
        await asyncio.Event().wait()
        raise AssertionError("nobody ends this wait")
