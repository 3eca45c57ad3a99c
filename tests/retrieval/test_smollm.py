"""The whole chain with a real language model, through the real OpenAI client. The model is small and weak:
these tests ask only what must hold whatever it says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest
from langchain_core.callbacks import AsyncCallbackHandler

from retrieval.answering.chain import AnswerChain
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


class Streamed(AsyncCallbackHandler):
    """Remembers what a model streams, by the names of the steps that it is streamed in."""

    def __init__(self) -> None:
        self._steps: dict[UUID, tuple[str, ...]] = {}
        self.parts = defaultdict[tuple[str, ...], list[str]](list)

    async def on_chain_start(
        self, serialized: Any, inputs: Any, *, run_id: UUID, parent_run_id: UUID | None = None, **more: Any
    ) -> None:
        self._steps[run_id] = (*self._outer(parent_run_id), more["name"])

    async def on_chat_model_start(
        self, serialized: Any, messages: Any, *, run_id: UUID, parent_run_id: UUID | None = None, **_: Any
    ) -> None:
        self._steps[run_id] = self._outer(parent_run_id)

    async def on_llm_new_token(self, token: Any, *, run_id: UUID, **_: Any) -> None:
        self.parts[self._steps[run_id]].append(token)

    def _outer(self, run: UUID | None) -> tuple[str, ...]:
        return self._steps[run] if run else ()


@pytest.mark.long
async def test_whatever_the_model_says_of_a_follow_up_question_every_sentence_is_proven_and_streamed(
    answerer: ChatAnswerer,
) -> None:
    """One question, as the model takes seconds to read it."""
    shown: list[Sentence] = []

    async def on_sentence(sentence: Sentence) -> None:
        shown.append(sentence)

    chain, streamed = AnswerChain(find, answerer, Prover().prove, cite_nearest), Streamed()
    chain.runnable = chain.runnable.with_config(callbacks=[streamed])
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

    written = streamed.parts["answer", "generate"]
    assert len(written) > 5
    assert "".join(written).lstrip().startswith("{"), "structured output"
