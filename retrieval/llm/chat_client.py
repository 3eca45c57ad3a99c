"""A chat model whose every failure is one ChatModelError, and whose replies follow a schema where it can."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable, RunnableSequence

from retrieval.errors import ChatModelError
from retrieval.llm.model_profile import schema_options, takes_schema
from retrieval.llm.model_run import add_usage, current_run
from retrieval.llm.pacing import TokenPace
from retrieval.llm.prompt_builder import CHARACTERS_PER_TOKEN
from retrieval.llm.provider_errors import is_length_limit, is_rejected_request, model_error
from retrieval.llm.reply_parser import RefusedReplyError
from retrieval.llm.reply_stream import count_usage, limited, reply_text
from retrieval.llm.request_retry import RequestRetry
from retrieval.models.usage import Usage

DEFAULT_CONTEXT_TOKENS = 8192
"""Most tokens of prompt and reply together per request, unless set otherwise."""
DEFAULT_REPLY_TOKENS = 1200
"""Most tokens of one reply, unless set otherwise."""
REQUEST_TIMEOUT_SECONDS = 60.0
"""Longest wait for one response of a provider, in seconds; an answer's own limits are in `model_run`."""

ChatRunnable = Runnable[Any, AIMessage]


class ChatClient:
    """Sends messages to a chat model. Error messages hold `name`, and what kind of server `base_url` is.

    `plain` is the model itself, `structured` the model bound to the schema, `None` where its provider can't
    do that or `drop_schema` was called. `pace` is what the provider says that it still takes.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        schema: dict[str, Any],
        *,
        base_url: str | None = None,
        prompt_tokens: int = DEFAULT_CONTEXT_TOKENS - DEFAULT_REPLY_TOKENS,
        pace: TokenPace | None = None,
    ) -> None:
        self.name = name
        self.model = model
        self.pace = pace or TokenPace()
        self.plain: ChatRunnable = model
        self.structured = _bind_schema(model, schema)
        self._prompt_tokens = prompt_tokens
        self._base_url = base_url

    @property
    def prompt_tokens(self) -> int:
        """How many tokens a prompt may have now: fewer while the provider's limit is nearly used up."""
        return self.pace.prompt_tokens(self._prompt_tokens, DEFAULT_REPLY_TOKENS)

    def drop_schema(self) -> None:
        """Use the plain model from now on, as the server rejects or ignores the schema."""
        self.structured = None

    async def stream(self, runnable: ChatRunnable, messages: list[BaseMessage]) -> AsyncGenerator[str, None]:
        """Yield the parts of the reply as they arrive; a reply that reaches its maximum length just ends.

        A request that fails before the first part may be sent once more. Raises ChatModelError, also where
        the model declines to answer.
        """
        has_text = False
        try:
            deadline = await self._start(messages)
            retry = RequestRetry(self.model, deadline, is_plain=runnable is self.plain)
            while True:
                try:
                    async for text in self._stream_once(runnable, messages, deadline):
                        has_text = has_text or bool(text)
                        yield text
                    return
                except Exception as error:
                    if is_length_limit(error):
                        return
                    if has_text or not await retry.prepare(error):
                        raise
        except Exception as error:  # the edge to any provider's client, whose exceptions share no base class
            raise self.model_error(error) from error

    async def complete(self, messages: list[BaseMessage]) -> AIMessage | None:
        """Return the whole reply, by the schema if possible; `None` where it reached its maximum length.

        A server that rejects the schema is asked by the prompt alone, from then on always. Raises
        ChatModelError.
        """
        if self.structured is not None:
            try:
                return await self._complete(self.structured, messages)
            except ChatModelError as error:
                if not is_rejected_request(error.__cause__):
                    raise
        reply = await self._complete(self.plain, messages)
        self.drop_schema()
        return reply

    async def _complete(self, runnable: ChatRunnable, messages: list[BaseMessage]) -> AIMessage | None:
        try:
            deadline = await self._start(messages)
            retry = RequestRetry(self.model, deadline, is_plain=runnable is self.plain)
            while True:
                try:
                    reply = await self._wait_for_reply(runnable, messages, deadline)
                    count_usage([reply], self.name)
                    is_cut = reply.response_metadata.get("finish_reason") == "length"
                    return None if is_cut and runnable is self.structured else reply
                except Exception as error:
                    if is_length_limit(error):
                        add_usage(Usage(requests=1, unmeasured=1))
                        return None
                    if not await retry.prepare(error):
                        raise
        except Exception as error:  # the edge to any provider's client, whose exceptions share no base class
            raise self.model_error(error) from error

    def model_error(self, error: Exception) -> ChatModelError:
        """Return the error that tells an operator what `error` means."""
        return ChatModelError(str(model_error(error, self.name, self._base_url)))

    async def _start(self, messages: list[BaseMessage]) -> float:
        """Take a place, and reserve the request's tokens; return until when its first words must be there."""
        if run := current_run():
            await run.take_place()
        characters = sum(len(message.text) for message in messages)
        self.pace.reserve(round(characters / CHARACTERS_PER_TOKEN))
        return time.monotonic() + (run.first_token_seconds() if run else REQUEST_TIMEOUT_SECONDS)

    async def _stream_once(
        self, runnable: ChatRunnable, messages: list[BaseMessage], deadline: float
    ) -> AsyncIterator[str]:
        received: list[AIMessage] = []
        chunks = cast("AsyncGenerator[AIMessageChunk]", runnable.astream(messages))
        try:
            async with aclosing(chunks):
                async for chunk in limited(chunks, deadline, states_end=self._base_url is not None):
                    received.append(chunk)
                    if chunk.additional_kwargs.get("refusal"):
                        raise RefusedReplyError("the model refused")
                    yield reply_text(chunk)
        finally:
            count_usage(received, self.name)

    async def _wait_for_reply(
        self, runnable: ChatRunnable, messages: list[BaseMessage], deadline: float
    ) -> AIMessage:
        sent = time.monotonic()
        try:
            async with asyncio.timeout(deadline - sent):
                return await runnable.ainvoke(messages)
        finally:
            if run := current_run():
                run.waited += time.monotonic() - sent


def _bind_schema(model: BaseChatModel, schema: dict[str, Any]) -> ChatRunnable | None:
    """Return the model bound to a schema in its provider's own way, `None` where that isn't possible.

    LangChain's parser is left out: of a reply in which it finds no JSON it returns nothing.
    """
    if not takes_schema(model):
        return None
    try:
        parsed = model.with_structured_output(schema, **schema_options(model))
    except (NotImplementedError, TypeError, ValueError):
        return None
    return cast("ChatRunnable", parsed.first) if isinstance(parsed, RunnableSequence) else None
