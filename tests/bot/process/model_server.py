"""A chat model's server on a port of its own, which a bot can be made to ask."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import ClassVar, Self

from aiohttp import web


class ModelServer(ABC):
    """Speaks as much of OpenAI's protocol as `reply` does. `asked` is for `reply` to count."""

    model: ClassVar[str]

    def __init__(self) -> None:
        self.asked = 0
        self._url = ""
        self._runner: web.AppRunner | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What makes a bot ask this model."""
        model = {"PODCITE_CHAT_MODEL": f"openai:{self.model}", "OPENAI_API_KEY": f"{self.model}-key"}
        return model | {"OPENAI_BASE_URL": f"{self._url}/v1"}

    @abstractmethod
    async def reply(self, request: web.Request) -> web.StreamResponse:
        """Reply to a request of the client."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=8 * 1024 * 1024)
        app.add_routes([web.post("/v1/{path:.*}", self.reply)])
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
