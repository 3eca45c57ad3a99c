"""Reply to messages: each goes where its kind of request is answered."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from retrieval.answering.extractive import cite_nearest
from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.conversation.catalog_answers import answer_from_catalog
from retrieval.conversation.followup_answers import answer_follow_up
from retrieval.conversation.phrasing import describe_missing
from retrieval.conversation.set_replies import other_language_note, set_reply
from retrieval.conversation.topic_answers import answer_about_subject
from retrieval.conversation.typed_episodes import find_typed_episodes
from retrieval.errors import IncompleteIndexError
from retrieval.models import (
    Answer,
    Citation,
    Episode,
    Facts,
    Hit,
    Question,
    Reference,
    Request,
    Scope,
    Segment,
    SentenceSink,
    Timings,
    Turn,
)
from retrieval.understanding.classify import understand
from retrieval.understanding.focus import focus_of
from retrieval.understanding.languages import is_in_english
from retrieval.understanding.library_view import LibraryView
from retrieval.understanding.names import LibraryNames

if TYPE_CHECKING:
    from retrieval.search.retriever import HybridRetriever

AskTalk = Callable[[Question, SentenceSink | None], Awaitable[Answer]]
"""Answer a question from the transcripts."""

CATALOG = "catalog"
"""What answers name in place of a model where none was asked."""
MAX_SEARCHED_CHARACTERS = 400
"""How much of an earlier question and answer is searched for."""
MAX_CHOICES = 5
"""How many episodes a user chooses from."""
_ABOUT_SUBJECT = ("topic", "recommend")
_WHICH = "Several episodes fit. Which one do you mean?"
_WHICH_PAGE = "Of which episode? Choose one, or ask again with its number, its guest or its title."


@dataclass(frozen=True, slots=True)
class Understood:
    """A request, and the names of the library that it was understood with."""

    request: Request
    names: LibraryNames


class Conversation:
    """Replies to messages of any kind.

    `ask_talk` answers questions about the talk; `retriever` returns what searches passages.
    """

    def __init__(
        self,
        catalog: Catalog,
        view: LibraryView,
        threads: Threads,
        ask_talk: AskTalk,
        retriever: "Callable[[], HybridRetriever]",
    ) -> None:
        self._catalog, self._view, self._threads = catalog, view, threads
        self._ask_talk, self._retriever = ask_talk, retriever

    async def reply(
        self, text: str, scope: Scope, history: Sequence[Turn] = (), on_sentence: SentenceSink | None = None
    ) -> Answer:
        """Return the answer to a message. Raises as `Library.ask`."""
        started = time.monotonic()
        understood = await self._threads.lookups.run(self._understand, text, scope, history)
        answer = await self._reply(text, scope, tuple(history), understood, on_sentence)
        if answer.seconds == Timings():
            total = time.monotonic() - started
            answer = replace(answer, seconds=Timings(answer=total, total=total))
        return replace(answer, question=text.strip(), kind=understood.request.kind)

    def find_episodes(self, typed: str, scope: Scope) -> tuple[Episode, ...]:
        """Return the one episode that was typed, or those that may be meant. Raises NotFoundError."""
        return find_typed_episodes(self._catalog, self._view, typed, scope)

    async def _find(self, query: str, scope: Scope, k: int) -> Sequence[Hit]:
        retriever = await self._threads.lookups.run(self._retriever)
        return await retriever.find(query, scope, k)

    async def _reply(
        self,
        text: str,
        scope: Scope,
        history: tuple[Turn, ...],
        understood: Understood,
        on_sentence: SentenceSink | None,
    ) -> Answer:
        request, names = understood.request, understood.names
        match request.kind:
            case "library":
                return await self._from_catalog(understood, scope)
            case "page":
                return self._page(understood, history)
            case "help" | "smalltalk" | "other":
                return _answer(set_reply(request))
            case "followup" if request.detail != "question":
                return await self._follow_up(request, names, scope, history)
        return await self._talk(text, scope, history, understood, on_sentence)

    def _understand(self, text: str, scope: Scope, history: Sequence[Turn]) -> Understood:
        """Return what a message asks for; the scope's episode goes before any that the message names."""
        episodes = self._catalog.episodes(replace(scope, episode=None))
        names = self._view.names(episodes, date.today())  # noqa: DTZ011 - the day where the user is
        request = understand(text, names, history)
        if scope.episode:
            chosen = tuple(episode for episode in episodes if episode.id == scope.episode)
            request = replace(
                request,
                reference=replace(request.reference, episodes=chosen, show=None, missing="", is_certain=True),
            )
        return Understood(request, names)

    async def _talk(
        self,
        text: str,
        scope: Scope,
        history: tuple[Turn, ...],
        understood: Understood,
        on_sentence: SentenceSink | None,
    ) -> Answer:
        reference, names = understood.request.reference, understood.names
        if reference.missing:
            return self._missing(reference, names)
        if _must_choose(reference) and not scope.episode:
            return _answer(_WHICH, choices=reference.episodes[:MAX_CHOICES])
        if understood.request.detail == "question" and not reference and history:
            reference = _reference_of_answer(await self._citations_of(history[-1], scope))
        narrow = narrowed(scope, reference)
        focus = focus_of(text, reference, names) if narrow.episode and not scope.episode else ""
        may_widen = narrow != scope and not reference.is_certain
        answer: Answer | None = None
        try:
            answer = await self._ask_talk(Question(text, narrow, history, focus), on_sentence)
        except IncompleteIndexError:  # other episodes may hold an answer, which says what was left out
            if not may_widen:
                raise
        if answer is None or (may_widen and not answer.sentences):
            answer = await self._ask_talk(Question(text, scope, history), on_sentence)
        if not answer.sentences and is_in_english(names):
            return replace(answer, text=other_language_note(understood.request.language))
        return answer

    async def _from_catalog(self, understood: Understood, scope: Scope) -> Answer:
        request, names = understood.request, understood.names
        is_about_subject = request.detail in _ABOUT_SUBJECT and request.subject
        if names.episodes and is_about_subject and not request.reference.missing:
            text, facts = await answer_about_subject(request, names, replace(scope, episode=None), self._find)
        else:
            text, facts = await self._threads.lookups.run(answer_from_catalog, request, names)
        return _answer(text, facts=facts)

    def _page(self, understood: Understood, history: tuple[Turn, ...]) -> Answer:
        request, names = understood.request, understood.names
        reference = request.reference
        if reference.missing:
            return self._missing(reference, names)
        episodes = reference.episodes
        if not episodes and not reference.show and history and history[-1].citations:
            episodes = (history[-1].citations[0].episode,)
        if not episodes and len(names.episodes) == 1:
            episodes = tuple(names.episodes)
        if len(episodes) == 1:
            return replace(_answer(facts=Facts(request.detail, episodes)), page=request.detail)
        show = reference.show
        newest = names.newest_first(e for e in names.episodes if show is None or e.show.key == show.key)
        choices = tuple(episodes or newest)[:MAX_CHOICES]
        if not choices:
            return _answer("This library has no episodes yet.")
        answer = _answer(_WHICH if episodes else _WHICH_PAGE, choices=choices)
        return replace(answer, facts=Facts(request.detail, choices))

    def _missing(self, reference: Reference, names: LibraryNames) -> Answer:
        show = reference.show.title if reference.show else None
        return _answer(
            describe_missing(reference.missing, show, names), facts=Facts("missing", available=False)
        )

    async def _citations_of(self, turn: Turn, scope: Scope) -> Sequence[Citation]:
        """Return what an answer cites; for one without citations, the passage nearest to it."""
        if turn.citations:
            return turn.citations
        hits = await self._find(f"{turn.question} {turn.answer}"[:MAX_SEARCHED_CHARACTERS], scope, 3)
        return cite_nearest(turn.answer, hits, 1)

    async def _follow_up(
        self, request: Request, names: LibraryNames, scope: Scope, history: tuple[Turn, ...]
    ) -> Answer:
        async def cite_again(turn: Turn) -> Sequence[Citation]:
            return await self._citations_of(turn, scope)

        async def read_around(citation: Citation, context: int) -> Sequence[Segment]:
            around = self._catalog.segments_around
            return await self._threads.lookups.run(
                around, citation.episode.generation, citation.segment, context
            )

        found = await answer_follow_up(request, history, names, cite_again, read_around)
        return replace(_answer(found.text, facts=found.facts), sentences=found.sentences)


