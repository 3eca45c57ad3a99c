"""A library asked from end to end: real Chroma, tantivy, SQLite and embedding model, on a real episode."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.errors import BadRequestError, NotFoundError
from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Answer, Citation, Details, Scope, Sentence
from retrieval.models.options import Options
from tests.prepared_homes import copied
from tests.retrieval.indexing import transcript

LEX = Scope(episode="lex-333")


@pytest.fixture(scope="module")
def lex(indexed_interview: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home = copied(indexed_interview, tmp_path_factory)
    library = Library(Options(home, embedding_model=DEFAULT_MODEL))
    yield library
    asyncio.run(library.close())


@pytest.mark.long
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is a neural network, in his words?", "simple mathematical expression"),
        ("What are the knobs of a neural network?", "synapses"),
        ("What must a data set be: how large, accurate and diverse?", "diverse"),
        ("Why doesn't he make analogies to the brain?", "optimization process that gave rise"),
        ("Do aliens or physics exploits come up?", "physics has exploits"),
    ],
)
async def test_a_real_episode_is_answered_from_the_passage_where_it_is_said(
    lex: Library, question: str, said: str
) -> None:
    answer = await lex.ask(question, LEX)
    quotes = [citation.quote for sentence in answer.sentences for citation in sentence.citations]
    _, segments = await lex.transcript(LEX)
    texts = {segment.number: segment.text for segment in segments}
    assert any(said in texts[citation.segment] for citation in _citations(answer)), quotes
    for citation in _citations(answer):
        assert citation.quote in texts[citation.segment]
        assert citation.start is not None
        assert citation.url == f"https://www.youtube.com/watch?v=cdiD-9MMpb0&t={int(citation.start)}s"


@pytest.mark.long
async def test_sentences_come_one_by_one_and_an_answer_says_what_was_looked_at(lex: Library) -> None:
    heard: list[Sentence] = []

    async def hear(sentence: Sentence) -> None:
        heard.append(sentence)

    answer = await lex.ask("What does he say about the origin of life?", LEX, on_sentence=hear)
    assert tuple(heard) == answer.sentences
    assert answer.status == "answered"
    assert answer.looked_at.startswith("all of “Andrej Karpathy")
    assert answer.model == "extractive"


@pytest.mark.slow
async def test_there_is_nothing_to_ask_where_nothing_is_indexed(tmp_path: Path) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    with pytest.raises(NotFoundError, match="podcite index add"):
        await library.ask("What is honey?", Scope())
    await library.close()


@pytest.mark.parametrize("question", ["", " \n\t ", "why " * 600])
async def test_a_question_that_is_none_is_refused_in_a_sentence(tmp_path: Path, question: str) -> None:
    library = Library(Options(tmp_path, embedding_model=DEFAULT_MODEL))
    await library.add(transcript("honey", "wax"), Details(show="The Hive", episode="hive-1"), name="bees.srt")
    with pytest.raises(BadRequestError):
        await library.ask(question, Scope())
    await library.close()


def _citations(answer: Answer) -> list[Citation]:
    return [citation for sentence in answer.sentences for citation in sentence.citations]
