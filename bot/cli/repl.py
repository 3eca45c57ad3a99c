"""The read-eval-print loop of `chat`: questions, follow-ups, and a few slash commands."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from bot import sample
from bot.cli.background_healing import healing_index
from bot.cli.exit_status import ExitStatus
from bot.cli.leaving import HOW_TO_LEAVE, asks_how_to_leave, leaves
from bot.cli.opened_pages import page_paragraphs
from bot.cli.output import Paragraph
from bot.cli.render.answers import (
    render_answer,
    render_question,
    render_remarks,
    render_sentence,
    render_sources,
)
from bot.cli.render.library import render_episodes
from bot.cli.session import Session
from bot.ui.formatting import number
from bot.ui.language import shown
from retrieval.errors import PodciteError, sentence_of
from retrieval.models import Answer, Scope, Sentence, Turn, turn_of

if TYPE_CHECKING:
    from retrieval.library import Library

MAX_HISTORY = 6
"""How many earlier questions with their answers a follow-up may refer to."""
HELP_WORDS = {"help", "help!", "help?", "help me"}
"""Lines that ask for this help as "/help" does."""
HELP = """\
/episodes      list the episodes
/episode ID    search only this episode; without ID, search all of them again
/new           forget the conversation so far
You can name an episode in a question (“episode 12”), or ask for the latest
episode, a list or a summary.
/help          show this
/quit          leave (Ctrl-D does the same)"""


def run_repl(session: Session, scope: Scope, first_line: str = "") -> ExitStatus:
    """Answer lines of standard input until it ends or a line says to quit, `first_line` of it before.

    Return FAILED if a line failed and nobody was there to see it, because standard input isn't a terminal.
    """
    interactive = sys.stdin.isatty()
    repl = Repl(session, scope, interactive=interactive)
    repl.greet()
    failed = False
    with healing_index(session):
        for line in _prompt_for_lines(session) if interactive else chain((first_line,), sys.stdin):
            try:
                if not repl.handle_line(line.strip()):
                    break
            except PodciteError as error:
                session.print_error(shown(sentence_of(error)))
                failed = True
    return ExitStatus.of(failed=failed and not interactive)


def _prompt_for_lines(session: Session) -> Iterator[str]:
    with suppress(ImportError):
        import readline  # noqa: F401 - input() edits its line with it
    with suppress(EOFError):
        while True:
            yield input("\n? ")
    session.print([Paragraph()])


class Repl:
    """The state of a conversation: its scope and its history."""

    def __init__(self, session: Session, scope: Scope, *, interactive: bool) -> None:
        self._session = session
        self._scope = scope
        self._interactive = interactive
        self._history: tuple[Turn, ...] = ()
        self._waiting: tuple[str, Answer] | None = None

    def greet(self) -> None:
        """Say what can be asked; without a terminal, only if there is nothing to ask.

        Raises NotFoundError if the scope names an episode or show that doesn't exist.
        """
        episodes = self._session.run(self._library.episodes(self._scope))
        if not episodes:
            self._session.print(render_episodes([]))
        elif not self._interactive:
            return
        elif {episode.show.title for episode in episodes} == {sample.SHOW}:
            self._session.print_text("Ask the three episodes of Salt and Light anything, for example:")
            self._session.print_text(*(f"  {question}" for question in sample.QUESTIONS))
        else:
            these = "this episode" if len(episodes) == 1 else f"these {len(episodes)} episodes"
            self._session.print_text(f"Ask {these} anything.")
        if self._interactive:
            self._session.print_text("Type /help for what else you can do here.")

    def handle_line(self, line: str) -> bool:
        """Run a slash command or answer a question; return False if the line says to quit."""
        if leaves(line):
            return False
        command, _, argument = line.partition(" ")
        match command:
            case "":
                pass
            case "/help" | "?":
                self._session.print_text(*HELP.splitlines())
            case _ if line.lower() in HELP_WORDS:
                self._session.print_text(*HELP.splitlines())
            case _ if asks_how_to_leave(line):
                self._session.print_text(HOW_TO_LEAVE)
            case "/episodes":
                scope = replace(self._scope, episode=None)
                self._session.print(render_episodes(self._session.run(self._library.episodes(scope))))
            case "/episode":
                self._select_episode(argument.strip() or None)
            case "/new":
                self._history = ()
                self._session.print_text("Forgotten.")
            case _ if command.startswith("/"):
                self._session.print_text(
                    f"There is no command {command}; type /help for a list.", *HELP.splitlines()
                )
            case _ if self._waiting and line.isdecimal() and 1 <= int(line) <= len(self._waiting[1].choices):
                self._choose(int(line) - 1)
            case _:
                self._answer(line)
        return True

    @property
    def _library(self) -> "Library":
        return self._session.library

    def _select_episode(self, episode: str | None) -> None:
        scope = replace(self._scope, episode=None)
        if episode:
            scope = self._session.episode_scope(episode, scope.show)
        episodes = self._session.run(self._library.episodes(scope))
        self._scope, self._history = scope, ()
        self._session.print_text(
            f"Searching only {episodes[0].title}." if episode else f"Searching all {len(episodes)} episodes."
        )

    def _answer(self, question: str) -> None:
        self._session.speak_as(question)
        if self._interactive:
            answer = self._session.run(self._stream_answer(question))
            self._session.print(page_paragraphs(self._session, answer))
        else:
            self._session.print(render_question(question))
            answer = self._session.run(self._library.ask(question, self._scope, history=self._history))
            self._session.print(
                [*render_answer(answer), *page_paragraphs(self._session, answer), Paragraph()]
            )
        if turn := turn_of(answer):
            self._history = (*self._history, turn)[-MAX_HISTORY:]
        self._waiting = (question, answer) if answer.choices else None

    async def _stream_answer(self, question: str) -> Answer:
        """Print each sentence that a model writes as soon as it is ready, then the citations."""
        printed: list[Sentence] = []
        self._session.print_text("")
        with self._session.stdout.status("Looking …") as spinner:

            async def print_sentence(sentence: Sentence) -> None:
                spinner.stop()
                printed.append(sentence)
                self._session.print([Paragraph(render_sentence(sentence, number(printed)))])

            answer = await self._library.ask(
                question,
                self._scope,
                history=self._history,
                on_sentence=print_sentence if self._session.settings.writes_with_model else None,
            )
        if printed and tuple(printed) == answer.sentences:
            self._session.print([*render_remarks(answer), *render_sources(number(printed))])
        else:
            self._session.print(render_answer(answer))
        return answer

    def _choose(self, position: int) -> None:
        """Ask the last question again, of the episode that was chosen from those that it may mean."""
        if self._waiting is None:
            return
        question, answer = self._waiting
        scope, self._scope = self._scope, replace(self._scope, episode=answer.choices[position].id)
        try:
            self._answer(question)
        finally:
            self._scope = scope
