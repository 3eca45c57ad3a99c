"""A provider's limit of tokens shrinks prompts, then keeps questions from the model."""

import pytest
from langchain_core.messages import BaseMessage, HumanMessage
from pydantic import SecretStr

from retrieval.errors import ChatModelError
from retrieval.llm import pacing
from retrieval.llm.connect import connect_chat_model
from retrieval.llm.failures import Failure, classify
from retrieval.llm.pacing import MIN_PROMPT_TOKENS, PacedError, TokenPace, parse_duration
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from tests.retrieval.faulty_provider import WHOLE, Exchange, faulty_provider, refuses


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pacing, "time", clock)
    return clock


def headers(remaining: int, limit: int = 30_000, reset: str = "30s") -> dict[str, str]:
    return {
        "x-ratelimit-remaining-tokens": str(remaining),
        "x-ratelimit-limit-tokens": str(limit),
        "x-ratelimit-reset-tokens": reset,
    }


def test_without_headers_there_is_no_limit() -> None:
    pace = TokenPace()
    pace.update({})
    pace.reserve(10**9)
    assert (pace.available(), pace.prompt_tokens(7000, 1000)) == (None, 7000)


@pytest.mark.parametrize(
    ("remaining", "tokens"),
    [(20_000, 7000), (5_000, 4000), (2_000, MIN_PROMPT_TOKENS), (0, MIN_PROMPT_TOKENS)],
)
def test_a_prompt_shrinks_with_what_is_left(clock: Clock, remaining: int, tokens: int) -> None:
    pace = TokenPace()
    pace.update(headers(remaining))
    assert pace.prompt_tokens(7000, 1000) == tokens


def test_tokens_come_back_until_the_time_that_the_provider_states(clock: Clock) -> None:
    pace = TokenPace()
    pace.update(headers(0))
    with pytest.raises(PacedError):
        pace.reserve(2000)
    clock.now += 15
    assert pace.available() == 15_000
    pace.reserve(15_000)
    assert pace.available() == 0
    clock.now += 60
    assert pace.available() == 30_000


def test_a_server_that_has_enough_is_left_alone_as_long_as_it_asks(clock: Clock) -> None:
    pace = TokenPace()
    pace.update({"retry-after": "20"}, 429)
    assert pace.available() == 0
    clock.now += 20
    assert pace.available() is None
    pace.update({"retry-after": "20"}, 429)
    pace.update(headers(9_000), 200)
    assert pace.available() == 9_000


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("1.5", 1.5),
        ("1m30.5s", 90.5),
        ("20ms", 0.02),
        ("2h", 7200),
        ("", 9),
        ("soon", 9),
        ("1s ", 9),
    ],
)
def test_durations_are_read_as_providers_write_them(text: str, seconds: float) -> None:
    assert parse_duration(text, 9) == pytest.approx(seconds)


async def test_the_headers_of_a_response_set_the_pace() -> None:
    async def answer(exchange: Exchange) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers(4_000).items())
        start = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{lines}Connection: close\r\n\r\n"
        await exchange.send(start.encode())
        await exchange.event({"role": "assistant", "content": WHOLE})
        await exchange.event({}, "stop")

    async with faulty_provider(answer, refuses(429, retry_after="60")) as provider:
        client = connect_chat_model(
            "openai:m", ANSWER_SCHEMA, api_key=SecretStr("sk-x"), base_url=provider.url
        )
        before = client.prompt_tokens
        prompt: list[BaseMessage] = [HumanMessage("How long?")]
        assert [part async for part in client.stream(client.plain, prompt)]
        assert client.prompt_tokens < before
        for _ in range(2):
            with pytest.raises(ChatModelError) as failure:
                await anext(client.stream(client.plain, prompt))
            assert classify(failure.value) is Failure.BUSY
        assert len(provider.requests) == 2  # the third was not even sent
