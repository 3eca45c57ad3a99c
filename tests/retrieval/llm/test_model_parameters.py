"""Requests hold what the model's profile says it takes, and no longer what its server rejects."""

from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage
from pydantic import SecretStr

from retrieval.errors import ChatModelError
from retrieval.llm import request_retry
from retrieval.llm.chat_client import ChatClient
from retrieval.llm.connect import connect_chat_model
from retrieval.llm.model_profile import REASONING_TOKENS
from retrieval.llm.model_run import model_run
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from tests.retrieval.faulty_provider import WHOLE, Exchange, FaultyProvider, faulty_provider, refuses, writes

PROMPT: list[BaseMessage] = [HumanMessage("How long does rye keep?")]


def connect(provider: FaultyProvider, name: str) -> ChatClient:
    return connect_chat_model(
        name, ANSWER_SCHEMA, api_key=SecretStr("sk-x"), base_url=provider.url, max_tokens=1000
    )


async def reply_of(client: ChatClient, *, plain: bool = False) -> str:
    runnable = client.plain if plain or client.structured is None else client.structured
    return "".join([part async for part in client.stream(runnable, PROMPT)])


async def refuse_temperature_of_gpt_6(exchange: Exchange) -> None:
    """As OpenAI does: whatever the value, the parameter isn't supported."""
    if exchange.body["model"].startswith("gpt-6") and "temperature" in exchange.body:
        await refuses(400, code="unsupported_value", param="temperature")(exchange)
    else:
        await exchange.write(WHOLE)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("openai:gpt-6-luna", {"reasoning_effort": "none", "max_completion_tokens": 1000}),
        ("openai:gpt-6-sol", {"reasoning_effort": "none", "max_completion_tokens": 1000}),
        ("gpt-6-luna", {"reasoning_effort": "none", "max_completion_tokens": 1000}),
        (
            "openai:gpt-5.4-mini",
            {"temperature": 0, "reasoning_effort": "none", "max_completion_tokens": 1000},
        ),
        ("openai:gpt-4o-mini", {"temperature": 0, "max_completion_tokens": 1000}),
        ("openai:o3", {"max_completion_tokens": 1000 + REASONING_TOKENS}),
        ("openai:llama3.2", {"temperature": 0, "max_completion_tokens": 1000}),
    ],
)
async def test_parameters_go_by_the_models_profile(name: str, expected: dict[str, Any]) -> None:
    async with faulty_provider(refuse_temperature_of_gpt_6) as provider:
        assert await reply_of(connect(provider, name)) == WHOLE
    (request,) = provider.requests
    names = ("temperature", "reasoning_effort", "max_completion_tokens")
    assert {name: request[name] for name in names if name in request} == expected
    schema = request["response_format"]["json_schema"]
    assert schema.get("strict", False) is (name != "openai:llama3.2")


async def test_of_a_model_without_a_profile_a_rejected_parameter_is_left_out_then_and_always() -> None:
    async with faulty_provider(refuse_temperature_of_gpt_6) as provider:
        client = connect(provider, "openai:gpt-6.9-comet")
        assert [await reply_of(client) for _ in range(2)] == [WHOLE, WHOLE]
    assert ["temperature" in request for request in provider.requests] == [True, False, False]
    assert all("response_format" in request for request in provider.requests)


@pytest.mark.parametrize(
    ("error", "left_out"),
    [
        ({"param": "reasoning_effort", "code": "unsupported_value"}, {"reasoning_effort"}),
        ({"message": "body.stream_options: Extra inputs are not permitted"}, {"stream_options"}),
        ({"message": "Unknown parameter: 'temperature'."}, {"temperature"}),
    ],
)
async def test_the_parameter_that_a_server_names_is_left_out(
    error: dict[str, str], left_out: set[str]
) -> None:
    async with faulty_provider(refuses(400, **error), writes(WHOLE)) as provider:
        assert await reply_of(connect(provider, "openai:gpt-5.4-mini")) == WHOLE
    first, second = provider.requests
    assert first.keys() - second.keys() == left_out


async def test_a_server_that_names_nothing_gets_the_plainest_request_at_last() -> None:
    async with faulty_provider(refuses(422), writes("Nine days [1].")) as provider:
        assert await reply_of(connect(provider, "openai:m"), plain=True) == "Nine days [1]."
    assert provider.requests[1].keys() == {"messages", "model", "stream", "max_completion_tokens"}


async def answer_whole(exchange: Exchange) -> None:
    if exchange.body.get("stream"):
        message = "Your organization must be verified to stream this model."
        await refuses(400, param="stream", code="unsupported_value", message=message)(exchange)
        return
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": WHOLE}}
    usage = {"prompt_tokens": 50, "completion_tokens": 7, "total_tokens": 57}
    head = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
    await exchange.respond(200, {**head, "choices": [choice], "usage": usage})


async def test_where_streaming_is_refused_replies_come_whole_then_and_always() -> None:
    async with faulty_provider(answer_whole) as provider:
        client = connect(provider, "openai:gpt-6-luna")
        with model_run() as run:
            assert [await reply_of(client) for _ in range(2)] == [WHOLE, WHOLE]
    assert [bool(request.get("stream")) for request in provider.requests] == [True, False, False]
    assert (run.usage.requests, run.usage.input_tokens, run.usage.output_tokens) == (2, 100, 14)


async def test_an_account_without_credit_is_never_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_retry, "RETRY_SECONDS", 0.01)
    async with faulty_provider(refuses(429, code="insufficient_quota")) as provider:
        with pytest.raises(ChatModelError, match="no credit left"):
            await reply_of(connect(provider, "openai:m"))
        with pytest.raises(ChatModelError, match="no credit left"):
            await connect(provider, "openai:m").complete(PROMPT)
    assert len(provider.requests) == 2


async def test_neither_the_client_nor_its_model_shows_the_key() -> None:
    async with faulty_provider(writes(WHOLE)) as provider:
        client = connect_chat_model(
            "openai:m", ANSWER_SCHEMA, api_key=SecretStr("sk-hush"), base_url=provider.url
        )
        assert "sk-hush" not in repr(client) + repr(vars(client))
