from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.index.embeddings import load_embedding_model
from retrieval.index.indexer import Indexer
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.models import Cue, Details, Episode, Hit, Scope, Segment, Show
from retrieval.search.questions_in_talk import ANSWER_CREDIT, insert_answers
from retrieval.search.reranker import load_reranker
from retrieval.search.retriever import HybridRetriever
from retrieval.transcripts.bounded_reader import read_segments

EPISODE = Episode(1, "boat", Show(1, "sea", "Sea"), "Boat", 1, 9)
FILLER = [
    f"And then {who} talked for a while about {subject}, the harbour and the price of paint, as every year "
    "when the boats come out of the water and nobody knows where the ladders are."
    for who in ("Cyd", "Gus", "Hal", "Flo")
    for subject in ("the weather", "the winter", "the trains", "some music", "a garden", "the museum")
]
ASKING = "Ada: " + " ".join(
    [*FILLER[:3], "So how did you manage to keep the sourdough starter alive on the boat?"]
)
REPLY = (
    "Ben: Well, I put the jar next to the engine and fed her twice every day, that was all. "
    "She smelled of rum, rose slowly, and gave us bread."
)


def open_retriever(home: Path, *, reranks: bool) -> HybridRetriever:
    home.mkdir()
    catalog, model = Catalog(f"sqlite:///{home / 'catalog.db'}"), load_embedding_model()
    vectors, terms = VectorStore(home / "vectors", model.name), TermIndex(home / "terms")
    tokens = TokenStore(home / "tokens", model.name)
    indexer = Indexer(catalog, vectors, terms, model, home, read=read_segments, tokens=tokens)
    lines = [*(f"Flo: {text} {text}" for text in FILLER[:12]), ASKING, f"{REPLY} {' '.join(FILLER[2:5])}"]
    lines += [f"Flo: {text} {text}" for text in FILLER[12:]]
    for name in ("boat", "pier"):
        text = "\n".join(lines if name == "boat" else [f"Flo: {text} {text}" for text in FILLER])
        indexer.add(f"{text}\n".encode(), Details(title=name, episode=name), name=f"{name}.txt")
    return HybridRetriever(
        catalog=catalog,
        vectors=vectors,
        terms=terms,
        embeddings=model,
        reranker=load_reranker(model, tokens) if reranks else None,
    )


def test_an_answer_that_is_a_hit_too_comes_once_and_right_after_its_question() -> None:
    numbers = (3, 5, 4)
    asking, other, answer = (Hit(EPISODE, Segment(number, (Cue("Said?"),)), 1 / number) for number in numbers)
    assert insert_answers([asking, other, answer], [answer]) == [asking, answer, other]


@pytest.mark.slow
async def test_a_question_at_the_end_of_a_segment_brings_its_answer_along(tmp_path: Path) -> None:
    for reranks in (True, False):
        retriever = open_retriever(tmp_path / str(reranks), reranks=reranks)
        for scope in (Scope(episode="boat"), Scope()):
            hits = await retriever.find("How was the sourdough starter kept alive?", scope, 3)
            asking = next(hit for hit in hits if hit.segment.text.endswith("alive on the boat?"))
            answer = next(hit for hit in hits if "next to the engine" in hit.segment.text)
            assert answer.score >= ANSWER_CREDIT * asking.score > 0
