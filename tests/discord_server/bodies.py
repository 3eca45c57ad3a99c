"""Request bodies as bots send them: JSON, or a form with `payload_json` and files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Body:
    """`payload` is the JSON; `files` are name and bytes by the number that attachments refer to."""

    payload: Any = None
    files: Mapping[int, tuple[str, bytes]] = field(default_factory=dict)


BODY = web.RequestKey("body", Body)


async def read_body(request: web.Request) -> Body:
    """The body of a request, read once however often it is asked for."""
    if BODY not in request:
        request[BODY] = await _read(request)
    return request[BODY]


async def _read(request: web.Request) -> Body:
    if not request.can_read_body:
        return Body()
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return Body(json.loads(text) if text else None)
    form = await request.post()
    files = {
        int(name.removeprefix("files[").removesuffix("]")): (part.filename, part.file.read())
        for name, part in form.items()
        if isinstance(part, web.FileField)
    }
    return Body(json.loads(str(form.get("payload_json", "{}"))), files)