def narrowed(scope: Scope, reference: Reference) -> Scope:
    """Return the scope of what a message points to: one episode, or one show; else the scope as it is."""
    if scope.episode or not reference:
        return scope
    if len(reference.episodes) == 1:
        return replace(scope, episode=reference.episodes[0].id)
    shows = {episode.show.id for episode in reference.episodes} or (
        {reference.show.id} if reference.show else set()
    )
    return replace(scope, show=next(iter(shows))) if len(shows) == 1 and reference.is_certain else scope


def _reference_of_answer(citations: Sequence[Citation]) -> Reference:
    """Return the reference to the one episode that an answer cites, if it is one."""
    episodes = {citation.episode.key: citation.episode for citation in citations}
    if len(episodes) != 1:
        return Reference()
    return Reference(episodes=tuple(episodes.values()), is_certain=True)


def _must_choose(reference: Reference) -> bool:
    """Return whether a message names one episode by a number or a title that several have."""
    is_several = 1 < len(reference.episodes) <= MAX_CHOICES
    return is_several and reference.is_certain and not (reference.is_plural or reference.is_person)


def _answer(text: str = "", *, facts: Facts | None = None, choices: Sequence[Episode] = ()) -> Answer:
    return Answer("", (), (), CATALOG, text=text, facts=facts, choices=tuple(choices))
