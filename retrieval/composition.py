"""Build the parts of a library, each when it is first needed. Only `retrieval.library` imports this."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import SecretStr

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

    from retrieval.answering.answerer import Answerer
    from retrieval.answering.chain import AnswerChain
    from retrieval.catalog.catalog import Catalog
    from retrieval.episode_pages.service import EpisodePages
    from retrieval.episode_pages.topic_writer import TopicWriter
    from retrieval.feeds.subscriptions import Subscriptions
    from retrieval.fetching.fetcher import Fetcher
    from retrieval.guilds.service import Guilds
    from retrieval.index.embeddings import EmbeddingModel
    from retrieval.index.indexer import Indexer
    from retrieval.index.term_index import TermIndex
    from retrieval.index.vector_store import VectorStore
    from retrieval.search.retriever import HybridRetriever

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """What a library is opened with; `Library.open` documents each of them."""

    home: Path
    embedding_model: str
    catalog_url: str | None = None
    chroma_url: str | None = None
    chat_model: str | None = None
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    trusted_hosts: tuple[str, ...] = ()


class BuiltOnce(Generic[T]):
    """An attribute that is built when it is first read, once, whichever thread reads it.

    Not `functools.cached_property`: before Python 3.12 that holds one lock per property while it builds, so
    two threads that need two parts in different orders would deadlock.
    """

    def __init__(self, build: "Callable[[Composition], T]") -> None:
        self._build = build

    def __get__(self, composition: "Composition", owner: "type[Composition] | None" = None) -> T:
        name = self._build.__name__
        with composition.building:
            if name not in composition.__dict__:
                composition.__dict__[name] = self._build(composition)
            built: T = composition.__dict__[name]  # later reads find it there and don't come here
            return built


class Composition:
    """Connect the parts of a library, from the catalog up to the services that the facade offers.

    Constructors take the parts that they use. A part that is slow to build (a model, LangChain) is handed
    over as a function that returns it, so that it is built in the worker thread that needs it.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.building = threading.RLock()

    @BuiltOnce
    def catalog(self) -> "Catalog":
        from retrieval.catalog.catalog import Catalog

        home = self.options.home
        return Catalog(self.options.catalog_url or f"sqlite:///{home / 'catalog.db'}", home)

    @BuiltOnce
    def embeddings(self) -> "EmbeddingModel":
        from retrieval.index.embeddings import load_embedding_model

        options = self.options
        return load_embedding_model(
            options.embedding_model, api_key=options.openai_api_key, base_url=options.openai_base_url
        )

    @BuiltOnce
    def vectors(self) -> "VectorStore":
        from retrieval.index.vector_store import VectorStore

        options = self.options
        return VectorStore(options.chroma_url or options.home / "vectors", options.embedding_model)

    @BuiltOnce
    def terms(self) -> "TermIndex":
        from retrieval.index.term_index import TermIndex

        return TermIndex(self.options.home / "terms")

    @BuiltOnce
    def indexer(self) -> "Indexer":
        from retrieval.index.indexer import Indexer

        return Indexer(self.catalog, self.vectors, self.terms, self.embeddings, self.options.home)

    @BuiltOnce
    def retriever(self) -> "HybridRetriever":
        from retrieval.search.retriever import HybridRetriever

        return HybridRetriever(
            catalog=self.catalog, vectors=self.vectors, terms=self.terms, embeddings=self.embeddings
        )

    @BuiltOnce
    def chain(self) -> "AnswerChain":
        model = self._written_by
        if model is None:
            return self.extractive_chain
        from retrieval.answering.chat_answerer import load

        options = self.options
        return self._chain(load(model, api_key=options.openai_api_key, base_url=options.openai_base_url))

    @BuiltOnce
    def extractive_chain(self) -> "AnswerChain":
        """The chain that needs no chat model, whether or not one is set."""
        from retrieval.answering.answerer import ExtractiveAnswerer
        from retrieval.answering.extractive import answer

        return self._chain(ExtractiveAnswerer(partial(answer, count=self.retriever.count_segments_saying)))

    @BuiltOnce
    def topic_writer(self) -> "TopicWriter | None":
        model = self._written_by
        if model is None:
            return None
        from retrieval.episode_pages.topic_writer import load

        options = self.options
        return load(model, api_key=options.openai_api_key, base_url=options.openai_base_url)

    @BuiltOnce
    def pages(self) -> "EpisodePages":
        from retrieval.episode_pages.service import EpisodePages

        return EpisodePages(
            catalog=self.catalog,
            vectors=self.vectors,
            embed=self._embed,
            topic_writer=lambda: self.topic_writer,
            answer_chain=lambda: self.extractive_chain,
            chat_model=self._written_by,
        )

    @BuiltOnce
    def guilds(self) -> "Guilds":
        from retrieval.guilds.service import Guilds

        return Guilds(self.catalog)

    @BuiltOnce
    def fetcher(self) -> "Fetcher":
        from retrieval.fetching.fetcher import Fetcher

        return Fetcher(self.options.trusted_hosts)

    @BuiltOnce
    def feeds(self) -> "Subscriptions":
        from retrieval.feeds.subscriptions import Subscriptions

        return Subscriptions(self.catalog, self.fetcher, lambda: self.indexer)

    @property
    def _written_by(self) -> str | None:
        """The chat model's name, `None` where answers are extractive."""
        from retrieval.answering.answerer import EXTRACTIVE

        model = self.options.chat_model
        return None if model == EXTRACTIVE else model or None

    def _embed(self, texts: "Sequence[str]") -> "NDArray[float32]":
        return self.embeddings.embed(texts)

    def _chain(self, answerer: "Answerer") -> "AnswerChain":
        from retrieval.answering.chain import AnswerChain
        from retrieval.answering.extractive import nearest
        from retrieval.answering.grounding import ground

        return AnswerChain(self.retriever.find, answerer, partial(ground, embed=self._embed), nearest)

    def warm_up(self) -> None:
        """Load and open what the first question would wait for; a chat model isn't asked anything."""
        _ = self.chain
        self.embeddings.warm_up()
        self.vectors.warm_up()
        self.terms.search("warm", 1)

    def close(self) -> None:
        """Close what was built; not while anything uses it."""
        with self.building:
            for name in ("retriever", "vectors", "catalog"):
                part = self.__dict__.pop(name, None)
                if part is not None:
                    part.close()
