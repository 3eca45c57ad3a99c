"""What everything on the wire is made of: JSON, snowflakes, times, replies, and Discord's way of refusing."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aiohttp import web

Json = dict[str, Any]

_DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """Discord's clock, which tests can move forward without waiting."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class Snowflakes:
    """Ids that grow and carry the real time: the library reads an interaction's age from its id."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        fresh = (int(time.time() * 1000) - _DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, fresh)
        return self._last


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def respond(payload: object = None, status: int = 200) -> web.Response:
    """A reply as Discord sends it: 204 without a body, else JSON with exactly this content type."""
    if payload is None:
        return web.Response(status=204)
    return web.Response(
        body=json.dumps(payload).encode(), status=status, headers={"Content-Type": "application/json"}
    )


class Code(NamedTuple):
    status: int
    number: int
    message: str


UNAUTHORIZED = Code(401, 0, "401: Unauthorized")
UNKNOWN_CHANNEL = Code(404, 10003, "Unknown Channel")
UNKNOWN_GUILD = Code(404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = Code(404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = Code(404, 10008, "Unknown Message")
UNKNOWN_USER = Code(404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = Code(404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = Code(404, 10062, "Unknown interaction")
ALREADY_ACKNOWLEDGED = Code(400, 40060, "Interaction has already been acknowledged.")
MISSING_ACCESS = Code(403, 50001, "Missing Access")
NOT_THE_AUTHOR = Code(403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = Code(400, 50006, "Cannot send an empty message")
NO_DIRECT_MESSAGES = Code(403, 50007, "Cannot send messages to this user")
MISSING_PERMISSIONS = Code(403, 50013, "Missing Permissions")
INVALID_TOKEN = Code(401, 50027, "Invalid Webhook Token")
INVALID_FORM = Code(400, 50035, "Invalid Form Body")
THREAD_ARCHIVED = Code(400, 50083, "Thread is archived")
FOLLOW_UPS_USED_UP = Code(400, 40094, "This interaction has reached the maximum number of follow up messages")
NO_HISTORY_TO_REPLY = Code(400, 160002, "Cannot reply without permission to read message history")
THREAD_LOCKED = Code(400, 160005, "Thread is locked")
THREAD_EXISTS = Code(400, 160004, "A thread has already been created for this message")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a request: where in its body, and Discord's words for it."""

    path: tuple[str | int, ...]
    message: str
    code: str = "BASE_TYPE_BAD"

    def under(self, *prefix: str | int) -> "Problem":
        return Problem((*prefix, *self.path), self.message, self.code)

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path)) or 'body'}: {self.message}"


class ApiError(Exception):
    """A refusal with Discord's status, number and, for a form, the tree of what is wrong."""

    def __init__(self, code: Code, problems: Iterable[Problem] = ()) -> None:
        super().__init__(code.message)
        self.code = code
        self.problems = tuple(problems)

    def response(self) -> web.Response:
        payload: Json = {"message": self.code.message, "code": self.code.number}
        if self.problems:
            payload["errors"] = _tree(self.problems)
        return respond(payload, self.code.status)


def _tree(problems: Iterable[Problem]) -> Json:
    root: Json = {}
    for problem in problems:
        node = root
        for key in problem.path:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return root
