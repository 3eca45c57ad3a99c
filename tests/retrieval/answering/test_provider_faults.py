"""Every fault of a provider ends in an answer, soon, with a note that members can quote."""

import asyncio
import logging
import re
from collections.abc import Callable

import pytest
from pydantic import SecretStr

from retrieval.answering.answerer import Answerer, ExtractiveAnswerer
from retrieval.answering.chain import AnswerChain
from retrieval.answering.chat_answerer import ChatAnswerer
from retrieval.answering.extractive import cite_nearest, extract_answer
from retrieval.answering.fallback import FallbackChain
from retrieval.answering.proving import Prover
from retrieval.llm import model_run, request_retry
from retrieval.llm.connect import connect_chat_model
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from retrieval.models import Answer, Question, Sentence, Turn
from retrieval.models.options import EXTRACTIVE
from tests.retrieval import faulty_provider as faults
from tests.retrieval.faulty_provider import OVEN, RYE, WHOLE, Fault, refuses, writes
from tests.retrieval.sample_episode import SCOPE, find

pytestmark = pytest.mark.slow

QUESTION = Question("How long does rye bread keep?", SCOPE)
SECONDS = 20.0
"""Within which every fault must end in an answer."""
KEY = "sk-verysecret"
NOTE = re.compile(r"^The language model [^.]+\. Error id: ([0-9a-f]{8})$")


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_run, "FIRST_TOKEN_SECONDS", 0.6)
    monkeypatch.setattr(model_run, "FIRST_SENTENCE_SECONDS", 0.8)
    monkeypatch.setattr(model_run, "NEXT_SENTENCE_SECONDS", 0.4)
    monkeypatch.setattr(request_retry, "RETRY_SECONDS", 0.01)


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a model writes is waited for, however slow the machine is."""
    for name in ("FIRST_TOKEN_SECONDS", "FIRST_SENTENCE_SECONDS", "NEXT_SENTENCE_SECONDS"):
        monkeypatch.setattr(model_run, name, SECONDS)


def build(answerer: Answerer) -> AnswerChain:
    return AnswerChain(find, answerer, Prover(None).prove, cite_nearest)


def fallback_chain(url: str, model: str = "openai:m") -> FallbackChain:
    client = connect_chat_model(model, ANSWER_SCHEMA, api_key=SecretStr(KEY), base_url=url)
    extractive = build(ExtractiveAnswerer(extract_answer))
    return FallbackChain(build(ChatAnswerer(client)), client, lambda: extractive)


async def ask(chain: FallbackChain, question: Question = QUESTION) -> tuple[Answer, list[Sentence]]:
    shown: list[Sentence] = []

    async def show(sentence: Sentence) -> None:
        shown.append(sentence)

    async with asyncio.timeout(SECONDS):
        return await chain.ask(question, show), shown


def logged(caplog: pytest.LogCaptureFixture, level: int) -> list[logging.LogRecord]:
    """Return what Podcite itself logged, at this level at least."""
    return [
        record for record in caplog.records if record.levelno >= level and record.name.startswith("retrieval")
    ]


FAULTS: dict[str, Fault] = {
    "hang": faults.hangs,
    "hang after headers": faults.hangs_after_its_headers,
    "closed": faults.says_nothing_and_closes,
    "cut": faults.cuts_before_a_sentence,
    "endless": faults.never_ends,
    "endless and fast": faults.never_ends_and_never_pauses,
    "endless spaces": faults.streams_spaces,
    "endless nothing": faults.streams_nothing,
    "kept alive": faults.keeps_alive,
    "refusal": faults.refuses_politely,
    "filtered": writes("{", finish="content_filter"),
    "error event": faults.sends_an_error_event,
    "broken event": faults.sends_broken_events,
    "page": faults.sends_a_page,
    "bytes": faults.sends_bytes,
    "empty": writes(""),
    "half JSON": writes('{"sentences": [{"te'),
    "other JSON": writes('{"oops": 1}'),
    "nested brackets": writes('{"sentences": ' + "[" * 3000),
    "bad request": refuses(400),
    "too long": refuses(400, code="context_length_exceeded"),
    "wrong key": refuses(401, code="invalid_api_key"),
    "not allowed": refuses(403),
    "no such model": refuses(404, code="model_not_found"),
    "too many": refuses(429, code="rate_limit_exceeded"),
    "too many for an hour": refuses(429, retry_after="3600"),
    "no credit": refuses(429, code="insufficient_quota"),
    "failure": refuses(500),
    "bad gateway": refuses(502),
    "overloaded": refuses(503, retry_after="0"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
async def test_a_fault_ends_in_an_answer_without_the_model(
    fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    async with faults.faulty_provider(fault) as provider:
        answer, shown = await ask(fallback_chain(provider.url))

    assert (answer.status, answer.model) == ("answered", EXTRACTIVE)
    assert tuple(shown) == answer.sentences
    assert len(provider.requests) <= 3  # one repetition, or without the schema and then without parameters
    note = NOTE.match(answer.note)
    assert note, answer.note
    (record,) = logged(caplog, logging.WARNING)
    assert note[1] in record.getMessage()
    for secret in (KEY, "127.0.0.1", "OPENAI_API_KEY", "HTTP", "m "):
        assert secret not in answer.note.replace("model ", "")
    assert KEY not in caplog.text


async def test_a_server_that_is_not_there_ends_in_an_answer(unused_tcp_port: int) -> None:
    answer, _ = await ask(fallback_chain(f"http://127.0.0.1:{unused_tcp_port}/v1"))
    assert (answer.status, answer.model) == ("answered", EXTRACTIVE)
    assert NOTE.match(answer.note)


@pytest.mark.parametrize(
    "fault", [faults.cuts_after_a_sentence, faults.hangs_after_a_sentence, faults.ends_early_and_politely]
)
async def test_sentences_that_were_shown_stay_and_the_note_says_that_the_rest_is_missing(
    fault: Fault,
) -> None:
    async with faults.faulty_provider(fault) as provider:
        answer, shown = await ask(fallback_chain(provider.url))
    assert [sentence.text for sentence in answer.sentences] == [RYE]
    assert tuple(shown) == answer.sentences
    assert answer.model == "openai:m"
    assert "the rest of this answer is missing" in answer.note
    assert NOTE.match(answer.note)


@pytest.mark.usefixtures("_patient")
@pytest.mark.parametrize(
    "fault", [refuses(500), refuses(429), faults.says_nothing_and_closes], ids=["500", "429", "closed"]
)
async def test_what_may_pass_is_tried_once_more(fault: Fault) -> None:
    async with faults.faulty_provider(fault, writes(WHOLE)) as provider:
        answer, _ = await ask(fallback_chain(provider.url))
    assert [sentence.text for sentence in answer.sentences] == [RYE, OVEN]
    assert (answer.note, len(provider.requests)) == ("", 2)


@pytest.mark.parametrize(
    "fault", [refuses(429, code="insufficient_quota"), refuses(401)], ids=["no credit", "wrong key"]
)
async def test_what_does_not_pass_is_not_repeated_and_told_the_operator_as_an_error(
    fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    async with faults.faulty_provider(fault) as provider:
        chain = fallback_chain(provider.url)
        await ask(chain)
        await ask(chain)
    assert len(provider.requests) == 1
    (record,) = logged(caplog, logging.ERROR)
    assert "check its billing" in record.getMessage() or "OPENAI_API_KEY" in record.getMessage()


@pytest.mark.slow
async def test_a_dead_provider_is_left_alone_and_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("retrieval.llm.circuit_breaker.time.monotonic", clock_plus(lambda: now))
    async with faults.faulty_provider(faults.hangs, faults.hangs, writes(WHOLE)) as provider:
        chain = fallback_chain(provider.url)
        failed = [(await ask(chain))[0] for _ in range(2)]
        assert chain.is_paused
        spared, _ = await ask(chain)
        assert len(provider.requests) == 2
        assert spared.note.endswith(failed[-1].note.rpartition(" ")[2])
        now = 31.0
        answer, _ = await ask(chain)
    assert (answer.note, answer.model) == ("", "openai:m")
    assert not chain.is_paused


def clock_plus(offset: Callable[[], float]) -> Callable[[], float]:
    from time import monotonic

    return lambda: monotonic() + offset()


async def test_a_follow_up_that_the_model_does_not_rewrite_is_answered_all_the_same() -> None:
    history = (Turn("Does rye bread dry out?", "Slowly."),)
    async with faults.faulty_provider(faults.hangs) as provider:
        question = Question("and how long does it keep?", SCOPE, history)
        answer, _ = await ask(fallback_chain(provider.url), question)
    assert answer.sentences
    assert NOTE.match(answer.note)


@pytest.mark.usefixtures("_patient")
async def test_usage_and_cost_are_those_of_the_providers_figures() -> None:
    figures = {"prompt_tokens": 6000, "completion_tokens": 200, "total_tokens": 6200}
    async with faults.faulty_provider(writes(WHOLE, usage=figures)) as provider:
        answer, _ = await ask(fallback_chain(provider.url, "openai:gpt-6-luna"))
    assert answer.usage
    usage = answer.usage
    assert (usage.requests, usage.input_tokens, usage.output_tokens) == (1, 6000, 200)
    assert usage.cost == pytest.approx(0.0007)
    assert provider.requests[0]["stream_options"] == {"include_usage": True}
