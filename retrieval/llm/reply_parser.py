"""Parse the reply of a chat model while it is streamed: JSON by the answer schema, or text with quotes."""

import re

from retrieval.language.sentences import split_sentences
from retrieval.llm.json_items import JsonItems
from retrieval.models import Draft

MAX_REPLY_CHARACTERS = 20_000
"""Characters after which a reply is no longer read; a whole answer has about 2,000."""
MAX_DRAFTS = 6
"""Sentences after which a reply is no longer read; the prompt asks for four."""

_MAX_NUMBER_DIGITS = 6
_THINKING_MARK, _THINKING_END, _FENCE = "<think>", "</think>", "```"
_NUMBERED_QUOTE = re.compile(r"\[([\d ,;]{1,40})\][\s.:—–-]{0,9}[\"“„«»]([^\"“”„«»]{1,2000})[\"”“«»][ \t.]*")
_MAX_QUOTE_LENGTH = 2100  # characters of the longest match of that pattern
_NO_ANSWER = re.compile(r"\W*nothing\W*$", re.IGNORECASE)


class UnusableReplyError(ValueError):
    """The reply is empty, or JSON that doesn't follow the schema."""


class RefusedReplyError(UnusableReplyError):
    """The model declines to answer."""


class ReplyParser:
    """Parses one reply part by part and returns each sentence once, as soon as it is complete.

    `is_full` says that no more of the reply is read: it has too many sentences, or is too long. The time
    taken grows linearly with the reply's length, however it is cut.
    """

    def __init__(self) -> None:
        self._head = ""  # what came before the first character of the body
        self._body = ""
        self._length = 0
        self._read = 0  # characters of a plain body that belong to returned sentences
        self._drafts = 0
        self._items = JsonItems("sentences")

    @property
    def is_structured(self) -> bool:
        return self._body.startswith("{")

    @property
    def is_full(self) -> bool:
        return self._drafts >= MAX_DRAFTS or self._length > MAX_REPLY_CHARACTERS

    def feed(self, text: str) -> list[Draft]:
        """Return the sentences that `text`, the next part of the reply, completes."""
        if self.is_full:
            return []
        self._length += len(text)
        new = text if self._body else self._begin_body(text)
        self._body += new
        drafts = self._parse_json(new) if self.is_structured else self._parse_plain(len(new))
        drafts = drafts[: MAX_DRAFTS - self._drafts]
        self._drafts += len(drafts)
        return drafts

    def finish(self) -> list[Draft]:
        """Return the sentences that the end completes. Raises UnusableReplyError if there is no answer."""
        if not self._body.strip() or (self.is_full and not self._drafts):
            raise UnusableReplyError("an empty or endless reply")
        if self._drafts or _NO_ANSWER.match(self._body):
            return []
        if not self.is_structured:
            return self._parse_unquoted()
        if not (self._items.has_list and self._items.is_complete):
            raise UnusableReplyError("JSON that is cut off or of another form")
        return []

    def _begin_body(self, text: str) -> str:
        """Return the beginning of the body, empty as long as only thinking or a code fence has come."""
        self._head = (self._head + text).lstrip()
        if self._head.startswith(_THINKING_MARK) and _THINKING_END not in self._head:
            return ""
        body = strip_wrapping(self._head)
        return "" if any(mark.startswith(body) for mark in (_THINKING_MARK, _FENCE)) else body

    def _parse_json(self, new: str) -> list[Draft]:
        return [draft for item in self._items.feed(new) if (draft := parse_draft(item))]

    def _parse_plain(self, new: int) -> list[Draft]:
        """Return the new sentences of plain text: each is followed by `[n]` and a quote."""
        drafts = []
        first = max(self._read, len(self._body) - new - _MAX_QUOTE_LENGTH)
        for match in _NUMBERED_QUOTE.finditer(self._body, first):
            lines = self._body[self._read : match.start()].strip().splitlines()
            if lines:
                drafts.append(Draft(lines[-1].strip(), _numbers_in(match[1]), match[2].strip()))
            self._read = match.end()
        return drafts

    def _parse_unquoted(self) -> list[Draft]:
        """Return the sentences of a reply without a single quote."""
        return [Draft(span.text) for span in split_sentences(self._body)[:MAX_DRAFTS]]


def strip_wrapping(text: str) -> str:
    """Return a reply without the thinking and the code fence that some models put around it."""
    text = text.lstrip()
    if text.startswith(_THINKING_MARK):
        text = text.partition(_THINKING_END)[2].lstrip()
    return text.removeprefix(_FENCE).removeprefix("json").lstrip() if text.startswith(_FENCE) else text


def parse_draft(item: object) -> Draft | None:
    """Return one item of the JSON list of sentences as a draft, `None` where it isn't a sentence."""
    if isinstance(item, str):
        return Draft(item) if item.strip() else None
    if not isinstance(item, dict) or not isinstance(text := item.get("text"), str) or not text.strip():
        return None
    quote = item.get("quote")
    cited = _parse_numbers(item.get("segment", item.get("segments")))
    return Draft(text, cited, quote if isinstance(quote, str) else "")


def _parse_numbers(value: object) -> tuple[int, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(
        number for item in items if isinstance(item, int | str) for number in _numbers_in(str(item)[:100])
    )


def _numbers_in(text: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"[0-9]+", text) if len(digits) <= _MAX_NUMBER_DIGITS)
