"""Parse the reply of a chat model while it is streamed: JSON by the answer schema, or text with `[n]`."""

import json
import re
from typing import Any

from langchain_core.utils.json import parse_partial_json

from retrieval.language.sentences import split_sentences
from retrieval.models import Draft

MAX_REPLY_CHARACTERS = 20_000
"""Characters after which a reply is no longer read; a whole answer has about 2,000."""

_THINKING = re.compile(r"\s*<think>.*?(?:</think>\s*|$)", re.DOTALL)
_CODE_FENCE = re.compile(r"\s*```(?:json)?\s*")
_MARKER_AFTER_STOP = re.compile(r"([.!?…]+)((?:\s*\[\d+(?:\s*[,;]\s*\d+)*\])+)")
_UNFINISHED_MARKER = re.compile(r"(?:\s*\[[^\]]*|(?:\s*\[\d[^\]]*\])+\s*)$")
_NO_ANSWER = re.compile(r"\W*nothing\W*$", re.IGNORECASE)


class UnusableReplyError(ValueError):
    """The reply is empty, or JSON that doesn't follow the schema."""


class RefusedReplyError(UnusableReplyError):
    """The model declines to answer."""


class ReplyParser:
    """Parses one reply part by part and returns each sentence once, as soon as it is complete."""

    def __init__(self) -> None:
        self._text = ""
        self._returned = 0  # JSON: sentences; plain text: characters

    @property
    def is_structured(self) -> bool:
        return self._body().startswith("{")

    def feed(self, text: str) -> list[Draft]:
        """Return the sentences that `text`, the next part of the reply, completes."""
        if len(self._text) > MAX_REPLY_CHARACTERS:
            return []
        self._text += text
        return self._parse_json(ended=False) if self.is_structured else self._parse_plain(ended=False)

    def finish(self) -> list[Draft]:
        """Return the sentences that the end completes. Raises UnusableReplyError where there is no answer."""
        body = self._body()
        if not body.strip():
            raise UnusableReplyError("an empty reply")
        if not self.is_structured:
            return [] if _NO_ANSWER.match(body) else self._parse_plain(ended=True)
        drafts = self._parse_json(ended=True)
        if not self._returned and not (_is_whole_json(body) and _parse_sentence_list(body) == []):
            raise UnusableReplyError("JSON that is cut off or of another form")
        return drafts

    def _body(self) -> str:
        return strip_wrapping(self._text)

    def _parse_json(self, *, ended: bool) -> list[Draft]:
        """Return the new sentences of JSON.

        The last item may still grow. Where the reply was cut off, the last item's last sentence is dropped.
        """
        body = self._body()
        items = _parse_sentence_list(body) or []
        is_whole = ended and _is_whole_json(body)
        complete = items if is_whole else items[:-1]
        drafts = [draft for item in complete[self._returned :] if (draft := parse_draft(item))]
        self._returned = max(self._returned, len(complete))
        if ended and not is_whole and items and (last := parse_draft(items[-1])):
            drafts += [Draft(span.text, last.cited) for span in split_sentences(last.text)[:-1]]
            if drafts:
                self._returned += 1
        return drafts

    def _parse_plain(self, *, ended: bool) -> list[Draft]:
        text = _MARKER_AFTER_STOP.sub(r"\2\1", self._body())
        rest = (text if ended else _UNFINISHED_MARKER.sub("", text))[self._returned :]
        sentences = split_sentences(rest)
        complete = sentences if ended else sentences[:-1]
        if len(complete) < len(sentences):
            self._returned += sentences[len(complete)].start_char
        return [Draft(span.text) for span in complete]


def strip_wrapping(text: str) -> str:
    """Return a reply without the thinking and the code fence that some models put around it."""
    text = _THINKING.sub("", text, count=1).lstrip()
    return _CODE_FENCE.sub("", text, count=1) if text.startswith("```") else text


def parse_draft(item: object) -> Draft | None:
    """Return one item of the JSON list of sentences as a draft, `None` where it isn't a sentence."""
    if isinstance(item, str):
        return Draft(item)
    if isinstance(item, dict) and isinstance(item.get("text"), str):
        return Draft(item["text"], _parse_numbers(item.get("segments")))
    return None


def _parse_sentence_list(body: str) -> list[Any] | None:
    try:
        reply = parse_partial_json(body)
    except ValueError:
        return None
    items = reply.get("sentences") if isinstance(reply, dict) else None
    return items if isinstance(items, list) else None


def _is_whole_json(text: str) -> bool:
    try:
        json.JSONDecoder(strict=False).raw_decode(text)
    except ValueError:
        return False
    return True


def _parse_numbers(value: object) -> tuple[int, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(
        int(item) for item in items if isinstance(item, int) or (isinstance(item, str) and item.isdigit())
    )
