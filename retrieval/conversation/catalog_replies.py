"""Reply to requests about the library: from its catalog, or by a search for the episodes on a subject."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.conversation.catalog_answers import answer_from_catalog
from retrieval.conversation.page_answers import plain_answer
from retrieval.conversation.people_answers import with_all_speakers
from retrieval.conversation.topic_answers import answer_about_subject
from retrieval.conversation.understood import Understood
from retrieval.models import Answer, Facts, Hit, Request, Scope
from retrieval.understanding.names import LibraryNames

if TYPE_CHECKING:
    from retrieval.search.retriever import HybridRetriever

_ABOUT_SUBJECT = ("topic", "recommend")


class CatalogReplies:
    """Answers requests of kind `library`; `retriever` returns what searches passages."""

    def __init__(
        self, catalog: Catalog, threads: Threads, retriever: "Callable[[], HybridRetriever]"
    ) -> None:
        self._catalog, self._threads, self._retriever = catalog, threads, retriever

    async def reply(self, understood: Understood, scope: Scope) -> Answer:
        """Return the answer to a request about the whole library that the scope's guild sees."""
        request, names = understood.request, understood.names
        is_about_subject = request.detail in _ABOUT_SUBJECT and request.subject
        if names.episodes and is_about_subject and not request.reference.missing:
            everywhere = Scope(scope.guild, scope.show)
            text, facts = await answer_about_subject(request, names, everywhere, self._find)
        else:
            text, facts = await self._threads.lookups.run(self._look_up, request, names)
        return plain_answer(text, facts=facts)

    async def _find(self, query: str, scope: Scope, k: int) -> Sequence[Hit]:
        retriever = await self._threads.lookups.run(self._retriever)
        return await retriever.find(query, scope, k)

    def _look_up(self, request: Request, names: LibraryNames) -> tuple[str, Facts]:
        if request.detail == "people":
            names = with_all_speakers(request, names, self._catalog.transcript)
        return answer_from_catalog(request, names)
