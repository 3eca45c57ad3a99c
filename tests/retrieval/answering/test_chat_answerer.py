"""Faults of a chat model, from a server that makes them on demand; `test_smollm.py` has a real model."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from pydantic import SecretStr

from retrieval.answering.chat_answerer import ChatAnswerer, load
from retrieval.answering.follow_ups import SearchQuery, StandaloneQuestion
from retrieval.errors import ConfigurationError, ModelError
from retrieval.llm import chat_client
from retrieval.llm.chat_client import ChatClient
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from retrieval.models import Draft, Sentence, Turn
from tests.retrieval.openai_server import OpenAIServer
from tests.retrieval.sample_episode import HITS

pytestmark = pytest.mark.slow

RYE = {"text": "Rye bread keeps longer than wheat bread.", "segment": 1, "quote": "Rye bread keeps longer"}
OVEN = {"text": "The oven reaches 260 degrees.", "segment": 2, "quote": "reaches 260 degrees"}
DRAFTS = [
    Draft(str(RYE["text"]), (1,), str(RYE["quote"])),
    Draft(str(OVEN["text"]), (2,), str(OVEN["quote"])),
]


def events(*deltas: dict[str, Any], finish: str = "stop") -> bytes:
    """What a server streams: one event for each delta, then the end."""
    choices: list[dict[str, Any]] = [
        {"index": 0, "delta": delta, "finish_reason": None} for delta in ({"role": "assistant"}, *deltas)
    ]
    choices.append({"index": 0, "delta": {}, "finish_reason": finish})
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    lines = [f"data: {json.dumps({**head, 'choices': [choice]})}\n\n" for choice in choices]
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


def written(text: str, finish: str = "stop") -> tuple[int, bytes]:
    return 200, events(*({"content": text[at : at + 7]} for at in range(0, len(text), 7)), finish=finish)


def refused(status: int, **error: str) -> tuple[int, dict[str, Any]]:
    return status, {"error": {"message": "sk-verysecret is no good", **error}}


@pytest.fixture
def answerer(chat_server: OpenAIServer) -> ChatAnswerer:
    return load("openai:m", api_key=SecretStr("sk-verysecret"), base_url=chat_server.url)


async def collect(given: AsyncIterator[Draft | Sentence]) -> list[Draft | Sentence]:
    return [draft async for draft in given]


@pytest.mark.slow
async def test_structured_output_is_asked_for_and_read(
    chat_server: OpenAIServer, answerer: ChatAnswerer
) -> None:
    chat_server.replies = [written(json.dumps({"sentences": [RYE, OVEN]}))]

    assert await collect(answerer.write("How long does rye keep?", HITS)) == DRAFTS
    asked = chat_server.requests[0]
    assert asked["response_format"]["type"] == "json_schema"
    assert (asked["model"], asked["temperature"], asked["stream"]) == ("m", 0, True)
    assert chat_server.keys == ["Bearer sk-verysecret"]


@pytest.mark.slow
async def test_a_sentence_comes_while_the_next_is_written(
    chat_server: OpenAIServer, answerer: ChatAnswerer
) -> None:
    chat_server.replies = [written(json.dumps({"sentences": [RYE, OVEN]}))]
    stream = answerer.write("How long does rye keep?", HITS)
    assert await anext(stream) == DRAFTS[0]
    assert await collect(stream) == DRAFTS[1:]


@pytest.mark.slow
async def test_of_a_reply_that_grew_too_long_the_whole_sentences_stay(
    chat_server: OpenAIServer, answerer: ChatAnswerer
) -> None:
    chat_server.replies = [written(json.dumps({"sentences": [RYE, OVEN]})[:-12], finish="length")]
    assert await collect(answerer.write("How long does rye keep?", HITS)) == DRAFTS[:1]


async def test_a_server_that_refuses_a_schema_is_asked_for_plain_text_then_and_always(
    chat_server: OpenAIServer, answerer: ChatAnswerer
) -> None:
    plain = written(
        "\n".join(f'{item["text"]} [{item["segment"]}] "{item["quote"]}"' for item in (RYE, OVEN))
    )
    chat_server.replies = [refused(400, code="unsupported"), plain]
    for _ in range(2):
        drafts = await collect(answerer.write("How long does rye keep?", HITS))
        assert drafts == DRAFTS
    assert ["response_format" in request for request in chat_server.requests] == [True, False, False]


async def test_a_server_that_ignores_the_schema_is_understood_at_once(
    chat_server: OpenAIServer, answerer: ChatAnswerer
) -> None:
    chat_server.replies = [written("Rye bread keeps longer than wheat bread [1].")]
    for _ in range(2):
        assert await collect(answerer.write("How long?", HITS)) == [
            Draft("Rye bread keeps longer than wheat bread [1].")
        ]
    assert ["response_format" in request for request in chat_server.requests] == [True, False]


async def test_a_failure_that_no_schema_caused_is_not_remembered(
    chat_server: OpenAIServer, answerer: ChatAnswerer
) -> None:
    chat_server.replies = [refused(400)] * 3 + [written('{"sentences": []}')]
    with pytest.raises(ModelError, match="was rejected by the server in"):
        await collect(answerer.write("How long?", HITS))
    assert await collect(answerer.write("How long?", HITS)) == []
    assert ["response_format" in request for request in chat_server.requests] == [True, False, False, True]
    assert ["temperature" in request for request in chat_server.requests] == [True, True, False, True]


async def test_without_hits_nothing_is_asked(chat_server: OpenAIServer, answerer: ChatAnswerer) -> None:
    assert await collect(answerer.write("How long?", [])) == []
    assert chat_server.requests == []


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (refused(401), "check OPENAI_API_KEY"),
        (refused(403), "check OPENAI_API_KEY"),
        (refused(404), "openai:m isn't known to the server in OPENAI_BASE_URL"),
        (refused(429), "wait a minute"),
        (refused(429, code="insufficient_quota"), "check its billing"),
        (refused(500), "failed at the server in OPENAI_BASE_URL"),
        (refused(503), "failed at the server in OPENAI_BASE_URL"),
        (refused(400, code="context_length_exceeded"), "larger context"),
        (refused(400, type="exceed_context_size_error"), "larger context"),
        ((200, b"<html>a proxy</html>"), "can't be used"),
        ((200, events()), "can't be used"),
        (written(""), "can't be used"),
        (written('{"sentences": [{"te'), "can't be used"),
        (written('{"oops": 1}'), "can't be used"),
        ((200, events({"refusal": "I can't help with that."})), "declines"),
        (written("{", finish="content_filter"), "declines"),
        ((200, b"data: {broken\n\n"), "can't be used"),
        ((200, b'data: {"error": {"message": "sk-verysecret"}}\n\n'), "can't be used"),
    ],
)
async def test_a_failure_is_one_sentence_without_secrets(
    chat_server: OpenAIServer, answerer: ChatAnswerer, reply: tuple[int, Any], sentence: str
) -> None:
    chat_server.replies = [reply]
    with pytest.raises(ModelError, match=sentence) as failure:
        await collect(answerer.write("How long does rye keep?", HITS))
    assert "sk-verysecret" not in str(failure.value)
    assert "\n" not in str(failure.value)
    assert str(failure.value).endswith(".")


async def test_a_server_that_is_not_there_is_named(unused_tcp_port: int) -> None:
    answerer = load("openai:m", base_url=f"http://127.0.0.1:{unused_tcp_port}/v1")
    with pytest.raises(
        ModelError, match="can't be reached at the server in OPENAI_BASE_URL; check that address"
    ):
        await collect(answerer.write("How long?", HITS))


async def test_a_server_that_never_answers_is_given_up(
    chat_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_client, "REQUEST_TIMEOUT_SECONDS", 0.05)
    chat_server.delay, chat_server.replies = 5.0, [written("late")]
    with pytest.raises(ModelError, match="did not answer in time"):
        await collect(load("openai:m", base_url=chat_server.url).write("How long?", HITS))


@pytest.mark.parametrize(
    ("rewritten", "asked"),
    [
        ("How long does rye bread keep?", "How long does rye bread keep?"),
        ('  "How long does\nrye bread keep?" ', "How long does rye bread keep?"),
        ("How long does Baxter's rye keep?", "Does rye bread dry out and how long does it keep?"),
        ("", "Does rye bread dry out and how long does it keep?"),
        ("rye keep " * 99, "Does rye bread dry out and how long does it keep?"),
    ],
)
async def test_a_follow_up_is_rewritten_by_the_model_unless_it_makes_things_up(
    chat_server: OpenAIServer, answerer: ChatAnswerer, rewritten: str, asked: str
) -> None:
    chat_server.replies = [written(rewritten)]
    history = [Turn("Does rye bread dry out?", "Slowly.")]
    found = (await answerer.rewrite_follow_up("and how long does it keep?", history)).question
    assert set(asked.lower().split()) - {"does", "out"} <= set(f"{found} and".lower().split())
    assert "Baxter" not in found


async def test_a_first_question_is_not_rewritten(chat_server: OpenAIServer, answerer: ChatAnswerer) -> None:
    standalone = await answerer.rewrite_follow_up("and then?", [])
    assert standalone == StandaloneQuestion((SearchQuery("and then?"),), "and then?")
    assert chat_server.requests == []


async def test_any_langchain_chat_model_will_do() -> None:
    model: BaseChatModel = FakeListChatModel(responses=["Rye keeps for nine days [1]."])
    client = ChatClient(model, "fake", ANSWER_SCHEMA)
    drafts = await collect(ChatAnswerer(client).write("How long?", HITS))
    assert drafts == [Draft("Rye keeps for nine days [1].")]


@pytest.mark.parametrize("name", ["", "gibberish", "nobody:model", "anthropic:", "openai"])
def test_a_model_of_no_known_provider_is_a_wrong_setting(name: str) -> None:
    with pytest.raises(ConfigurationError, match="PODCITE_CHAT_MODEL"):
        load(name, api_key=SecretStr("sk-verysecret"))


def test_openai_without_a_key_or_a_server_is_a_wrong_setting() -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        load("openai:gpt-5.4-mini")
