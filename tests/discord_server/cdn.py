"""The content network: attachments stored by bots and people, downloaded by address."""

import mimetypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from .wire import Json

if TYPE_CHECKING:
    from .server import DiscordServer


@dataclass(frozen=True)
class Upload:
    """A file that a person attaches to a command or a modal."""

    name: str
    data: bytes
    content_type: str | None = None
    claimed_size: int | None = None


class Cdn:
    def __init__(self, server: "DiscordServer") -> None:
        self._server = server
        self._files: dict[int, tuple[bytes, str]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/attachments/{channel}/{id}/{name}", self._download)]

    def store(self, name: str, data: bytes, content_type: str | None = None, size: int | None = None) -> Json:
        """An attachment as messages and commands carry it; `size` is what is said, if not the truth."""
        number = self._server.new_id()
        kind = content_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._files[number] = data, kind
        url = f"{self._server.url}/attachments/1/{number}/{name}"
        return {
            "id": str(number),
            "filename": name,
            "size": len(data) if size is None else size,
            "url": url,
            "proxy_url": url,
            "content_type": kind,
        }

    def upload(self, file: Upload) -> Json:
        return self.store(file.name, file.data, file.content_type, file.claimed_size)

    async def _download(self, request: web.Request) -> web.Response:
        found = self._files.get(int(request.match_info["id"]))
        if found is None:
            return web.Response(status=404, text="This content is no longer available.")
        data, kind = found
        return web.Response(body=data, headers={"Content-Type": kind})
