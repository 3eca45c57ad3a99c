from pathlib import Path

import pytest

from retrieval.catalog import Catalog
from retrieval.embeddings import load
from retrieval.indexer import Indexer
from retrieval.models import Details, Scope
from retrieval.retriever import HybridRetriever, fuse, with_neighbours
from retrieval.terms import Terms
from retrieval.vectors import Vectors

BREAD = "Ada: Sourdough needs a warm place for the night, since wild yeast is slow in the cold.\n"
TIDES = "Ben: Spring tides come twice a month, when the sun and the moon pull along one line.\n"
FILLER = "Ada: And then we talked for a while about the weather, the harbour and the price of paint.\n"


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    home = tmp_path_factory.mktemp("home")
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    embeddings, terms = load(), Terms(home / "terms")
    vectors = Vectors(home / "vectors", embeddings.name)
    indexer = Indexer(catalog, vectors, terms, embeddings, home)
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


def test_what_both_searches_find_comes_before_what_one_finds() -> None:
    scores = fuse([[(1, 1), (1, 5)], [(1, 5), (1, 9)]])
    assert max(scores, key=lambda key: scores[key]) == (1, 5)


def test_a_passage_among_good_passages_beats_a_lone_one() -> None:
    scores = with_neighbours({(1, 4): 1.0, (1, 5): 1.0, (1, 6): 1.0, (1, 20): 1.2, (2, 5): 1.1})
    assert max(scores, key=lambda key: scores[key]) == (1, 5)
    assert scores[(2, 5)] == 1.1


def test_a_folder_that_is_empty_holds_nothing(tmp_path: Path) -> None:
    catalog = Catalog(f"sqlite:///{tmp_path / 'catalog.db'}")
    embeddings = load()
    vectors = Vectors(tmp_path / "vectors", embeddings.name)
    empty = HybridRetriever(
        catalog=catalog, vectors=vectors, terms=Terms(tmp_path / "terms"), embeddings=embeddings
    )
    assert empty.invoke("anything at all") == []
