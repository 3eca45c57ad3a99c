"""Reads what a chat model writes, while it writes it: JSON as asked for, or plain text with `[n]`."""

import json
import re
from typing import Any

from langchain_core.utils.json import parse_partial_json

from retrieval.language.sentences import split_sentences
from retrieval.models import Draft

SCHEMA: dict[str, Any] = {
    "title": "answer",
    "description": "The sentences of the answer, each with the numbers of the passages it rests on.",
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "segments": {"type": "array", "items": {"type": "integer"}},
                },
                "required": ["text", "segments"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}
MAX_REPLY = 20_000

_THOUGHT = re.compile(r"\s*<think>.*?(?:</think>\s*|$)", re.DOTALL)
_FENCE = re.compile(r"\s*```(?:json)?\s*")
_LATE_MARKER = re.compile(r"([.!?…]+)((?:\s*\[\d+(?:\s*[,;]\s*\d+)*\])+)")
_PENDING = re.compile(r"(?:\s*\[[^\]]*|(?:\s*\[\d[^\]]*\])+\s*)$")
_NOTHING = re.compile(r"\W*nothing\W*$", re.IGNORECASE)


class UnusableReplyError(ValueError):
    """A reply that is empty, or JSON of another form than was asked for."""


class RefusedReplyError(UnusableReplyError):
    """The model declines to answer."""


class Reply:
    """A reply as it grows; every sentence is given once, as soon as it is complete."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0  # JSON: sentences; plain text: characters

    @property
    def is_structured(self) -> bool:
        return self._body().startswith("{")

    def add(self, text: str) -> list[Draft]:
        """The sentences that `text`, the next part of the reply, completes."""
        if len(self._text) > MAX_REPLY:
            return []
        self._text += text
        return self._structured(ended=False) if self.is_structured else self._plain(ended=False)

    def end(self) -> list[Draft]:
        """The sentences that the end completes. Raises UnusableReplyError where nothing could be read."""
        body = self._body()
        if not body.strip():
            raise UnusableReplyError("an empty reply")
        if not self.is_structured:
            return [] if _NOTHING.match(body) else self._plain(ended=True)
        drafts = self._structured(ended=True)
        if not self._given and not (_is_whole(body) and _sentences(body) == []):
            raise UnusableReplyError("JSON that is cut off or of another form")
        return drafts

    def _body(self) -> str:
        return unwrapped(self._text)

    def _structured(self, *, ended: bool) -> list[Draft]:
        """The last sentence of unfinished JSON may still grow; where it was cut off, its end is missing."""
        body = self._body()
        found = _sentences(body) or []
        whole = ended and _is_whole(body)
        complete = found if whole else found[:-1]
        new = [one for item in complete[self._given :] if (one := draft(item))]
        self._given = max(self._given, len(complete))
        if ended and not whole and found and (last := draft(found[-1])):
            new += [Draft(span.text, last.cited) for span in split_sentences(last.text)[:-1]]
            self._given += len(new) > 0
        return new

    def _plain(self, *, ended: bool) -> list[Draft]:
        text = _LATE_MARKER.sub(r"\2\1", self._body())
        rest = (text if ended else _PENDING.sub("", text))[self._given :]
        found = split_sentences(rest)
        complete = found if ended else found[:-1]
        self._given += found[len(complete)].start_char if len(complete) < len(found) else 0
        return [Draft(span.text) for span in complete]


def unwrapped(text: str) -> str:
    """A reply without the thoughts and the fence that some models put around what was asked for."""
    text = _THOUGHT.sub("", text, count=1).lstrip()
    return _FENCE.sub("", text, count=1) if text.startswith("```") else text


def draft(item: object) -> Draft | None:
    """One sentence of a JSON reply; None for what is none."""
    if isinstance(item, str):
        return Draft(item)
    if isinstance(item, dict) and isinstance(item.get("text"), str):
        return Draft(item["text"], _numbers(item.get("segments")))
    return None


def _sentences(body: str) -> list[Any] | None:
    try:
        found = parse_partial_json(body)
    except ValueError:
        return None
    listed = found.get("sentences") if isinstance(found, dict) else None
    return listed if isinstance(listed, list) else None


def _is_whole(text: str) -> bool:
    try:
        json.JSONDecoder(strict=False).raw_decode(text)
    except ValueError:
        return False
    return True


def _numbers(given: object) -> tuple[int, ...]:
    listed = given if isinstance(given, list) else [given]
    return tuple(int(n) for n in listed if isinstance(n, int) or (isinstance(n, str) and n.isdigit()))
