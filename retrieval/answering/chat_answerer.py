"""Answers written by a chat model, whichever LangChain can speak to; every failure is one ModelError."""

from collections.abc import AsyncIterator, Sequence
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from pydantic import SecretStr

from retrieval.answering.answerer import Standalone
from retrieval.answering.follow_ups import Query, is_faithful, queries, standalone
from retrieval.errors import ModelError
from retrieval.llm.connect import CONTEXT_TOKENS, REPLY_TOKENS, Model, connect, structured
from retrieval.llm.prompt_builder import answer_messages, choose, condense_messages
from retrieval.llm.provider_errors import is_cut_off, model_error, refuses_the_request
from retrieval.llm.reply_parser import SCHEMA, RefusedReplyError, Reply, UnusableReplyError
from retrieval.models import Draft, Exchange, Hit, Sentence

LONGEST_QUESTION = 400


def load(
    name: str,
    *,
    api_key: SecretStr | None = None,
    base_url: str | None = None,
    context_tokens: int = CONTEXT_TOKENS,
    max_tokens: int = REPLY_TOKENS,
) -> "ChatAnswerer":
    """The answerer for an `init_chat_model` string such as `openai:gpt-5.4-mini`. Nothing is asked of it yet.

    `api_key` and `base_url` are for OpenAI or a server that speaks as OpenAI does; other providers' packages
    find their own. The model reads and writes at most `context_tokens` at once, of them `max_tokens` in its
    reply. Raises ConfigurationError.
    """
    model, where = connect(name, api_key=api_key, base_url=base_url, max_tokens=max_tokens)
    return ChatAnswerer(model, name, base_url=where, prompt_tokens=context_tokens - max_tokens)


class ChatAnswerer:
    """Answers by a chat model that is given at most `prompt_tokens`; `base_url` is for messages only."""

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        base_url: str | None = None,
        prompt_tokens: int = CONTEXT_TOKENS - REPLY_TOKENS,
    ) -> None:
        self.name = name
        self._base_url, self._prompt_tokens = base_url, prompt_tokens
        self._plain = cast("Model", model)
        self._structured = structured(model, SCHEMA)

    async def condense(self, question: str, history: Sequence[Exchange]) -> Standalone:
        """The model's rewriting, or the one made by code where the model brings something of its own."""
        if not history:
            return Standalone((Query(question),), question)
        messages = condense_messages(question, history)
        written = "".join([piece async for piece in self._stream(self._plain, messages)])
        rewritten = " ".join(written.split()).strip('"“”')
        if 0 < len(rewritten) <= LONGEST_QUESTION and is_faithful(rewritten, question, history):
            return Standalone((Query(rewritten),), rewritten)
        return Standalone(queries(question, history), standalone(question, history))

    def choose(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        return choose(hits, self._prompt_tokens)

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
        """Asks for JSON by a schema; of a server that refuses the schema, or ignores it, for plain text with
        `[n]`, and then always. A reply that is plain although JSON was asked for is read all the same.
        """
        if not hits:
            return
        if self._structured is not None:
            reply = Reply()
            try:
                async for draft in self._drafts(reply, self._structured, question, hits):
                    yield draft
            except ModelError as error:
                if not refuses_the_request(error.__cause__):
                    raise
            else:
                if not reply.is_structured:
                    self._structured = None
                return
        async for draft in self._drafts(Reply(), None, question, hits):
            yield draft
        self._structured = None

    async def _drafts(
        self, reply: Reply, structured: Model | None, question: str, hits: Sequence[Hit]
    ) -> AsyncIterator[Draft]:
        messages = answer_messages(question, hits, structured=structured is not None)
        async for piece in self._stream(structured or self._plain, messages):
            for draft in reply.add(piece):
                yield draft
        try:
            rest = reply.end()
        except UnusableReplyError as error:
            raise model_error(error, self.name, self._base_url) from error
        for draft in rest:
            yield draft

    async def _stream(self, model: Model, messages: list[BaseMessage]) -> AsyncIterator[str]:
        chunks = model.astream(messages)
        try:
            async for chunk in chunks:
                if chunk.additional_kwargs.get("refusal"):
                    raise RefusedReplyError("the model refused")
                yield "".join(call["args"] or "" for call in chunk.tool_call_chunks) or chunk.text
        except Exception as error:  # the edge to any provider's client, whose exceptions share no base class
            if is_cut_off(error):
                return
            raise model_error(error, self.name, self._base_url) from error
