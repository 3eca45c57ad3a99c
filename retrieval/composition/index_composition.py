"""Build the parts of a library that hold, read and search episodes, for `retrieval.composition` alone."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.concurrency import BuiltOnce, Threads
from retrieval.models.options import Options

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from retrieval.catalog.catalog import Catalog
    from retrieval.catalog.model_budgets import ModelBudgets
    from retrieval.catalog.passages import Passages
    from retrieval.index.coverage import Coverage
    from retrieval.index.embeddings import EmbeddingModel
    from retrieval.index.indexer import Indexer
    from retrieval.index.remover import Remover
    from retrieval.index.term_index import TermIndex
    from retrieval.index.token_store import TokenStore
    from retrieval.index.vector_store import VectorStore
    from retrieval.models.shared_store import SharedStore
    from retrieval.search.pinned import PinnedSearch, Pins
    from retrieval.search.retriever import HybridRetriever
    from retrieval.transcripts.bounded_reader import BoundedReader

BUILD_SECONDS = 4.0
"""How long closing waits for a part that is being built, in seconds; nothing is lost without closing it."""


class IndexComposition:
    """Connect the catalog, the embedding model, the vectors and terms, and what reads and searches them."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.build_lock = threading.RLock()
        self.threads = Threads()

    @BuiltOnce
    def catalog(self) -> "Catalog":
        from retrieval.catalog.catalog import Catalog

        options = self.options
        return Catalog(options.catalog_database, options.home, options.quotas)

    @BuiltOnce
    def passages(self) -> "Passages":
        from retrieval.catalog.passages import Passages

        return Passages(self.catalog)

    @BuiltOnce
    def shared_store(self) -> "SharedStore":
        from retrieval.catalog.process_store import ProcessStore

        return ProcessStore(self.catalog.usage, self.threads)

    @BuiltOnce
    def model_budgets(self) -> "ModelBudgets":
        from retrieval.catalog.model_budgets import ModelBudgets

        return ModelBudgets(
            self.catalog,
            self.shared_store,
            self.threads,
            model=self.options.writer,
            default=self.options.budget,
            limits_private=self.options.limits_private,
            time_zone=self.options.time_zone,
            prompt_tokens=self.options.prompt_tokens,
        )

    @BuiltOnce
    def embedding_model(self) -> "EmbeddingModel":
        from retrieval.index.embeddings import load_embedding_model

        return load_embedding_model(self.options.embedding_model, **self.options.openai)

    @BuiltOnce
    def vector_store(self) -> "VectorStore":
        from retrieval.index.vector_store import VectorStore

        return VectorStore(self.options.vector_storage, self.options.embedding_model)

    @BuiltOnce
    def term_index(self) -> "TermIndex":
        from retrieval.index.term_index import TermIndex

        return TermIndex(self.options.home / "terms")

    @BuiltOnce
    def token_store(self) -> "TokenStore":
        from retrieval.index.token_store import TokenStore

        options = self.options
        return TokenStore(options.home / "tokens", options.embedding_model, options.token_vector_bytes)

    @BuiltOnce
    def coverage(self) -> "Coverage":
        from retrieval.index.coverage import Coverage

        return Coverage(
            self.catalog, self.vector_store, self.term_index, self.options.home, lambda: self.embedding_model
        )

    @BuiltOnce
    def indexer(self) -> "Indexer":
        from retrieval.index.indexer import Indexer

        return Indexer(
            self.catalog,
            self.vector_store,
            self.term_index,
            self.embedding_model,
            self.options.home,
            read=self.transcript_reader.read_segments,
            tokens=self.token_store,
        )

    @BuiltOnce
    def transcript_reader(self) -> "BoundedReader":
        from retrieval.transcripts.bounded_reader import BoundedReader
        from retrieval.untrusted.budgeted_process import ProcessPool

        return BoundedReader(ProcessPool(), self.threads)

    @BuiltOnce
    def retriever(self) -> "HybridRetriever":
        from retrieval.search.reranker import load_reranker
        from retrieval.search.retriever import HybridRetriever

        reranker = load_reranker(self.embedding_model, self.token_store)
        if folder := self.options.reranker:
            from retrieval.search.cross_encoder import CrossEncoderReranker

            reranker = CrossEncoderReranker(folder.expanduser(), reranker)
        return HybridRetriever(
            catalog=self.catalog,
            vectors=self.vector_store,
            terms=self.term_index,
            embeddings=self.embedding_model,
            coverage=self.coverage,
            reranker=reranker,
        )

    @BuiltOnce
    def pins(self) -> "Pins":
        from retrieval.search.pinned import Pins

        return Pins(self.catalog)

    @BuiltOnce
    def pinned_search(self) -> "PinnedSearch":
        from retrieval.search.pinned import PinnedSearch

        return PinnedSearch(lambda: self.retriever.find, self.pins)

    @BuiltOnce
    def remover(self) -> "Remover":
        from retrieval.index.remover import Remover

        return Remover(self.catalog, self.vector_store, self.term_index, self.options.home, self.token_store)

    def embed(self, texts: Sequence[str]) -> "NDArray[float32]":
        return self.embedding_model.embed(texts)

    def close(self) -> None:
        """Close the parts that were built; don't call this while anything uses them.

        If one is still being built, as at a start that is cut short, they are left to the process's end.
        """
        self.threads.close()
        if not self.build_lock.acquire(timeout=BUILD_SECONDS):
            return
        try:
            for name in ("transcript_reader", "retriever", "vector_store", "catalog"):
                part = self.__dict__.pop(name, None)
                if part is not None:
                    part.close()
        finally:
            self.build_lock.release()
