"""Verifiers ask a loopback server; what they are asked and how replies are read, not how well they judge."""

import json
from typing import Any

import pytest
from pydantic import SecretStr

from retrieval.answering.quotes import QuotedEvidence, find_quote, surround
from retrieval.answering.verification import Verifier, load_verifier, parse_verdict
from retrieval.errors import ConfigurationError, ModelError
from retrieval.llm.reply_parser import UnusableReplyError
from tests.retrieval.openai_server import OpenAIServer
from tests.retrieval.sample_episode import HITS

SENTENCE, QUESTION = "It stays moist for nine days.", "How long?"


@pytest.fixture
def evidence() -> QuotedEvidence:
    place = find_quote("moist for nine days", (1,), HITS)
    assert place is not None
    return surround(place, HITS)


def verifier(server: OpenAIServer, name: str) -> Verifier:
    loaded = load_verifier(name, api_key=SecretStr("sk-verysecret"), base_url=server.url)
    assert loaded is not None
    return loaded


def completion(content: str) -> tuple[int, dict[str, Any]]:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    return 200, {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def decision(**probabilities: float) -> tuple[int, dict[str, Any]]:
    answer = {
        "type": "choice",
        "name": "verdict",
        "choice": max(probabilities, key=lambda name: probabilities[name]),
        "confidence": 0.9,
        "probabilities": [{"value": name, "probability": p} for name, p in probabilities.items()],
    }
    return 200, {"model": "m", "answers": [answer], "usage": {"input_tokens": 9, "output_tokens": 1}}


@pytest.mark.slow
async def test_the_sentence_its_quote_and_the_words_around_are_judged(
    chat_server: OpenAIServer, evidence: QuotedEvidence
) -> None:
    chat_server.replies = [completion('{"unproven": "", "verdict": "supported"}')]
    assert await verifier(chat_server, "openai:m").verify(SENTENCE, QUESTION, evidence) == "supported"
    (request,) = chat_server.requests
    assert request["response_format"]["json_schema"]["name"] == "verification"
    asked = request["messages"][1]["content"]
    assert "It stays >>> moist for nine days. <<<" in asked
    assert "The oven reaches 260 degrees" in asked
    assert asked.endswith(f"Sentence to check: {SENTENCE}")


@pytest.mark.slow
async def test_a_server_that_refuses_a_schema_is_asked_without(
    chat_server: OpenAIServer, evidence: QuotedEvidence
) -> None:
    chat_server.replies = [(400, {"error": {"message": "no"}}), completion('{"verdict": "not_said"}')]
    judge = verifier(chat_server, "openai:m")
    for _ in range(2):
        assert await judge.verify(SENTENCE, QUESTION, evidence) == "not_said"
    assert ["response_format" in request for request in chat_server.requests] == [True, False, False]


async def test_a_reply_without_a_verdict_is_a_model_error(
    chat_server: OpenAIServer, evidence: QuotedEvidence
) -> None:
    chat_server.replies = [completion("Looks fine to me.")]
    with pytest.raises(ModelError, match="can't be used"):
        await verifier(chat_server, "openai:m").verify(SENTENCE, QUESTION, evidence)


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        ('{"unproven": "none", "verdict": "supported"}', "supported"),
        ('```json\n{"verdict": "contradicted"}\n```', "contradicted"),
        ('{"unproven": "for nine days", "verdict": "supported"}', "not_said"),
    ],
)
def test_a_verdict_is_read(reply: str, verdict: str) -> None:
    assert parse_verdict(reply) == verdict


@pytest.mark.parametrize(
    "reply", ["", "yes", "[" * 3000, "[]", '{"verdict": "true"}', '{"verdict": ["supported"]}']
)
def test_what_is_no_verdict_is_unusable(reply: str) -> None:
    with pytest.raises(UnusableReplyError):
        parse_verdict(reply)


@pytest.mark.parametrize(
    ("probabilities", "verdict"),
    [
        ({"supported": 0.9, "contradicted": 0.05, "not_said": 0.05}, "supported"),
        ({"supported": 0.7, "contradicted": 0.1, "not_said": 0.2}, "not_said"),
        ({"supported": 0.1, "contradicted": 0.8, "not_said": 0.1}, "contradicted"),
    ],
)
async def test_the_decisions_api_is_asked_once_for_probabilities(
    chat_server: OpenAIServer, evidence: QuotedEvidence, probabilities: dict[str, float], verdict: str
) -> None:
    chat_server.replies = [decision(**probabilities)]
    judge = verifier(chat_server, "decisions:gpt-6-luna")
    assert await judge.verify(SENTENCE, QUESTION, evidence) == verdict
    (request,) = chat_server.requests
    assert (request["path"], request["model"]) == ("/v1/decisions", "gpt-6-luna")
    assert SENTENCE in json.dumps(request["input"])
    assert [choice["value"] for choice in request["questions"][0]["choices"]] == [
        "supported",
        "contradicted",
        "not_said",
    ]


@pytest.mark.parametrize(
    "reply",
    [
        (401, {"error": {"message": "sk-verysecret"}}),
        (200, {"model": "m", "answers": [{"type": "refusal", "name": "verdict"}]}),
        (200, {"model": "m"}),
    ],
)
async def test_a_failed_decision_is_a_model_error(
    chat_server: OpenAIServer, evidence: QuotedEvidence, reply: tuple[int, Any]
) -> None:
    chat_server.replies = [reply]
    with pytest.raises(ModelError) as failure:
        await verifier(chat_server, "decisions:gpt-6-luna").verify(SENTENCE, QUESTION, evidence)
    assert "sk-verysecret" not in str(failure.value)


def test_verification_can_be_off_and_decisions_need_a_key() -> None:
    assert load_verifier("off") is None
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        load_verifier("decisions:gpt-6-luna")
