"""Every REST exchange passes here: faults strike, the token is asked for, both sides are checked."""

import json
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .bodies import read_body
from .faults import Handler
from .wire import UNAUTHORIZED, ApiError, respond

if TYPE_CHECKING:
    from .schema import PublishedSchema
    from .server import DiscordServer

API = "/api/v10"
# Their path holds the interaction's own secret; the bot sends no token of its own with them.
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")


@dataclass(frozen=True)
class Recorded:
    """One request of the bot's and the status that it got."""

    method: str
    path: str
    body: Any
    status: int
    at: float


class Exchange:
    def __init__(self, server: "DiscordServer", schema: "PublishedSchema | None") -> None:
        self._server = server
        self._schema = schema

    @web.middleware
    async def handle(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == self._server.gateway_path:
            return await handler(request)
        path = request.path.removeprefix(API)
        body = (await read_body(request)).payload if request.path.startswith(API) else None
        response = await self._server.faults.pass_through(request, path, self._guarded(path, handler))
        recorded = Recorded(request.method, path, body, response.status, self._server.clock.now())
        self._server.requests.append(recorded)
        self._server.watch.changed()
        if self._schema and request.path.startswith(API) and isinstance(response, web.Response):
            self._hold_against(self._schema, recorded, response)
        return response

    def _guarded(self, path: str, handler: Handler) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                if request.path.startswith(API) and not path.startswith(WITHOUT_TOKEN):
                    self._ask_for_token(request)
                return await handler(request)
            except ApiError as error:
                return error.response()
            except web.HTTPNotFound:
                self._server.violations.append(f"the loopback Discord has no {request.method} {path}")
                return respond({"message": "404: Not Found", "code": 0}, 404)
            except Exception:
                self._server.violations.append(f"the loopback Discord failed:\n{traceback.format_exc()}")
                raise

        return handle

    def _ask_for_token(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self._server.token}":
            raise ApiError(UNAUTHORIZED)

    def _hold_against(self, schema: "PublishedSchema", sent: Recorded, response: web.Response) -> None:
        where = f"{sent.method} {sent.path}"
        if sent.body is not None and sent.status != 404:
            problem = schema.check_request(sent.method, sent.path, sent.body)
            self._report(f"{where}, by the published schema", problem)
        if sent.status < 300 and isinstance(response.body, bytes) and response.body:
            problem = schema.check_reply(sent.method, sent.path, sent.status, json.loads(response.body))
            self._report(f"the loopback Discord's own reply to {where}", problem)

    def _report(self, where: str, problem: str | None) -> None:
        if problem:
            self._server.violations.append(f"{where}: {problem}")
