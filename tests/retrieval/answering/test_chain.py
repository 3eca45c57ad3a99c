import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from retrieval.answering import chain as module
from retrieval.answering.answerer import Answerer, ExtractiveAnswerer
from retrieval.answering.chain import AnswerChain, create_chain
from retrieval.answering.citations import cite
from retrieval.answering.extractive import cite_nearest, extract_answer
from retrieval.answering.follow_ups import SearchQuery, StandaloneQuestion
from retrieval.answering.proving import Prover
from retrieval.errors import LibraryError, ModelError
from retrieval.models import Draft, Hit, Question, Scope, Sentence, Turn
from retrieval.models.options import EXTRACTIVE
from tests.retrieval.sample_episode import EPISODE, HITS, SCOPE, SEGMENTS, TEXTS, find, find_nothing

KEEPS = Draft("Rye bread keeps longer than wheat bread.", (1,), "rye bread keeps longer than wheat bread")
INVENTED = Draft("Ida Holm won the Nobel Prize in 1999.", (2,), "Ida Holm won the Nobel Prize")
# Wrongly cited: said in the third passage.
OVEN = Draft("The oven reaches 260 degrees before dawn.", (4,), "reaches 260 degrees before dawn")


class Scripted:
    """Writes the drafts that a test sets and records what it was asked."""

    name = "scripted"
    hit_count = 10

    def __init__(self, *drafts: Draft | Sentence) -> None:
        self.drafts = drafts
        self.asked: list[tuple[str, tuple[Hit, ...]]] = []
        self.written = 0
        self.last_waits_for: asyncio.Event | None = None

    async def rewrite_follow_up(self, question: str, history: Sequence[Turn]) -> StandaloneQuestion:
        carried = (SearchQuery(f"{history[-1].question} {question}", 0.5),) if history else ()
        return StandaloneQuestion((SearchQuery(question), *carried), question)

    def select_hits(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        return hits[:2]

    async def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
        self.asked.append((question, tuple(hits)))
        for draft in self.drafts:
            if self.last_waits_for and draft is self.drafts[-1]:
                await asyncio.wait_for(self.last_waits_for.wait(), 30)
            self.written += 1
            yield draft
            await asyncio.sleep(0)


def answer_chain(answerer: Answerer, finder: module.FindHits = find) -> AnswerChain:
    return AnswerChain(finder, answerer, Prover().prove, cite_nearest)


async def test_only_what_the_hits_prove_is_answered() -> None:
    found = await answer_chain(Scripted(KEEPS, INVENTED, OVEN)).ask(
        Question("How long does rye keep?", SCOPE)
    )

    assert found.status == "answered"
    assert [sentence.text for sentence in found.sentences] == [KEEPS.text, OVEN.text]
    assert [citation.segment for sentence in found.sentences for citation in sentence.citations] == [2, 3]
    assert (found.model, found.nearest, found.rejected) == ("scripted", (), 1)
    assert found.seconds.total >= found.seconds.retrieve >= 0


async def test_a_sentence_is_shown_once_proven_and_before_the_next_is_written() -> None:
    answerer = Scripted(KEEPS, INVENTED, OVEN)
    answerer.last_waits_for = shown = asyncio.Event()
    seen: list[tuple[str, int]] = []

    async def on_sentence(sentence: Sentence) -> None:
        seen.append((sentence.text, answerer.written))
        shown.set()

    await answer_chain(answerer).ask(Question("How long does rye keep?", SCOPE), on_sentence)

    assert [text for text, _ in seen] == [KEEPS.text, OVEN.text]
    assert seen[0][1] < 3


async def test_a_sentence_that_comes_twice_is_shown_once() -> None:
    again = replace(KEEPS, text=KEEPS.text.upper().capitalize())
    found = await answer_chain(Scripted(KEEPS, KEEPS, again)).ask(Question("How long does rye keep?", SCOPE))
    assert len(found.sentences) == 1


async def test_nothing_proven_is_a_refusal_with_the_nearest() -> None:
    found = await answer_chain(Scripted(INVENTED)).ask(Question("Who won the Nobel Prize?", SCOPE))

    assert (found.status, found.sentences) == ("refused", ())
    assert [citation.segment for citation in found.nearest] == [2, 3, 1]
    assert all(citation.quote in SEGMENTS[citation.segment - 1].text for citation in found.nearest)


async def test_nothing_found_is_a_refusal_with_nothing_near() -> None:
    found = await answer_chain(Scripted(), find_nothing).ask(Question("Who?", SCOPE))
    assert (found.status, found.nearest) == ("refused", ())


async def test_a_follow_up_is_looked_for_with_its_topic() -> None:
    answerer = Scripted(KEEPS)
    queries: list[tuple[str, Scope]] = []

    async def remember(query: str, scope: Scope) -> Sequence[Hit]:
        queries.append((query, scope))
        return HITS

    history = (Turn("What of rye?", "It keeps."),)
    found = await answer_chain(answerer, remember).ask(Question(" how long? ", SCOPE, history))

    assert queries == [("how long?", SCOPE), ("What of rye? how long?", SCOPE)]
    assert [(asked, [hit.segment for hit in hits]) for asked, hits in answerer.asked] == [
        ("how long?", [hit.segment for hit in HITS[:2]])
    ]
    assert found.question == "how long?"


async def test_the_extractive_answerer_speaks_in_the_transcripts_own_sentences() -> None:
    extractive = ExtractiveAnswerer(extract_answer)
    found = await answer_chain(extractive).ask(
        Question("Does rye bread keep longer than wheat bread?", SCOPE)
    )

    assert found.model == EXTRACTIVE
    assert found.sentences[0].text.startswith("Rye bread keeps longer than wheat bread.")
    assert all(sentence.text in " ".join(TEXTS) for sentence in found.sentences)


async def test_proven_sentences_are_not_proven_again() -> None:
    quote = "She trusted her hands."
    proven = Sentence(quote, (cite(EPISODE, SEGMENTS[3], quote),))
    found = await answer_chain(Scripted(proven)).ask(Question("Who weighed the salt?", SCOPE))
    assert found.sentences == (proven,)


async def test_the_steps_have_names_in_traces() -> None:
    chain = create_chain(find, Scripted(KEEPS, OVEN), Prover().prove)
    started: list[str] = []
    streamed: dict[str, int] = {}
    async for event in chain.astream_events(Question("How long does rye keep?", SCOPE), version="v2"):
        if event["event"] == "on_chain_start":
            started.append(event["name"])
        elif event["event"] == "on_chain_stream":
            streamed[event["name"]] = streamed.get(event["name"], 0) + 1

    assert started == ["answer", "condense", "retrieve", "generate", "prove"]
    assert streamed["prove"] >= 3


async def test_the_chain_can_be_asked_as_a_whole() -> None:
    chain = create_chain(find, Scripted(KEEPS, OVEN), Prover().prove)
    grounded = await chain.ainvoke(Question("How long does rye keep?", SCOPE))
    assert [sentence.text for sentence in grounded.sentences] == [KEEPS.text, OVEN.text]


async def test_what_the_retriever_raises_arrives_as_it_is() -> None:
    async def broken(query: str, scope: Scope) -> Sequence[Hit]:
        raise LibraryError("The index is being rebuilt.")

    with pytest.raises(LibraryError, match="being rebuilt"):
        await answer_chain(Scripted(), broken).ask(Question("Who?", SCOPE))


async def test_an_answer_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Scripted):
        async def write(self, question: str, hits: Sequence[Hit]) -> AsyncIterator[Draft | Sentence]:
            yield KEEPS
            await asyncio.sleep(60)

    monkeypatch.setattr(module, "ANSWER_TIMEOUT_SECONDS", 0.05)
    with pytest.raises(ModelError, match="took too long"):
        await answer_chain(Slow()).ask(Question("How long?", SCOPE))
