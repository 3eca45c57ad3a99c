"""Replies of OpenAI's API are read as plain JSON, with all that the client's own objects would say."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import SecretStr

from retrieval.errors import ChatModelError
from retrieval.llm.chat_client import ChatClient
from retrieval.llm.connect import connect_chat_model
from retrieval.llm.model_run import model_run
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from tests.retrieval.faulty_provider import (
    HEAD,
    WHOLE,
    Exchange,
    Fault,
    FaultyProvider,
    faulty_provider,
    writes,
)

PROMPT: list[BaseMessage] = [HumanMessage("How long does rye keep?")]


def connect(provider: FaultyProvider) -> ChatClient:
    return connect_chat_model("openai:m", ANSWER_SCHEMA, api_key=SecretStr("sk-x"), base_url=provider.url)


async def streamed(client: ChatClient) -> str:
    assert client.structured is not None
    return "".join([part async for part in client.stream(client.structured, PROMPT)])


def whole(text: str, finish: str = "stop", **message: str) -> Fault:
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": text, **message},
    }
    usage = {"prompt_tokens": 50, "completion_tokens": 7, "total_tokens": 57}
    body = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "usage": usage}
    return lambda exchange: exchange.respond(200, {**body, "choices": [choice]})


def never(*_: object, **__: object) -> None:
    raise AssertionError("an object is made of a reply")


async def test_no_objects_are_made_of_a_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (ChatCompletion, ChatCompletionChunk):
        monkeypatch.setattr(kind, "construct", never)
    async with faulty_provider(writes(WHOLE), whole(WHOLE)) as provider:
        client = connect(provider)
        assert await streamed(client) == WHOLE
        reply = await client.complete(PROMPT)
    assert reply is not None
    assert reply.text == WHOLE
    assert [request["messages"] for request in provider.requests] == [
        [{"role": "user", "content": "How long does rye keep?"}]
    ] * 2
    formats = [request["response_format"]["json_schema"]["name"] for request in provider.requests]
    assert formats == [ANSWER_SCHEMA["title"]] * 2


async def test_usage_that_grows_with_every_chunk_is_counted_once() -> None:
    async def repeat_usage(exchange: Exchange) -> None:
        await exchange.send(HEAD)
        parts: Sequence[str] = (WHOLE[:40], WHOLE[40:])
        for written, part in enumerate(parts, 1):
            usage: dict[str, Any] = {"prompt_tokens": 50, "completion_tokens": written}
            await exchange.event({"content": part}, usage=usage)
        await exchange.event({}, "stop", usage={"prompt_tokens": 50, "completion_tokens": 3})
        await exchange.send(b"data: [DONE]\n\n")

    async with faulty_provider(repeat_usage) as provider:
        with model_run() as run:
            assert await streamed(connect(provider)) == WHOLE
    assert (run.usage.requests, run.usage.input_tokens, run.usage.output_tokens) == (1, 50, 3)


async def test_a_whole_reply_that_was_cut_is_none_and_its_usage_counts() -> None:
    async with faulty_provider(whole(json.dumps({"sentences": []}), "length")) as provider:
        with model_run() as run:
            assert await connect(provider).complete(PROMPT) is None
    assert (run.usage.input_tokens, run.usage.output_tokens, run.usage.unmeasured) == (50, 7, 0)


async def test_a_whole_reply_that_was_filtered_is_declined() -> None:
    async with faulty_provider(whole('{"sentences": []}', "content_filter")) as provider:
        with pytest.raises(ChatModelError, match="declines"):
            await connect(provider).complete(PROMPT)


async def test_a_refusal_that_comes_whole_is_declined() -> None:
    async with faulty_provider(whole("", refusal="I can't help with that.")) as provider:
        client = connect(provider)
        client.model.disable_streaming = True
        with pytest.raises(ChatModelError, match="declines"):
            await streamed(client)
