"""Read the items of a JSON list while a reply is streamed, in time linear in its length."""

import json
import re
from typing import Any

MAX_DEPTH = 8
"""Deepest nesting of brackets that is read; a reply by the answer schema has three."""

_LIST_DEPTH = 2  # inside `{"sentences": [`


class JsonItems:
    """Reads the objects and texts in the list `key` of a JSON object, each as soon as it is complete.

    `has_list` says whether that list has begun, `is_complete` whether the whole object has ended.
    """

    def __init__(self, key: str) -> None:
        self.has_list = self.is_complete = False
        self._key = re.compile(rf'"{re.escape(key)}"\s*:\s*$')
        self._text = ""
        self._at = 0
        self._depth = 0
        self._item_start: int | None = None
        self._in_list = self._in_string = self._is_escaped = False

    def feed(self, text: str) -> list[Any]:
        """Return the items that `text`, the next part, completes; malformed ones are left out."""
        self._text += text
        items: list[Any] = []
        while self._at < len(self._text) and not self.is_complete and self._depth <= MAX_DEPTH:
            self._read(self._text[self._at])
            self._at += 1
            if self._item_start is not None and self._depth == _LIST_DEPTH and not self._in_string:
                items += _parse(self._text[self._item_start : self._at])
                self._item_start = None
        return items

    def _read(self, char: str) -> None:
        if self._in_string:
            self._in_string = char != '"' or self._is_escaped
            self._is_escaped = char == "\\" and not self._is_escaped
        elif char == '"':
            self._begin_item()
            self._in_string = True
        elif char in "{[":
            self._begin_item()
            self._open(char)
        elif char in "}]":
            self._close()

    def _begin_item(self) -> None:
        if self._in_list and self._depth == _LIST_DEPTH and self._item_start is None:
            self._item_start = self._at

    def _open(self, char: str) -> None:
        self._depth += 1
        if self._depth == _LIST_DEPTH and char == "[":
            self._in_list = self._key.search(self._text, max(0, self._at - 60), self._at) is not None
            self.has_list = self.has_list or self._in_list

    def _close(self) -> None:
        self._depth -= 1
        self._in_list = self._in_list and self._depth >= _LIST_DEPTH
        self.is_complete = self._depth <= 0


def _parse(text: str) -> list[Any]:
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []
