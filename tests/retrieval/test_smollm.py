"""The whole chain with a real language model, through the real OpenAI client. The model is small and weak:
these tests ask only what must hold whatever it says.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest

from retrieval.answering.chain import AnswerChain, create_chain
from retrieval.answering.chat_answerer import ChatAnswerer, load
from retrieval.answering.extractive import cite_nearest
from retrieval.answering.proving import Prover
from retrieval.errors import ModelError
from retrieval.models import Question, Sentence, Turn
from tests.retrieval.sample_episode import EPISODE, SCOPE, SEGMENTS, find
from tests.retrieval.smollm import CONTEXT_TOKENS, smollm_server

HISTORY = [Turn("Which bread does the bakery sell?", "Rye bread and wheat bread.")]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with smollm_server() as url:
        yield url


@pytest.fixture
def answerer(server: str) -> ChatAnswerer:
    return load("openai:smollm2", base_url=server, context_tokens=CONTEXT_TOKENS, max_tokens=100)


def assert_proven(sentences: Iterable[Sentence]) -> None:
    for sentence in sentences:
        assert sentence.citations
        for citation in sentence.citations:
            assert citation.episode == EPISODE
            assert citation.quote in SEGMENTS[citation.segment - 1].text


@pytest.mark.slow
async def test_whatever_the_model_says_of_a_follow_up_question_every_sentence_is_proven(
    answerer: ChatAnswerer,
) -> None:
    shown: list[Sentence] = []

    async def on_sentence(sentence: Sentence) -> None:
        shown.append(sentence)

    chain = AnswerChain(find, answerer, Prover().prove, cite_nearest)
    broken = ""
    try:
        found = await chain.ask(Question("and how hot is its oven?", SCOPE, tuple(HISTORY)), on_sentence)
    except ModelError as error:
        broken = str(error)
    else:
        assert tuple(shown) == found.sentences
        assert bool(found.nearest) == (found.status == "refused")
    assert not broken or "can't be used" in broken  # it may lose itself in one endless sentence
    assert_proven(shown)


@pytest.mark.slow
async def test_the_model_streams_structured_output_inside_the_step_that_generates(
    answerer: ChatAnswerer,
) -> None:
    chain = create_chain(find, answerer, Prover().prove)
    parts: list[str] = []
    inside: set[str] = set()
    generate = ""
    with suppress(ModelError):
        async for event in chain.astream_events(
            Question("How long does rye bread keep?", SCOPE), version="v2"
        ):
            if event["event"] == "on_chain_start" and event["name"] == "generate":
                generate = event["run_id"]
            if event["event"] == "on_chat_model_stream":
                parts.append(event["data"]["chunk"].text)
                inside.update(event["parent_ids"])

    assert len(parts) > 5
    assert "".join(parts).lstrip().startswith("{")
    assert generate in inside
