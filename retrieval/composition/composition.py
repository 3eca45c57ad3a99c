"""Build the parts of a library, each when it is first needed. Only `retrieval.library` imports this."""

import contextlib
from functools import partial
from typing import TYPE_CHECKING

from retrieval.composition.index_composition import IndexComposition
from retrieval.concurrency import BuiltOnce
from retrieval.errors import PodciteError
from retrieval.models import Scope

if TYPE_CHECKING:
    from retrieval.answering.chain import AnswerChain
    from retrieval.answering.fallback import FallbackChain
    from retrieval.conversation.answer_cache import AnswerCache
    from retrieval.conversation.chat_model import ChatModel
    from retrieval.conversation.conversation import Conversation
    from retrieval.conversation.talk import Talk
    from retrieval.episode_pages.presentations import Presentations
    from retrieval.episode_pages.service import EpisodePages
    from retrieval.episode_pages.topic_writer import TopicWriter
    from retrieval.feeds.subscriptions import Subscriptions
    from retrieval.fetching.artwork import ArtworkStore
    from retrieval.fetching.fetcher import Fetcher
    from retrieval.guilds.privacy import Privacy
    from retrieval.guilds.removal import Removal
    from retrieval.guilds.service import Guilds
    from retrieval.guilds.shows import Shows
    from retrieval.guilds.speakers import SpeakerNames
    from retrieval.index.health import Health
    from retrieval.models import Status
    from retrieval.understanding.library_view import LibraryView


class Composition(IndexComposition):
    """Connect the parts of a library, from the catalog up to the services that the facade offers.

    Constructors take the parts that they use. If a part is slow to build (a model, LangChain), they take a
    function that returns it: it is built in the worker thread that needs it.
    """

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
            self.token_store,
        )

    @BuiltOnce
    def answer_chain(self) -> "AnswerChain | FallbackChain":
        if (model := self.options.writer) is None:
            return self.extractive_answer_chain
        from retrieval.answering.fallback import load_fallback_chain

        return load_fallback_chain(
            model,
            self.pinned_search.find,
            self.embed,
            lambda: self.extractive_answer_chain,
            verifier=self.options.verifier,
            prompt_tokens=self.options.prompt_tokens,
            concurrency=self.options.model_concurrency,
            **self.options.openai,
        )

    @BuiltOnce
    def chat_model(self) -> "ChatModel":
        from retrieval.conversation.chat_model import ChatModel

        return ChatModel(
            self.catalog, self.options.writer, lambda: self.answer_chain, self.threads, self.model_budgets
        )

    @BuiltOnce
    def extractive_answer_chain(self) -> "AnswerChain":
        """Return the chain that quotes segments and needs no chat model, whether or not one is configured."""
        from retrieval.answering.answerer import ExtractiveAnswerer
        from retrieval.answering.chain import build_answer_chain
        from retrieval.answering.extractive import extract_answer

        extract = partial(extract_answer, count=self.retriever.count_segments_saying)
        return build_answer_chain(self.pinned_search.find, ExtractiveAnswerer(extract), None, self.embed)

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
            embed=self.embed,
            topic_writer=lambda: self.topic_writer,
            chat_model=self.options.writer,
            threads=self.threads,
            presentations=self.presentations,
            budgets=self.model_budgets,
        )

    @BuiltOnce
    def talk(self) -> "Talk":
        from retrieval.conversation.talk import Talk

        return Talk(
            self.catalog,
            self.coverage,
            lambda: self.answer_chain,
            self.model_budgets,
            self.answer_cache,
            self.options.embedding_model,
        )

    @BuiltOnce
    def answer_cache(self) -> "AnswerCache":
        from retrieval.conversation.answer_cache import AnswerCache

        options = self.options
        model = (options.writer, options.verifier, options.prompt_tokens)
        maker = (*model, options.embedding_model, options.reranker)
        return AnswerCache(self.shared_store, self.catalog, self.threads, maker)

    @BuiltOnce
    def library_view(self) -> "LibraryView":
        from retrieval.index.term_reader import TermReader
        from retrieval.understanding.library_view import LibraryView

        terms = TermReader(self.term_index)
        return LibraryView(
            self.catalog.openings.read,
            terms.mentions,
            terms.search,
            self.coverage.without_words,
            self.catalog.openings.read_endings,
        )

    @BuiltOnce
    def conversation(self) -> "Conversation":
        from retrieval.conversation.conversation import Conversation

        return Conversation(
            self.catalog, self.library_view, self.threads, self.talk.ask, lambda: self.retriever
        )

    @BuiltOnce
    def guilds(self) -> "Guilds":
        from retrieval.episode_pages.subjects import name_subject
        from retrieval.guilds.service import Guilds

        return Guilds(self.catalog, self.threads, name_subject, self.pins, self.answer_cache.drop)

    @BuiltOnce
    def privacy(self) -> "Privacy":
        from retrieval.guilds.privacy import Privacy

        return Privacy(self.catalog.privacy, self.threads, self.options.keep, self.options.home)

    @BuiltOnce
    def removal(self) -> "Removal":
        from retrieval.guilds.removal import Removal

        return Removal(self.catalog, lambda: self.remover, self.threads)

    @BuiltOnce
    def speakers(self) -> "SpeakerNames":
        from retrieval.guilds.speakers import SpeakerNames

        return SpeakerNames(self.catalog, self.threads, lambda: self.library_view)

    @BuiltOnce
    def shows(self) -> "Shows":
        from retrieval.guilds.shows import Shows

        return Shows(self.catalog, self.options.home, self.threads)

    @BuiltOnce
    def artwork(self) -> "ArtworkStore":
        from retrieval.fetching.artwork import ArtworkStore

        return ArtworkStore(self.options.home / "artwork")

    @BuiltOnce
    def presentations(self) -> "Presentations":
        from retrieval.episode_pages.presentations import Presentations

        return Presentations(self.catalog, self.artwork, self.fetcher, self.guild_fetcher, self.threads)

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
            self.catalog,
            self.fetcher,
            lambda: self.indexer,
            self.threads,
            guild_fetcher=self.guild_fetcher,
            artwork=self.artwork,
        )

    def status(self) -> "Status":
        """Return the state of the whole index."""
        from retrieval.index.status import index_status

        return index_status(self.catalog, self.coverage, self.options.embedding_model, self.options.home)

    def warm_up(self) -> None:
        """Load and open what the first question needs; no request is sent to a chat model."""
        _ = self.answer_chain
        self.embedding_model.warm_up()
        self.vector_store.warm_up()
        self.term_index.search("warm", 1)
        self.conversation.warm_up()
        with contextlib.suppress(PodciteError):  # an empty or damaged library answers nothing yet
            self.retriever.find_sync("What is said about warm water?", Scope(), 1)
