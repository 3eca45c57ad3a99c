"""The conversation in a terminal: questions, follow-ups, and a few small commands."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import console, sample
from bot.console import Line
from bot.session import Session
from bot.ui.formatting import number
from retrieval.errors import PodciteError
from retrieval.models import Answer, Exchange, Scope, Sentence

if TYPE_CHECKING:
    from retrieval.library import Library

REMEMBERED = 6
HELP = """\
/episodes      list the episodes
/episode ID    ask only this episode; /episode alone asks all of them again
/new           forget the questions so far
/help          show this
/quit          leave, as Ctrl-D does"""


def converse(session: Session, scope: Scope) -> int:
    """Answer until the input ends; gives 1 if a line that nobody typed got no answer."""
    typed = sys.stdin.isatty()
    conversation = Conversation(session, scope, typed=typed)
    failed = 0
    for line in _typed(session) if typed else sys.stdin:
        try:
            if not conversation.hear(line.strip()):
                break
        except PodciteError as error:
            session.complain(str(error))
            failed = 0 if typed else 1
    return failed


def _typed(session: Session) -> Iterator[str]:
    with suppress(ImportError):
        import readline  # noqa: F401 - input() edits its line with it
    with suppress(EOFError):
        while True:
            yield input("\n? ")
    session.show([Line()])


class Conversation:
    """What was asked so far, and where to look for what is asked next."""

    def __init__(self, session: Session, scope: Scope, *, typed: bool) -> None:
        self._session = session
        self._scope = scope
        self._typed = typed
        self._history: tuple[Exchange, ...] = ()
        episodes = session.run(session.library.episodes(scope))
        if typed or not episodes:
            self._greet({episode.show.title for episode in episodes}, len(episodes))

    def _greet(self, shows: set[str], episodes: int) -> None:
        if not episodes:
            self._session.show(console.episode_lines([]))
        elif shows == {sample.SHOW}:
            self._session.notice("Ask the three episodes of Salt and Light anything, for example:")
            self._session.notice(*(f"  {question}" for question in sample.QUESTIONS))
        else:
            self._session.notice(
                f"Ask {'this episode' if episodes == 1 else f'these {episodes} episodes'} anything."
            )
        if self._typed:
            self._session.notice("Type /help for what else you can do here.")

    def hear(self, line: str) -> bool:
        """Do what the line asks for; false when it is to leave."""
        command, _, rest = line.partition(" ")
        match command:
            case "":
                pass
            case "/quit" | "/exit":
                return False
            case "/help":
                self._session.notice(*HELP.splitlines())
            case "/episodes":
                scope = replace(self._scope, episode=None)
                self._session.show(console.episode_lines(self._session.run(self._library.episodes(scope))))
            case "/episode":
                self._choose(rest.strip() or None)
            case "/new":
                self._history = ()
                self._session.notice("Forgotten.")
            case _ if command.startswith("/"):
                self._session.notice(f"There is no {command} here.", *HELP.splitlines())
            case _:
                self._answer(line)
        return True

    @property
    def _library(self) -> "Library":
        return self._session.library

    def _choose(self, episode: str | None) -> None:
        scope = replace(self._scope, episode=episode)
        found = self._session.run(self._library.episodes(scope))
        self._scope, self._history = scope, ()
        self._session.notice(
            f"Asking only {found[0].title}." if episode else f"Asking all {len(found)} episodes."
        )

    def _answer(self, question: str) -> None:
        if self._typed:
            answer = self._session.run(self._stream(question))
        else:
            self._session.show(console.question_lines(question))
            answer = self._session.run(self._library.ask(question, self._scope, history=self._history))
            self._session.show([*console.answer_lines(answer), Line()])
        if answer.sentences:
            said = " ".join(sentence.text for sentence in answer.sentences)
            self._history = (*self._history, Exchange(question, said))[-REMEMBERED:]

    async def _stream(self, question: str) -> Answer:
        """Show each sentence as it is ready, then what they cite."""
        said: list[Sentence] = []
        self._session.notice("")
        with self._session.out.status("Looking …") as waiting:

            async def say(sentence: Sentence) -> None:
                waiting.stop()
                said.append(sentence)
                self._session.show([Line(console.sentence_text(sentence, number(said)))])

            answer = await self._library.ask(question, self._scope, history=self._history, on_sentence=say)
        if tuple(said) == answer.sentences and said:
            self._session.show(console.source_lines(number(said)))
        else:
            self._session.show(console.answer_lines(answer))
        return answer
