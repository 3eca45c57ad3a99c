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
_THINKING = re.compile(r"\s*<think>.*?(?:</think>\s*|$)", re.DOTALL)
_CODE_FENCE = re.compile(r"\s*```(?:json)?\s*")
_NUMBERED_QUOTE = re.compile(r"\[([\d ,;]{1,40})\][\s.:—–-]{0,9}[\"“„«»]([^\"“”„«»]{1,2000})[\"”“«»][ \t.]*")
_NO_ANSWER = re.compile(r"\W*nothing\W*$", re.IGNORECASE)


class UnusableReplyError(ValueError):
    """The reply is empty, or JSON that doesn't follow the schema."""


class RefusedReplyError(UnusableReplyError):
    """The model declines to answer."""


class ReplyParser:
    """Parses one reply part by part and returns each sentence once, as soon as it is complete.

    `is_full` says that no more of the reply is read: it has too many sentences, or is too long.
    """

    def __init__(self) -> None:
        self._text = ""
        self._read = 0  # characters of the body that were parsed
        self._drafts = 0
        self._items = JsonItems("sentences")

    @property
    def is_structured(self) -> bool:
        return self._body().startswith("{")

    @property
    def is_full(self) -> bool:
        return self._drafts >= MAX_DRAFTS or len(self._text) > MAX_REPLY_CHARACTERS

    def feed(self, text: str) -> list[Draft]:
        """Return the sentences that `text`, the next part of the reply, completes."""
        if self.is_full:
            return []
        self._text += text
        drafts = self._parse_json() if self.is_structured else self._parse_plain()
        drafts = drafts[: MAX_DRAFTS - self._drafts]
        self._drafts += len(drafts)
        return drafts

    def finish(self) -> list[Draft]:
        """Return the sentences that the end completes. Raises UnusableReplyError where there is no answer."""
        body = self._body()
        if not body.strip():
            raise UnusableReplyError("an empty reply")
        if self.is_full and not self._drafts:
            raise UnusableReplyError("a long reply without a sentence")
        if self.is_full or _NO_ANSWER.match(body):
            return []
        if not self.is_structured:
            return self._parse_unquoted() if not self._drafts else []
        if not self._drafts and not (self._items.has_list and self._items.is_complete):
            raise UnusableReplyError("JSON that is cut off or of another form")
        return []

    def _body(self) -> str:
        return strip_wrapping(self._text)

    def _parse_json(self) -> list[Draft]:
        body = self._body()
        new, self._read = body[self._read :], len(body)
        return [draft for item in self._items.feed(new) if (draft := parse_draft(item))]

    def _parse_plain(self) -> list[Draft]:
        """Return the new sentences of plain text: each is followed by `[n]` and a quote."""
        drafts = []
        body = self._body()
        for match in _NUMBERED_QUOTE.finditer(body, self._read):
            lines = body[self._read : match.start()].strip().splitlines()
            if lines:
                drafts.append(Draft(lines[-1].strip(), _numbers_in(match[1]), match[2].strip()))
            self._read = match.end()
        return drafts

    def _parse_unquoted(self) -> list[Draft]:
        """Return the sentences of a reply without a single quote; nothing can prove them."""
        return [Draft(span.text) for span in split_sentences(self._body())[:MAX_DRAFTS]]


def strip_wrapping(text: str) -> str:
    """Return a reply without the thinking and the code fence that some models put around it."""
    text = _THINKING.sub("", text, count=1).lstrip()
    return _CODE_FENCE.sub("", text, count=1) if text.startswith("```") else text


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
