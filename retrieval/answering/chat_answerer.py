"""Answers written by a chat model; every failure is one ModelError."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Unpack

from retrieval.answering.follow_ups import StandaloneQuestion, rewrite_with_model
from retrieval.errors import ModelError
from retrieval.llm.chat_client import DEFAULT_REPLY_TOKENS, ChatClient, ChatRunnable
from retrieval.llm.connect import ConnectionOptions, connect_chat_model
from retrieval.llm.prompt_builder import build_answer_prompt, fit_hits
from retrieval.llm.provider_errors import is_rejected_request
from retrieval.llm.reply_parser import ReplyParser, UnusableReplyError
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from retrieval.models import Draft, Hit, Sentence, Turn


def load(
    name: str, *, prompt_tokens: int | None = None, **options: Unpack[ConnectionOptions]
) -> "ChatAnswerer":
    """Return the answerer for an `init_chat_model` string.

    `prompt_tokens` is the most of a prompt, by default what the reply leaves of the context; the other
    options are those of `connect_chat_model`.
    """
    if prompt_tokens is not None:
        options = {
            **options,
            "context_tokens": prompt_tokens + options.get("max_tokens", DEFAULT_REPLY_TOKENS),
        }
    return ChatAnswerer(connect_chat_model(name, ANSWER_SCHEMA, **options))


class ChatAnswerer:
    """Answers by a chat model whose client asks for replies of the answer schema."""

    hit_count = 40

    def __init__(self, client: ChatClient) -> None:
        self.name = client.name
        self.client = client

    async def rewrite_follow_up(self, question: str, history: Sequence[Turn]) -> StandaloneQuestion:
        """Return the question, rewritten so that it can be understood without the conversation."""
        return await rewrite_with_model(self.client, question, history)

    def select_hits(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Return the best hits that fit into a prompt."""
        return fit_hits(hits, self.client.prompt_tokens)

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
        """Yield the drafts of the answer as soon as each is complete.

        Asks for JSON by a schema. A server that rejects the schema is asked for plain text with quotes, from
        then on always, and so is one that ignores it: its plain reply is read all the same.
        """
        if not hits:
            return
        if self.client.structured is not None:
            parser = ReplyParser()
            try:
                async for draft in self._drafts(parser, self.client.structured, question, hits):
                    yield draft
            except ModelError as error:
                if not is_rejected_request(error.__cause__):
                    raise
            else:
                if not parser.is_structured:
                    self.client.drop_schema()
                return
        async for draft in self._drafts(ReplyParser(), None, question, hits):
            yield draft
        self.client.drop_schema()

    async def _drafts(
        self, parser: ReplyParser, structured: ChatRunnable | None, question: str, hits: Sequence[Hit]
    ) -> AsyncIterator[Draft]:
        messages = build_answer_prompt(question, hits, structured=structured is not None)
        async with aclosing(self.client.stream(structured or self.client.plain, messages)) as parts:
            async for part in parts:
                for draft in parser.feed(part):
                    yield draft
                if parser.is_full:
                    break
        try:
            rest = parser.finish()
        except UnusableReplyError as error:
            raise self.client.model_error(error) from error
        for draft in rest:
            yield draft
