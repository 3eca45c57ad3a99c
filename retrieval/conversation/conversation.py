"""Reply to messages: each goes where its kind of request is answered."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from retrieval.catalog.catalog import Catalog
from retrieval.concurrency import Threads
from retrieval.conversation.asking_again import question_again
from retrieval.conversation.asking_on import (
    about_question,
    last_question,
    person_asked_about,
    shown_before,
    shown_in,
    unlike,
)
from retrieval.conversation.catalog_replies import CatalogReplies
from retrieval.conversation.followup_answers import answer_follow_up
from retrieval.conversation.moment_answers import asked_moment
from retrieval.conversation.page_answers import (
    MAX_CHOICES,
    must_choose,
    open_page,
    plain_answer,
    say_missing,
)
from retrieval.conversation.phrases import Phrases
from retrieval.conversation.places import find_place
from retrieval.conversation.same_question import same_question
from retrieval.conversation.set_replies import other_language_note, set_reply
from retrieval.conversation.shown_turns import ShownTurns
from retrieval.conversation.staying import is_named, leave_episode, reference_of_answers
from retrieval.conversation.typed_episodes import find_typed_episodes
from retrieval.conversation.understood import Understood, narrowed, read_request
from retrieval.errors import IncompleteIndexError
from retrieval.models import (
    Answer,
    Citation,
    Episode,
    Question,
    Scope,
    Segment,
    SegmentKey,
    SentenceSink,
    ShownTurn,
    Timings,
    Turn,
)
from retrieval.understanding.bare_subjects import question_about
from retrieval.understanding.languages import is_in_english
from retrieval.understanding.library_view import LibraryView
from retrieval.understanding.names import LibraryNames

if TYPE_CHECKING:
    from retrieval.search.retriever import HybridRetriever

AskTalk = Callable[[Question, SentenceSink | None], Awaitable[Answer]]
"""Answer a question from the transcripts."""


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
        self._ask_talk = ask_talk
        self._library = CatalogReplies(catalog, threads, retriever)
        self._shown = ShownTurns(catalog, view)

    async def reply(
        self,
        text: str,
        scope: Scope,
        history: Sequence[Turn | ShownTurn] = (),
        on_sentence: SentenceSink | None = None,
    ) -> Answer:
        """Return the answer to a message. Raises as `Library.ask`."""
        started = time.monotonic()
        text, turns, understood = await self._threads.lookups.run(self._read, text, scope, history)
        answer = await self._reply(understood.text, scope, turns, understood, on_sentence)
        if answer.seconds == Timings():
            total = time.monotonic() - started
            answer = replace(answer, seconds=Timings(answer=total, total=total))
        is_of_names = understood.request.kind not in ("help", "smalltalk", "other")
        taken = understood.taken if is_of_names else ""
        return replace(answer, question=text.strip(), kind=understood.request.kind, taken=taken)

    def warm_up(self) -> None:
        """Read what messages are understood by: the lists of words, and how the shared episodes begin."""
        self._understand("What is said about warm water?", Scope(), ())

    def episodes(self, scope: Scope) -> list[Episode]:
        """Return the episodes of a scope in the order of answers. Raises NotFoundError."""
        today = date.today()  # noqa: DTZ011 - where the user is
        return self._view.newest_first(self._catalog.episodes(scope), today)

    def find_episodes(self, typed: str, scope: Scope) -> tuple[Episode, ...]:
        """Return the one episode that was typed, or those that may be meant. Raises NotFoundError."""
        return find_typed_episodes(self._catalog, self._view, typed, scope)

    async def _reply(
        self,
        text: str,
        scope: Scope,
        history: tuple[Turn, ...],
        understood: Understood,
        on_sentence: SentenceSink | None,
    ) -> Answer:
        request, names = understood.request, understood.names
        place = narrowed(scope, request.reference or reference_of_answers(text, history))
        moment = asked_moment(text, place, names)
        if moment and (answer := await self._threads.lookups.run(moment.read, self._catalog.transcript)):
            return answer
        match request.kind:
            case "library":
                return await self._library.reply(understood, scope)
            case "page":
                return open_page(request, names, history)
            case "help" | "smalltalk" | "other":
                return plain_answer(set_reply(request))
            case "followup" if request.detail != "question":
                return await self._follow_up(understood, scope, history, on_sentence)
        return await self._talk(text, scope, history, understood, on_sentence)

    def _read(
        self, text: str, scope: Scope, history: Sequence[Turn | ShownTurn]
    ) -> tuple[str, tuple[Turn, ...], Understood]:
        """Return a message without what leaves its episode, the turns before it, and what it asks for.

        One that asks the question before it again, of something else, is that question.
        """
        text, turns = leave_episode(text, self._shown.read(scope, history))
        names = self._names(scope)
        text, turns = same_question(text, turns, names) or (text, turns)
        return text, turns, read_request(text, scope, turns, names)

    def _names(self, scope: Scope) -> LibraryNames:
        """Return the names of all visible episodes."""
        episodes = self._catalog.episodes(replace(scope, episode=None))
        return self._view.names(episodes, date.today())  # noqa: DTZ011 - the day where the user is

    def _understand(self, text: str, scope: Scope, history: Sequence[Turn]) -> Understood:
        return read_request(text, scope, history, self._names(scope))

    async def _talk(
        self,
        text: str,
        scope: Scope,
        history: tuple[Turn, ...],
        understood: Understood,
        on_sentence: SentenceSink | None,
        without: frozenset[SegmentKey] = frozenset(),
    ) -> Answer:
        reference, names, shown = understood.request.reference, understood.names, understood.shown
        phrases = Phrases(understood.request.language)
        if reference.missing:
            return say_missing(reference, names, phrases)
        if must_choose(reference) and not scope.episode:
            return plain_answer(phrases.say("which"), choices=reference.episodes[:MAX_CHOICES])
        place = find_place(text, scope, history, understood)
        without = without or shown_before(text, history)
        if asked := question_about(text, understood.request, names):
            text, history = asked, ()
        answer: Answer | None = None
        try:
            answer = await self._ask_talk(place.question(text, history, shown, without), on_sentence)
        except IncompleteIndexError:  # other episodes may hold an answer, which says what was left out
            if not place.may_widen:
                raise
        within = place.within if scope.episode or is_named(place.reference) else None
        if answer is None or (place.may_widen and not answer.sentences):
            everywhere = replace(place, scope=scope, focus="")
            answer = await self._ask_talk(everywhere.question(text, history, shown, without), on_sentence)
            within = within if scope.episode else None
        answer = replace(answer, within=within) if within else answer
        if not answer.sentences and is_in_english(names):
            note = other_language_note(understood.request.language)
            answer = replace(answer, text=note, is_unsure=bool(note))
        if place.voice and answer.sentences and not answer.names_speakers:
            return replace(answer, text=phrases.say("words_of_others"))
        if place.voice and not place.within and not answer.sentences:
            answer = replace(answer, is_unsure=True)  # what they say elsewhere may come too far behind
        if place.stays and not answer.sentences and not answer.text:
            return replace(answer, text=phrases.say("leave_episode"))
        return answer

    async def _follow_up(
        self,
        understood: Understood,
        scope: Scope,
        history: tuple[Turn, ...],
        on_sentence: SentenceSink | None,
    ) -> Answer:
        request, names = understood.request, understood.names
        again = question_again(request, history, names)
        is_repeated = again is not None and scope.episode and again[0] in (turn.question for turn in history)
        if again is not None and not is_repeated:  # within an episode, another one can't be asked
            text, request = again
            if request.kind != "followup":
                return await self._reply(
                    text, scope, (), replace(understood, request=request, text=text), on_sentence
                )

        if request.detail == "else" and (at := last_question(history, names)) is not None:
            return await self._what_else(scope, history, at, Phrases(request.language), on_sentence)
        if request.detail == "person":
            if asked := person_asked_about(request, history, names):
                return await self._library.reply(replace(understood, request=asked), scope)
            request = replace(request, detail="speaker")
        if request.detail == "wrong" and request.reference.missing:
            return say_missing(request.reference, names, Phrases(request.language))

        found = await answer_follow_up(request, history, names, self._around)
        within = history[-1].within if history else None
        return replace(plain_answer(found.text, facts=found.facts), sentences=found.sentences, within=within)

    async def _what_else(
        self,
        scope: Scope,
        history: tuple[Turn, ...],
        at: int,
        phrases: Phrases,
        on_sentence: SentenceSink | None,
    ) -> Answer:
        """Return what was said besides what was shown in answer to the question of a turn."""
        before, shown = history[:at], shown_in(history[at:])
        asked = await self._threads.lookups.run(self._understand, history[at].question, scope, before)
        keys = frozenset(citation.key for citation in shown)
        answer = await self._talk(asked.text, scope, before, asked, on_sentence, keys)
        answer = unlike(answer, shown)
        spoken = [await self._around(sentence.citations[0], 1) for sentence in answer.sentences]
        answer = about_question(answer, asked.text, before, asked.names, shown, spoken)
        return answer if answer.sentences else plain_answer(phrases.say("nothing_else"))

    async def _around(self, citation: Citation, context: int) -> Sequence[Segment]:
        """Return a cited segment with so many more on each side."""
        around = self._catalog.segments_around
        return await self._threads.lookups.run(around, citation.episode.generation, citation.segment, context)
