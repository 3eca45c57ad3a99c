"""Has a chat model write what a stretch of an episode is about; nothing that it writes is believed yet."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import Runnable
from langchain_core.utils.json import parse_partial_json
from pydantic import SecretStr

from retrieval.errors import ModelError
from retrieval.llm.connect import CONTEXT_TOKENS, REPLY_TOKENS, connect, structured
from retrieval.llm.prompt_builder import CHARS_PER_TOKEN, topic_messages
from retrieval.llm.provider_errors import is_cut_off, model_error, refuses_the_request
from retrieval.llm.reply_parser import draft, unwrapped
from retrieval.models import Draft, Hit

SCHEMA: dict[str, Any] = {
    "title": "topic",
    "description": "What a stretch of an episode is about.",
    "type": "object",
    "properties": {
        "title": {"type": "string"},
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
        },
        "quote": {"type": "string"},
    },
    "required": ["title", "sentences", "quote"],
    "additionalProperties": False,
}
PROMPT_TOKENS = 500
"""What the rules and an episode's heading take."""


@dataclass(frozen=True, slots=True)
class WrittenTopic:
    """What a model wrote of a stretch, as it wrote it, and how many tokens that took, read and written."""

    title: str = ""
    drafts: tuple[Draft, ...] = ()
    quote: str = ""
    tokens: int = 0


def load(
    name: str,
    *,
    api_key: SecretStr | None = None,
    base_url: str | None = None,
    context_tokens: int = CONTEXT_TOKENS,
    max_tokens: int = REPLY_TOKENS,
) -> "TopicWriter":
    """The writer for an `init_chat_model` string, as `retrieval.answering.chat_answerer.load` takes it."""
    model, where = connect(name, api_key=api_key, base_url=base_url, max_tokens=max_tokens)
    return TopicWriter(model, name, base_url=where, prompt_tokens=context_tokens - max_tokens)


class TopicWriter:
    """Writes by a chat model that is given at most `prompt_tokens`; `base_url` is for messages only."""

    def __init__(
        self, model: BaseChatModel, name: str, *, base_url: str | None = None, prompt_tokens: int
    ) -> None:
        self.name = name
        self._base_url = base_url
        self.room = round((prompt_tokens - PROMPT_TOKENS) * CHARS_PER_TOKEN)
        """How many characters of transcript fit into one request."""
        self._plain = cast("Runnable[Any, AIMessage]", model)
        self._structured = cast("Runnable[Any, AIMessage] | None", structured(model, SCHEMA))

    async def write(self, hits: Sequence[Hit]) -> WrittenTopic:
        """What the model makes of a stretch; empty parts where its reply can't be read.

        Asks for JSON by a schema, of a server that refuses the schema by the prompt alone, and then always.
        Raises ModelError where the model can't be reached or refuses to work.
        """
        messages = topic_messages(hits)
        if self._structured is not None:
            try:
                return await self._ask(self._structured, messages)
            except ModelError as error:
                if not refuses_the_request(error.__cause__):
                    raise
            written = await self._ask(self._plain, messages)
            self._structured = None
            return written
        return await self._ask(self._plain, messages)

    async def _ask(self, model: Runnable[Any, AIMessage], messages: list[BaseMessage]) -> WrittenTopic:
        read = sum(len(message.text) for message in messages)
        try:
            reply = await model.ainvoke(messages)
        except Exception as error:  # the edge to any provider's client, whose exceptions share no base class
            if is_cut_off(error):
                return WrittenTopic(tokens=_tokens(read) + REPLY_TOKENS)
            raise model_error(error, self.name, self._base_url) from error
        text = "".join(json.dumps(call["args"]) for call in reply.tool_calls[:1]) or reply.text
        usage = reply.usage_metadata
        return _read(text, usage["total_tokens"] if usage else _tokens(read + len(text)))


def _read(text: str, tokens: int) -> WrittenTopic:
    try:
        found = parse_partial_json(unwrapped(text))
    except ValueError:
        return WrittenTopic(tokens=tokens)
    if not isinstance(found, dict):
        return WrittenTopic(tokens=tokens)
    listed = found.get("sentences")
    drafts = [one for item in listed if (one := draft(item))] if isinstance(listed, list) else []
    title, quote = (value if isinstance(value := found.get(name), str) else "" for name in ("title", "quote"))
    return WrittenTopic(title, tuple(drafts), quote, tokens)


def _tokens(characters: int) -> int:
    return round(characters / CHARS_PER_TOKEN)
