"""Batch mode: `ask -` reads a question from each line of standard input and answers it at once."""

import json
import sys
from dataclasses import dataclass, replace

from bot.cli.exit_status import ExitStatus
from bot.cli.json_documents import answer_document, error_document
from bot.cli.opened_pages import page_paragraphs
from bot.cli.output import Paragraph
from bot.cli.render.answers import render_answer, render_question
from bot.cli.session import Session
from bot.ui.language import shown
from retrieval.errors import BadRequestError, PodciteError, sentence_of
from retrieval.models import Answer, Scope, Turn

_LINE_FORMAT = (
    'a line is a question or {"question": …, "episode": …, "history": [{"question": …, "answer": …}]}'
)
"""Part of the messages about a malformed line."""


@dataclass(frozen=True)
class BatchQuestion:
    """A parsed line of input."""

    question: str
    episode: str | None = None
    history: tuple[Turn, ...] = ()


def parse_line(line: str) -> BatchQuestion:
    """Parse a line, which is a question in plain text or a JSON object. Raises BadRequestError."""
    if not line.startswith("{"):
        return BatchQuestion(line)
    try:
        match json.loads(line):
            case {"question": str(question), **rest} if not rest.keys() - {"episode", "history"}:
                episode, history = _parse_episode(rest.get("episode")), _parse_history(rest.get("history"))
                return BatchQuestion(question, episode, history)
            case _:
                raise BadRequestError(f"This line can't be understood: {_LINE_FORMAT}.")
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"This line isn't JSON ({error}): {_LINE_FORMAT}.") from error


def _parse_episode(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise BadRequestError(f"The episode in this line isn't an id: {_LINE_FORMAT}.")


def _parse_history(value: object) -> tuple[Turn, ...]:
    match value:
        case None:
            return ()
        case list() as turns:
            return tuple(_parse_turn(turn) for turn in turns)
    raise BadRequestError(f"The history in this line isn't a list: {_LINE_FORMAT}.")


def _parse_turn(value: object) -> Turn:
    match value:
        case {"question": str(question), "answer": str(answer)}:
            return Turn(question, answer)
    raise BadRequestError(f"The history in this line has no questions and answers: {_LINE_FORMAT}.")


def answer_lines(session: Session, scope: Scope, *, as_json: bool) -> ExitStatus:
    """Answer each line of standard input before reading the next; return FAILED if any got no answer."""
    failed = False
    for line in sys.stdin:
        if stripped := line.strip():
            answered = _answer_line(session, scope, stripped, as_json=as_json)
            failed = failed or not answered
    return ExitStatus.of(failed=failed)


def _answer_line(session: Session, scope: Scope, line: str, *, as_json: bool) -> bool:
    question = None
    try:
        parsed = parse_line(line)
        question = parsed.question
        session.speak_as(question)
        line_scope = replace(scope, episode=parsed.episode) if parsed.episode else scope
        answer = session.run(session.library.ask(question, line_scope, history=parsed.history))
    except PodciteError as error:
        if as_json:
            session.print_json(error_document(question, str(error)), one_line=True)
        else:
            session.print_error(shown(sentence_of(error)))
        return False
    _print_answer(session, answer, as_json=as_json)
    return True


def _print_answer(session: Session, answer: Answer, *, as_json: bool) -> None:
    if as_json:
        session.print_json(answer_document(answer), one_line=True)
    else:
        session.print([*render_question(answer.question), *render_answer(answer)])
        session.print([*page_paragraphs(session, answer), Paragraph()])
        session.stdout.file.flush()
