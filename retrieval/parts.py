"""What a library is made of; each part is built when it is first needed, once, whichever thread needs it."""

import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from pydantic import SecretStr

from retrieval.errors import LibraryError

if TYPE_CHECKING:
    from retrieval.answering.answerer import Answerer
    from retrieval.answering.chain import AnswerChain
    from retrieval.catalog.catalog import Catalog
    from retrieval.episode_pages.service import Pages
    from retrieval.episode_pages.topic_writer import TopicWriter
    from retrieval.feeds.subscriptions import Subscriptions
    from retrieval.fetching.fetcher import Fetcher
    from retrieval.guilds.service import Guilds
    from retrieval.index.embeddings import EmbeddingModel
    from retrieval.index.indexer import Indexer
    from retrieval.index.term_index import Terms
    from retrieval.index.vector_store import Vectors
    from retrieval.search.retriever import HybridRetriever

T = TypeVar("T")


class Once(Generic[T]):
    """A part that is built when it is first asked for, and by one thread only.

    Not `functools.cached_property`: before Python 3.12 that holds a lock of its own while it builds, and
    two threads that need two parts in different orders would wait for each other for ever.
    """

    def __init__(self, build: "Callable[[Parts], T]") -> None:
        self._build = build

    def __get__(self, parts: "Parts", owner: "type[Parts] | None" = None) -> T:
        name = self._build.__name__
        with parts.building:
            if name not in parts.__dict__:
                parts.__dict__[name] = self._build(parts)
            made: T = parts.__dict__[name]  # from here on found without coming here
            return made


@dataclass
class Parts:
    """The settings of a library, and what stands behind it."""

    home: Path
    catalog_url: str | None
    chroma_url: str | None
    chat_model: str | None
    embedding_model: str
    openai_api_key: SecretStr | None
    openai_base_url: str | None
    trusted_hosts: tuple[str, ...] = ()
    building: threading.RLock = field(default_factory=threading.RLock, repr=False)

    @Once
    def catalog(self) -> "Catalog":
        from retrieval.catalog.catalog import Catalog

        self._make_home()
        return Catalog(self.catalog_url or f"sqlite:///{self.home / 'catalog.db'}")

    @Once
    def embeddings(self) -> "EmbeddingModel":
        from retrieval.index.embeddings import load

        return load(self.embedding_model, api_key=self.openai_api_key, base_url=self.openai_base_url)

    @Once
    def vectors(self) -> "Vectors":
        from retrieval.index.vector_store import Vectors

        self._make_home()
        return Vectors(self.chroma_url or self.home / "vectors", self.embedding_model)

    @Once
    def terms(self) -> "Terms":
        from retrieval.index.term_index import Terms

        self._make_home()
        return Terms(self.home / "terms")

    @Once
    def indexer(self) -> "Indexer":
        from retrieval.index.indexer import Indexer

        return Indexer(self.catalog, self.vectors, self.terms, self.embeddings, self.home)

    @Once
    def retriever(self) -> "HybridRetriever":
        from retrieval.search.retriever import HybridRetriever

        return HybridRetriever(
            catalog=self.catalog, vectors=self.vectors, terms=self.terms, embeddings=self.embeddings
        )

    @Once
    def chain(self) -> "AnswerChain":
        from retrieval.answering.answerer import EXTRACTIVE

        if not self.chat_model or self.chat_model == EXTRACTIVE:
            return self.verbatim_chain
        from retrieval.answering.chat_answerer import load

        return self._chain(load(self.chat_model, api_key=self.openai_api_key, base_url=self.openai_base_url))

    @Once
    def verbatim_chain(self) -> "AnswerChain":
        """The chain that needs no chat model, whichever is set."""
        from retrieval.answering.answerer import ExtractiveAnswerer
        from retrieval.answering.extractive import answer

        return self._chain(ExtractiveAnswerer(partial(answer, count=self.retriever.said)))

    @Once
    def topic_writer(self) -> "TopicWriter | None":
        from retrieval.answering.answerer import EXTRACTIVE

        if not self.chat_model or self.chat_model == EXTRACTIVE:
            return None
        from retrieval.episode_pages.topic_writer import load

        return load(self.chat_model, api_key=self.openai_api_key, base_url=self.openai_base_url)

    @Once
    def pages(self) -> "Pages":
        from retrieval.episode_pages.service import Pages

        return Pages(self)

    @Once
    def guilds(self) -> "Guilds":
        from retrieval.guilds.service import Guilds

        return Guilds(lambda: self.catalog)

    @Once
    def fetcher(self) -> "Fetcher":
        from retrieval.fetching.fetcher import Fetcher

        return Fetcher(self.trusted_hosts)

    @Once
    def feeds(self) -> "Subscriptions":
        from retrieval.feeds.subscriptions import Subscriptions

        return Subscriptions(self)

    def _chain(self, answerer: "Answerer") -> "AnswerChain":
        from retrieval.answering.chain import AnswerChain
        from retrieval.answering.extractive import nearest
        from retrieval.answering.grounding import ground

        return AnswerChain(
            self.retriever.find, answerer, partial(ground, embed=self.embeddings.embed), nearest
        )

    def warm_up(self) -> None:
        """Load and open what the first question would wait for; a chat model isn't asked anything."""
        _ = self.chain
        self.embeddings.warm_up()
        self.vectors.warm_up()
        self.terms.search("warm", 1)
        # What was loaded so far stays, and looking through all of it for garbage stops every thread.
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Close what was built; not while anything uses it."""
        with self.building:
            for name in ("catalog", "vectors"):
                part = self.__dict__.pop(name, None)
                if part is not None:
                    part.close()

    def _make_home(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"The folder {self.home} can't be made: {error.strerror or error}.") from error
