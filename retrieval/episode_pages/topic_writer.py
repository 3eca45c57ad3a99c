"""Let a chat model write what a part of an episode is about; what it writes is checked elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Unpack

from langchain_core.utils.json import parse_partial_json

from retrieval.llm.chat_client import DEFAULT_REPLY_TOKENS, ChatClient
from retrieval.llm.connect import ConnectionOptions, connect_chat_model
from retrieval.llm.prompt_builder import CHARACTERS_PER_TOKEN, build_topic_prompt
from retrieval.llm.reply_parser import parse_draft, strip_wrapping
from retrieval.llm.reply_schemas import TOPIC_SCHEMA
from retrieval.llm.reply_stream import reply_text
from retrieval.models import Draft, Hit

TOPIC_RULES_TOKENS = 500
"""Tokens that the rules and the line about the episode take in a topic prompt."""


@dataclass(frozen=True, slots=True)
class WrittenTopic:
    """What a model wrote about a part of an episode, unchecked; `tokens` are those read and written."""

    title: str = ""
    drafts: tuple[Draft, ...] = ()
    quote: str = ""
    tokens: int = 0


def load(name: str, **options: Unpack[ConnectionOptions]) -> "TopicWriter":
    """Return the writer for an `init_chat_model` string; the options are those of `connect_chat_model`."""
    return TopicWriter(connect_chat_model(name, TOPIC_SCHEMA, **options))


class TopicWriter:
    """Writes about topics by a chat model; `room` is how many characters of transcript fit into a request."""

    def __init__(self, client: ChatClient) -> None:
        self.name = client.name
        self.room = round((client.prompt_tokens - TOPIC_RULES_TOKENS) * CHARACTERS_PER_TOKEN)
        self._client = client

    async def write(self, hits: Sequence[Hit]) -> WrittenTopic:
        """Return what the model writes about the segments; empty parts where its reply can't be read.

        Raises ModelError if the model can't be reached or refuses to work.
        """
        messages = build_topic_prompt(hits)
        prompt_characters = sum(len(message.text) for message in messages)
        reply = await self._client.complete(messages)
        if reply is None:
            return WrittenTopic(tokens=_estimate_tokens(prompt_characters) + DEFAULT_REPLY_TOKENS)
        text = reply_text(reply)
        usage = reply.usage_metadata
        tokens = usage["total_tokens"] if usage else _estimate_tokens(prompt_characters + len(text))
        return _parse(text, tokens)


def _parse(text: str, tokens: int) -> WrittenTopic:
    try:
        reply = parse_partial_json(strip_wrapping(text))
    except (ValueError, RecursionError):  # the parser descends as deep as the brackets
        return WrittenTopic(tokens=tokens)
    if not isinstance(reply, dict):
        return WrittenTopic(tokens=tokens)
    items = reply.get("sentences")
    drafts = [draft for item in items if (draft := parse_draft(item))] if isinstance(items, list) else []
    title, quote = (value if isinstance(value := reply.get(name), str) else "" for name in ("title", "quote"))
    return WrittenTopic(title, tuple(drafts), quote, tokens)


def _estimate_tokens(characters: int) -> int:
    return round(characters / CHARACTERS_PER_TOKEN)
