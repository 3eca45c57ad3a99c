"""Read a streamed reply within limits of time and length, and count what it used."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence

from langchain_core.messages import AIMessage, AIMessageChunk

from retrieval.llm.model_run import add_usage, current_run
from retrieval.llm.prices import price_of
from retrieval.llm.reply_parser import MAX_REPLY_CHARACTERS
from retrieval.models.usage import Usage


class CutReplyError(Exception):
    """The stream ended before the model had said that it was done."""


class EndlessReplyError(Exception):
    """The reply has many times the length of an answer."""


async def limited(
    chunks: AsyncIterator[AIMessageChunk], deadline: float, *, states_end: bool
) -> AsyncIterator[AIMessageChunk]:
    """Yield the chunks of a reply.

    Raises TimeoutError if there is no text at `deadline`, or if the reply takes longer than the current run
    allows; EndlessReplyError if it is far too long; CutReplyError if the end is missing that the provider
    states (`states_end`).
    """
    run, sent = current_run(), time.monotonic()
    characters, ended = 0, ""
    while True:
        try:
            chunk = await _next(chunks, deadline)
        except Exception:
            if ended == "stop":  # only what the client makes of a whole reply failed
                return
            raise
        if chunk is None:
            if states_end and characters and not ended:
                raise CutReplyError("the reply has no end")
            return
        if not characters and reply_text(chunk) and run:
            run.waited += time.monotonic() - sent
        characters += len(reply_text(chunk))
        ended = ended or str(chunk.response_metadata.get("finish_reason") or "")
        yield chunk
        if characters > MAX_REPLY_CHARACTERS:
            raise EndlessReplyError("the reply is far too long")
        if characters and run:
            deadline = run.reply_deadline(sent)


async def _next(chunks: AsyncIterator[AIMessageChunk], deadline: float) -> AIMessageChunk | None:
    # Chunks that are there already never let the event loop's timer fire, so the clock is read too.
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the reply takes too long")
    async with asyncio.timeout(left):
        return await anext(chunks, None)


def reply_text(message: AIMessage) -> str:
    """Return the text of a message or a part of one: the arguments of tool calls, else its content."""
    if isinstance(message, AIMessageChunk):
        called = "".join(call["args"] or "" for call in message.tool_call_chunks)
    else:
        called = "".join(json.dumps(call["args"]) for call in message.tool_calls[:1])
    return called or message.text


def count_usage(messages: Sequence[AIMessage], model: str) -> None:
    """Count the usage of one request, by the figures in the parts of its reply."""
    if not messages:
        return
    figures = [message.usage_metadata for message in messages if message.usage_metadata]
    if not figures:
        add_usage(Usage(requests=1, unmeasured=1))
        return
    read = sum(figure["input_tokens"] for figure in figures)
    written = sum(figure["output_tokens"] for figure in figures)
    price = price_of(model)
    add_usage(Usage(1, read, written, cost=price.cost(read, written) if price else None))
