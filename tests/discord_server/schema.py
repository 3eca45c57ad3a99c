"""Discord's published OpenAPI schema, held against both sides of every REST exchange."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry, ValidationError, ValidationErrorKind

from .wire import Json

BASE = "urn:discord"
# Discord takes numbers where its schema has snowflakes as strings, and numbers written as strings.
LOOSE = {
    "SnowflakeType": {"type": ["string", "integer"], "pattern": "^(0|[1-9][0-9]*)$"},
}
JSON_BODY = "application/json"


@cache
def load(path: Path) -> "PublishedSchema | None":
    """The schema in a file, read once; `None` where there is no such file."""
    return PublishedSchema(path) if path.is_file() else None


class PublishedSchema:
    """Finds what a request or a reply has that the schema doesn't allow."""

    def __init__(self, path: Path) -> None:
        document = _loosened(json.loads(path.read_text(encoding="utf-8")))
        document["components"]["schemas"] |= LOOSE
        self._paths: Json = document["paths"]
        registry = Registry([(BASE, document)])
        self._validator = cache(
            lambda pointer: Draft202012Validator({"$ref": f"{BASE}#{pointer}"}, registry=registry)
        )
        # The literal path before the one with a parameter in its place: @me before {user_id}.
        self._templates = [
            (re.compile(re.sub(r"\{\w+\}", "[^/]+", template)), template)
            for template in sorted(self._paths, key=lambda template: template.count("{"))
        ]

    def check_request(self, method: str, path: str, body: object) -> str | None:
        return self._check(method, path, "requestBody", body)

    def check_reply(self, method: str, path: str, status: int, body: object) -> str | None:
        return self._check(method, path, f"responses/{status}", body)

    def _check(self, method: str, path: str, part: str, body: object) -> str | None:
        template = next((known for pattern, known in self._templates if pattern.fullmatch(path)), None)
        node = self._paths.get(template or "", {}).get(method.lower())
        steps = part.split("/")
        for step in (*steps, "content", JSON_BODY):
            node = (node or {}).get(step)
        if template is None or node is None:
            return f"{method} {path} has no {part} in the published schema"
        keys = ("paths", template, method.lower(), *steps, "content", JSON_BODY, "schema")
        pointer = "".join("/" + key.replace("~", "~0").replace("/", "~1").replace("{", "%7B") for key in keys)
        errors = self._validator(pointer.replace("}", "%7D")).iter_errors(body)
        error = max(_leaves(errors), key=_depth, default=None)
        return f"{_json_path(error)}: {_short(error.message)}" if error else None


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """The errors themselves, and where a union fits nowhere, those of its branches."""
    for error in errors:
        if isinstance(error.kind, ValidationErrorKind.AnyOf):
            yield from _leaves(branch for branches in error.kind.context for branch in branches)
        else:
            yield error


def _depth(error: ValidationError) -> tuple[int, bool]:
    """Of a union's branches, the one that fits furthest is meant; a wrong `type` is another branch."""
    path = error.instance_path
    other_branch = bool(path) and path[-1] == "type"
    return len(path) - other_branch, not other_branch


def _json_path(error: ValidationError) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.instance_path)
    return "".join(("$", *steps))


def _short(words: str) -> str:
    return words if len(words) < 300 else f"{words[:150]} … {words[-150:]}"


def _loosened(node: Any) -> Any:
    """With `anyOf` for `oneOf`, whose branches overlap here as Discord's own notes say, and loose numbers."""
    if isinstance(node, list):
        return [_loosened(item) for item in node]
    if not isinstance(node, dict):
        return node
    loosened = {("anyOf" if key == "oneOf" else key): _loosened(value) for key, value in node.items()}
    if loosened.get("type") == "integer" and "enum" not in loosened:
        loosened["type"] = ["integer", "string"]
    return loosened
