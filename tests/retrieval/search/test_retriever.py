from pathlib import Path

import pytest

from retrieval.catalog.catalog import Catalog
from retrieval.index.embeddings import load_embedding_model
from retrieval.index.indexer import Indexer
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Details, Scope
from retrieval.search.retriever import HybridRetriever
from retrieval.transcripts.bounded_reader import read_segments
from tests.retrieval.indexing import IndexParts, open_parts, transcript

BREAD = "Ada: Sourdough needs a warm place for the night, since wild yeast is slow in the cold.\n"
TIDES = "Ben: Spring tides come twice a month, when the sun and the moon pull along one line.\n"
FILLER = "Ada: And then we talked for a while about the weather, the harbour and the price of paint.\n"


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    home = tmp_path_factory.mktemp("home")
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    embeddings, terms = load_embedding_model(), TermIndex(home / "terms")
    vectors = VectorStore(home / "vectors", embeddings.name)
    indexer = Indexer(catalog, vectors, terms, embeddings, home, read=read_segments)
    for guild, name, text in ((None, "bread", BREAD), (None, "tides", TIDES), (7, "secret", BREAD)):
        details = Details(show=f"The {name} show", title=name, episode=name)
        indexer.add((FILLER * 12 + text * 3 + FILLER * 12).encode(), details, guild=guild, name=f"{name}.txt")
    return HybridRetriever(catalog=catalog, vectors=vectors, terms=terms, embeddings=embeddings)


@pytest.mark.parametrize("scope", [Scope(), Scope(episode="tides"), Scope(show="the-tides-show"), Scope(7)])
async def test_the_passage_is_found_in_every_scope_that_holds_it(
    retriever: HybridRetriever, scope: Scope
) -> None:
    hits = await retriever.find("When are spring tides?", scope, 3)
    assert hits[0].episode.id == "tides"
    assert any("Spring tides come twice a month" in hit.segment.text for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


async def test_another_servers_episode_is_never_found(retriever: HybridRetriever) -> None:
    for scope in (Scope(), Scope(8)):
        hits = await retriever.find("Where does sourdough rise at night?", scope, 50)
        assert {hit.episode.id for hit in hits} == {"bread", "tides"}
    assert "secret" in {hit.episode.id for hit in await retriever.find("sourdough", Scope(7), 50)}


async def test_as_a_langchain_retriever_it_gives_documents_that_hold_their_hits(
    retriever: HybridRetriever,
) -> None:
    documents = await retriever.ainvoke("wild yeast in the cold")
    hit = documents[0].metadata["hit"]
    assert documents[0].page_content == hit.segment.text
    assert hit.episode.id == documents[0].metadata["episode"] == "bread"


async def test_the_same_question_always_gives_the_same_hits(retriever: HybridRetriever) -> None:
    for scope in (Scope(), Scope(episode="tides")):
        first = await retriever.find("When do the sun and the moon pull together?", scope, 20)
        assert await retriever.find("When do the sun and the moon pull together?", scope, 20) == first
        assert len({(hit.episode.id, hit.segment.number) for hit in first}) == len(first)


async def test_an_episode_that_the_question_names_comes_first(retriever: HybridRetriever) -> None:
    hits = await retriever.find("What was the weather in the bread show?", Scope(), 2)
    assert {hit.episode.id for hit in hits} == {"bread"}
    hits = await retriever.find("What was the weather in the tides show?", Scope(), 2)
    assert {hit.episode.id for hit in hits} == {"tides"}


async def test_who_is_named_is_heard_first(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    said = "We tar every rope twice. " * 22  # one segment's worth, the same for everybody
    lines = "".join(f"**{name}:** {said}\n\n" for name in ("Eve", "Flo", "Ada", "Ben", "Cyd", "Gus", "Hal"))
    parts.indexer.add(lines.encode(), Details(title="Ropes", episode="ropes"), name="ropes.md")
    retriever = _over(parts)
    for name in ("Ada", "Ben", "Cyd"):
        (hit,) = await retriever.find(f"What about ropes, {name}?", Scope(episode="ropes"), 1)
        assert hit.segment.speakers == (name,)


@pytest.mark.slow
async def test_what_a_replaced_transcript_said_is_never_found(tmp_path: Path) -> None:
    parts = open_parts(tmp_path)
    retriever = _over(parts)
    for topic in ("anchors", "buoys", "cranes"):
        content = transcript(*(f"{topic} of the kind {number}" for number in range(9)))
        parts.indexer.add(content, Details(show="Quay", episode="gear"), name="gear.srt")
        parts.indexer.add(transcript(f"ladders before {topic}"), Details(show="Quay"), name=f"{topic}.srt")
        for scope in (Scope(), Scope(episode="gear")):
            hits = await retriever.find("anchors, buoys, cranes and ladders", scope, 100)
            gear = [hit for hit in hits if hit.episode.id == "gear"]
            assert len(gear) == parts.episode("gear").segments
            assert all(topic in hit.segment.text for hit in gear)


def test_a_folder_that_is_empty_holds_nothing(tmp_path: Path) -> None:
    catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")
    embeddings = load_embedding_model()
    vectors = VectorStore(tmp_path / "vectors", embeddings.name)
    empty = HybridRetriever(
        catalog=catalog, vectors=vectors, terms=TermIndex(tmp_path / "terms"), embeddings=embeddings
    )
    assert empty.invoke("anything at all") == []


def _over(parts: IndexParts) -> HybridRetriever:
    return HybridRetriever(
        catalog=parts.catalog, vectors=parts.vectors, terms=parts.terms, embeddings=parts.model
    )
