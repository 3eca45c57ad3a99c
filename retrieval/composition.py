"""Build the parts of a library, each when it is first needed. Only `retrieval.library` imports this."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.concurrency import BuiltOnce, Threads
from retrieval.models.options import Options

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from retrieval.answering.chain import AnswerChain
    from retrieval.catalog.catalog import Catalog
    from retrieval.conversation.conversation import Conversation
    from retrieval.conversation.talk import Talk
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
    function that returns it, so that it is built in the worker thread that needs it.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.build_lock = threading.RLock()
        self.threads = Threads()

    @BuiltOnce
    def catalog(self) -> "Catalog":
        from retrieval.catalog.catalog import Catalog

        home = self.options.home
        return Catalog(self.options.catalog_url or f"sqlite:///{home / 'catalog.db'}", home)

    @BuiltOnce
    def embedding_model(self) -> "EmbeddingModel":
        from retrieval.index.embeddings import load_embedding_model

        return load_embedding_model(self.options.embedding_model, **self.options.openai)

    @BuiltOnce
    def vector_store(self) -> "VectorStore":
        from retrieval.index.vector_store import VectorStore

        options = self.options
        return VectorStore(options.chroma_url or options.home / "vectors", options.embedding_model)

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
            self.threads.long_work,
        )

    @BuiltOnce
    def indexer(self) -> "Indexer":
        from retrieval.index.indexer import Indexer

        stores = (self.catalog, self.vector_store, self.term_index)
        read = self.transcript_reader.read_segments
        return Indexer(*stores, self.embedding_model, self.options.home, read=read)

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
    def answer_chain(self) -> "AnswerChain":
        if self._chat_model is None:
            return self.extractive_answer_chain
        from retrieval.answering.assembly import build_chat_chain

        return build_chat_chain(self._chat_model, self.options.openai, self.retriever.find, self._embed)

    @BuiltOnce
    def extractive_answer_chain(self) -> "AnswerChain":
        """Return the chain that quotes segments and needs no chat model, whether or not one is configured."""
        from retrieval.answering.assembly import build_extractive_chain

        return build_extractive_chain(self.retriever.find, self.retriever.count_segments_saying, self._embed)

    @BuiltOnce
    def topic_writer(self) -> "TopicWriter | None":
        model = self._chat_model
        if model is None:
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
            chat_model=self._chat_model,
            threads=self.threads,
        )

    @BuiltOnce
    def talk(self) -> "Talk":
        from retrieval.conversation.talk import Talk

        model = self.options.embedding_model
        return Talk(self.catalog, self.coverage, model, lambda: self.answer_chain)

    @BuiltOnce
    def conversation(self) -> "Conversation":
        from retrieval.conversation.conversation import Conversation
        from retrieval.understanding.library_view import LibraryView

        view = LibraryView(self.catalog.openings.read, self.term_index.mentions, self.term_index.search)
        return Conversation(self.catalog, view, self.threads, self.talk.ask, lambda: self.retriever)

    @BuiltOnce
    def guilds(self) -> "Guilds":
        from retrieval.guilds.service import Guilds

        return Guilds(self.catalog, self.threads)

    @BuiltOnce
    def removal(self) -> "Removal":
        from retrieval.guilds.removal import Removal

        return Removal(self.catalog, lambda: self.remover)

    @BuiltOnce
    def remover(self) -> "Remover":
        from retrieval.index.remover import Remover

        return Remover(self.catalog, self.vector_store, self.term_index, self.options.home)

    @BuiltOnce
    def fetcher(self) -> "Fetcher":
        from retrieval.fetching.fetcher import Fetcher

        return Fetcher(self.options.trusted_hosts)

    @BuiltOnce
    def guild_fetcher(self) -> "Fetcher":
        from retrieval.fetching.fetcher import Fetcher

        options = self.options
        return self.fetcher if options.guilds_trust_hosts else Fetcher(stopped=options.trusted_hosts)

    @BuiltOnce
    def subscriptions(self) -> "Subscriptions":
        from retrieval.feeds.subscriptions import Subscriptions

        return Subscriptions(
            self.catalog, self.fetcher, lambda: self.indexer, self.threads, guild_fetcher=self.guild_fetcher
        )

    @property
    def _chat_model(self) -> str | None:
        """Return the chat model's name, `None` if answers are extractive."""
        from retrieval.answering.answerer import EXTRACTIVE

        model = self.options.chat_model
        return None if model == EXTRACTIVE else model or None

    def _embed(self, texts: "Sequence[str]") -> "NDArray[float32]":
        return self.embedding_model.embed(texts)

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
