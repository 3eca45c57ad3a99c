"""A noun or a name alone asks what is said about it."""

from pathlib import Path

import pytest

from retrieval.index.embeddings import DEFAULT_MODEL
from retrieval.library import Library
from retrieval.models import Scope, Turn
from retrieval.models.answers import turn_of
from retrieval.models.options import Options
from retrieval.understanding.bare_subjects import question_about
from retrieval.understanding.classify import understand
from tests.prepared_homes import copied
from tests.retrieval.understanding.shelf import names


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Sourdough", "What do they say about Sourdough?"),
        ("bread prices?", "What do they say about bread prices?"),
        ("  “granite” ", "What do they say about granite?"),
        ("rockets", ""),
        ("granite prices", ""),
        ("why granite", ""),
        ("explain sourdough", ""),
        ("does bread keep", ""),
        ("Ada Brisk", ""),
        ("hello", ""),
    ],
)
def test_a_noun_that_somebody_says_is_a_question_about_it(message: str, question: str) -> None:
    assert question_about(message, understand(message, names()), names()) == question


async def test_a_noun_alone_has_nothing_of_the_question_before_it(
    indexed_sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = Library(Options(copied(indexed_sample, tmp_path_factory), embedding_model=DEFAULT_MODEL))
    try:
        asked = await library.ask("What did Tobias Fell say about salt?", Scope())
        turn = turn_of(asked)
        assert isinstance(turn, Turn)
        answer = await library.ask("lighthouse", Scope(), history=[turn])
    finally:
        await library.close()
    assert (answer.question, answer.kind) == ("lighthouse", "talk")
    assert answer.sentences
    assert all("lighthouse" in each.citations[0].episode.id for each in answer.sentences)
    assert "lighthouse" in answer.sentences[0].text.lower()
