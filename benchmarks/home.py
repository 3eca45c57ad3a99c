"""A library in a folder of its own, built through the project's own path."""

from dataclasses import dataclass
from pathlib import Path

from retrieval.catalog.catalog import Catalog
from retrieval.index.embeddings import EmbeddingModel, load_embedding_model
from retrieval.index.indexer import Indexer
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.models import Episode, Scope
from retrieval.search.reranker import load_reranker
from retrieval.search.retriever import HybridRetriever
from retrieval.transcripts.bounded_reader import read_segments


@dataclass(frozen=True)
class Home:
    """The parts of a data folder, opened."""

    catalog: Catalog
    vectors: VectorStore
    terms: TermIndex
    embeddings: EmbeddingModel
    indexer: Indexer
    retriever: HybridRetriever

    def episodes(self) -> dict[str, Episode]:
        return {episode.id: episode for episode in self.catalog.episodes(Scope())}

    def close(self) -> None:
        self.vectors.close()
        self.catalog.close()


def open_home(folder: Path) -> Home:
    embeddings = load_embedding_model()
    catalog, terms = Catalog(f"sqlite:///{folder / 'catalog.db'}"), TermIndex(folder / "terms")
    vectors = VectorStore(folder / "vectors", embeddings.name)
    tokens = TokenStore(folder / "tokens", embeddings.name)
    indexer = Indexer(catalog, vectors, terms, embeddings, folder, read=read_segments, tokens=tokens)
    retriever = HybridRetriever(
        catalog=catalog,
        vectors=vectors,
        terms=terms,
        embeddings=embeddings,
        reranker=load_reranker(embeddings, tokens),
    )
    return Home(catalog, vectors, terms, embeddings, indexer, retriever)
