"""A language model works on so many questions at a time; others are searched for meanwhile."""

import asyncio
from collections.abc import Sequence

import pytest
from pydantic import SecretStr

from retrieval.answering.answerer import ExtractiveAnswerer
from retrieval.answering.chain import AnswerChain
from retrieval.answering.chat_answerer import ChatAnswerer
from retrieval.answering.extractive import cite_nearest, extract_answer
from retrieval.answering.fallback import FallbackChain
from retrieval.answering.proving import Prover
from retrieval.llm.connect import connect_chat_model
from retrieval.llm.model_run import model_run
from retrieval.llm.reply_schemas import ANSWER_SCHEMA
from retrieval.models import Hit, Question, Scope
from retrieval.models.options import EXTRACTIVE
from tests.retrieval.faulty_provider import WHOLE, Exchange, faulty_provider
from tests.retrieval.sample_episode import HITS, SCOPE

PLACES, ASKED = 2, 5
QUESTION = Question("How long does rye bread keep?", SCOPE)


class Model:
    """Answers when it is let, and counts the questions that it works on."""

    def __init__(self, *, fails: bool = False) -> None:
        self.let, self.full, self.all_searched = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.working = self.most = self.searched = 0
        self._fails = fails

    async def find(self, query: str, scope: Scope) -> Sequence[Hit]:
        self.searched += 1
        if self.searched == ASKED:
            self.all_searched.set()
        return HITS

    async def answer(self, exchange: Exchange) -> None:
        self.working += 1
        self.most = max(self.most, self.working)
        if self.working == PLACES:
            self.full.set()
        await self.let.wait()
        self.working -= 1
        if self._fails:
            await exchange.respond(400, {})
        else:
            await exchange.write(WHOLE)

    def chain(self, url: str) -> FallbackChain:
        client = connect_chat_model("openai:m", ANSWER_SCHEMA, api_key=SecretStr("k"), base_url=url)
        prove = Prover(None).prove
        extractive = AnswerChain(self.find, ExtractiveAnswerer(extract_answer), prove, cite_nearest)
        written = AnswerChain(self.find, ChatAnswerer(client), prove, cite_nearest)
        return FallbackChain(written, client, lambda: extractive, concurrency=PLACES)


async def test_so_many_questions_are_with_the_model_and_all_have_been_searched_for() -> None:
    model = Model()
    async with faulty_provider(model.answer) as provider, asyncio.timeout(60):
        chain = model.chain(provider.url)
        asking = [asyncio.create_task(chain.ask(QUESTION)) for _ in range(ASKED)]
        await model.all_searched.wait()
        await model.full.wait()
        assert len(provider.requests) == PLACES
        model.let.set()
        answers = await asyncio.gather(*asking)
    assert [answer.model for answer in answers] == ["openai:m"] * ASKED
    assert model.most == PLACES


@pytest.mark.parametrize("ends", ["cancelled", "failed"])
async def test_a_question_that_ends_without_an_answer_of_the_model_leaves_its_place(ends: str) -> None:
    model = Model(fails=ends == "failed")
    async with faulty_provider(model.answer) as provider, asyncio.timeout(60):
        chain = model.chain(provider.url)
        first = [asyncio.create_task(chain.ask(QUESTION)) for _ in range(PLACES)]
        await model.full.wait()
        third = asyncio.create_task(chain.ask(QUESTION))
        if ends == "cancelled":
            for task in first:
                task.cancel()
            await asyncio.wait(first)
        model.let.set()
        answers = await asyncio.gather(third, *(first if ends == "failed" else ()))
    assert {answer.model for answer in answers} == {EXTRACTIVE if ends == "failed" else "openai:m"}


async def test_waiting_for_a_place_takes_nothing_of_the_time_for_the_answer() -> None:
    places = asyncio.Semaphore(0)
    async with asyncio.timeout(60) as deadline:
        before = deadline.when()
        with model_run(places) as run:
            run.deadline = deadline
            asyncio.get_running_loop().call_later(0.05, places.release)
            await run.take_place()
        after = deadline.when()
    assert before is not None
    assert after is not None
    assert after > before
