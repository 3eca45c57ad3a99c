"""Filling in a modal as a person does: by the labels they read."""

from collections.abc import Mapping
from typing import Any

from .messages import SELECTS, TEXT_INPUT
from .options import Filled, RefusedError
from .wire import Json


def filled_form(modal: Json, fields: Mapping[str, Any], filled: Filled) -> list[Json]:
    """The components of a modal's submission; RefusedError where Discord's interface wouldn't send it."""
    unused = set(fields)
    parts = []
    for part in modal["components"]:
        labelled = part.get("component")
        inner = labelled or next(iter(part.get("components") or []), None)
        if inner is None:
            continue  # a text display has nothing to fill in
        names = {inner["custom_id"], inner.get("label"), part.get("label")} & set(fields)
        unused -= names
        value = _value(inner, fields[names.pop()] if names else None, filled)
        parts.append(
            {"type": part["type"], **({"component": value} if labelled else {"components": [value]})}
        )
    if unused:
        raise RefusedError(f"the form has no {', '.join(sorted(unused))}")
    return parts


def _value(field: Json, given: Any, filled: Filled) -> Json:
    data: Json = {"type": field["type"], "custom_id": field["custom_id"], "id": field.get("id", 1)}
    if field["type"] == TEXT_INPUT:
        text = field.get("value") or "" if given is None else given
        required = field.get("required", True)
        low, high = field.get("min_length") or int(required), field.get("max_length") or 4000
        if (text or required) and not low <= len(text) <= high:
            raise RefusedError(f"{field['custom_id']} needs {low} to {high} characters")
        return data | {"value": text}
    chosen = [] if given is None else list(given) if isinstance(given, list | tuple) else [given]
    if not chosen and field["type"] in SELECTS:
        chosen = [option["value"] for option in field.get("options") or [] if option.get("default")]
    if not chosen and field.get("required", True):
        raise RefusedError(f"{field['custom_id']} is required")
    return data | {"values": [filled.reference(value) for value in chosen]}
