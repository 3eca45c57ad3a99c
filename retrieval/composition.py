"""Build the parts of a library, each when it is first needed. Only `retrieval.library` imports this."""

import threading
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from retrieval.concurrency import BuiltOnce, Threads
from retrieval.models.options import Options

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from retrieval.answering.answerer import Answerer
    from retrieval.answering.chain import AnswerChain
    from retrieval.answering.fallback import FallbackChain
    from retrieval.catalog.catalog import Catalog
    from retrieval.chat_model import ChatModel
    from retrieval.episode_pages.service import EpisodePages
    from retrieval.episode_pages.topic_writer import TopicWriter
    from retrieval.feeds.subscriptions import Subscriptions
    from retrieval.fetching.fetcher import Fetcher
    from retrieval.guilds.removal import Removal
    from retrieval.guilds.service import Guilds
    from retrieval.index.coverage import Coverage
    from retrieval.index.embeddings import EmbeddingModel
    from retrieval.index.health import Health
    from retrieval.index.indexer import Indexer
    from retrieval.index.remover import Remover
    from retrieval.index.term_index import TermIndex
    from retrieval.index.vector_store import VectorStore
    from retrieval.search.retriever import HybridRetriever
    from retrieval.transcripts.bounded_reader import BoundedReader

BUILD_SECONDS = 4.0
"""How long closing waits for a part that is being built, in seconds; nothing is lost without closing it."""


class Composition:
    """Connect the parts of a library, from the catalog up to the services that the facade offers.

    Constructors take the parts that they use. If a part is slow to build (a model, LangChain), they take a
    function that returns it: it is built in the worker thread that needs it.
    """

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
    def coverage(self) -> "Coverage":
        from retrieval.index.coverage import Coverage

        return Coverage(self.catalog, self.vector_store, self.term_index, self.options.home)

    @BuiltOnce
    def health(self) -> "Health":
        from retrieval.index.health import Health

        return Health(
            self.catalog,
            self.vector_store,
            self.term_index,
            self.coverage,
            lambda: self.embedding_model,
            self.options.home,
            lambda: self.answer_chain.model,
            self.threads,
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
        )

    @BuiltOnce
    def transcript_reader(self) -> "BoundedReader":
        from retrieval.budgeted_process import ProcessPool
        from retrieval.transcripts.bounded_reader import BoundedReader

        return BoundedReader(ProcessPool(), self.threads)

    @BuiltOnce
    def retriever(self) -> "HybridRetriever":
        from retrieval.search.retriever import HybridRetriever

        return HybridRetriever(
            catalog=self.catalog,
            vectors=self.vector_store,
            terms=self.term_index,
            embeddings=self.embedding_model,
            coverage=self.coverage,
        )

    @BuiltOnce
    def answer_chain(self) -> "AnswerChain | FallbackChain":
        if (model := self.options.writer) is None:
            return self.extractive_answer_chain
        from retrieval.answering.chat_answerer import ChatAnswerer
        from retrieval.answering.fallback import FallbackChain
        from retrieval.llm.connect import connect_chat_model
        from retrieval.llm.reply_schemas import ANSWER_SCHEMA

        client = connect_chat_model(model, ANSWER_SCHEMA, **self.options.openai)
        chain = self._build_answer_chain(ChatAnswerer(client))
        return FallbackChain(chain, client, lambda: self.extractive_answer_chain)

    @BuiltOnce
    def chat_model(self) -> "ChatModel":
        from retrieval.chat_model import ChatModel

        return ChatModel(self.catalog, self.options.writer, lambda: self.answer_chain, self.threads)

    @BuiltOnce
    def extractive_answer_chain(self) -> "AnswerChain":
        """Return the chain that quotes segments and needs no chat model, whether or not one is configured."""
        from retrieval.answering.answerer import ExtractiveAnswerer
        from retrieval.answering.extractive import extract_answer

        return self._build_answer_chain(
            ExtractiveAnswerer(partial(extract_answer, count=self.retriever.count_segments_saying))
        )

    @BuiltOnce
    def topic_writer(self) -> "TopicWriter | None":
        if (model := self.options.writer) is None:
            return None
        from retrieval.episode_pages.topic_writer import load

        return load(model, **self.options.openai)

    @BuiltOnce
    def episode_pages(self) -> "EpisodePages":
        from retrieval.episode_pages.service import EpisodePages

        return EpisodePages(
            catalog=self.catalog,
            vectors=self.vector_store,
            embed=self._embed,
            topic_writer=lambda: self.topic_writer,
            answer_chain=lambda: self.extractive_answer_chain,
            chat_model=self.options.writer,
            threads=self.threads,
        )

    @BuiltOnce
    def guilds(self) -> "Guilds":
        from retrieval.guilds.service import Guilds

        return Guilds(self.catalog, self.threads)

    @BuiltOnce
    def removal(self) -> "Removal":
        from retrieval.guilds.removal import Removal

        return Removal(self.catalog, lambda: self.remover, self.threads)

    @BuiltOnce
    def remover(self) -> "Remover":
        from retrieval.index.remover import Remover

        return Remover(self.catalog, self.vector_store, self.term_index, self.options.home)

    @BuiltOnce
    def fetcher(self) -> "Fetcher":
        from retrieval.fetching.fetcher import Fetcher

        return Fetcher(self.options.trusted_hosts, require_space=self.catalog.require_space)

    @BuiltOnce
    def guild_fetcher(self) -> "Fetcher":
        from retrieval.fetching.fetcher import Fetcher

        if self.options.guilds_trust_hosts:
            return self.fetcher
        return Fetcher(stopped=self.options.trusted_hosts, require_space=self.catalog.require_space)

    @BuiltOnce
    def subscriptions(self) -> "Subscriptions":
        from retrieval.feeds.subscriptions import Subscriptions

        return Subscriptions(
            self.catalog, self.fetcher, lambda: self.indexer, self.threads, guild_fetcher=self.guild_fetcher
        )

    def _embed(self, texts: "Sequence[str]") -> "NDArray[float32]":
        return self.embedding_model.embed(texts)

    def _build_answer_chain(self, answerer: "Answerer") -> "AnswerChain":
        from retrieval.answering.chain import AnswerChain
        from retrieval.answering.extractive import cite_nearest
        from retrieval.answering.grounding import ground

        return AnswerChain(self.retriever.find, answerer, partial(ground, embed=self._embed), cite_nearest)

    def warm_up(self) -> None:
        """Load and open what the first question would wait for; no request is sent to a chat model."""
        _ = self.answer_chain
        self.embedding_model.warm_up()
        self.vector_store.warm_up()
        self.term_index.search("warm", 1)

    def close(self) -> None:
        """Close the parts that were built; not to be called while anything uses them.

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
