"""Many questions in one run: `ask -` reads one from each line and answers it on the spot."""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.cli.json_documents import answer_document, error_document
from bot.cli.render import answers as console
from bot.cli.session import Session
from retrieval.errors import BadRequestError, PodciteError
from retrieval.models import Exchange, Scope

_LINE = 'a line is a question or {"question": …, "episode": …, "history": [{"question": …, "answer": …}]}'


@dataclass(frozen=True)
class Asked:
    """One line of input, understood."""

    question: str
    episode: str | None = None
    history: tuple[Exchange, ...] = ()


def understand(line: str) -> Asked:
    """The question of a line of plain text or JSON; raises BadRequestError where it is neither."""
    if not line.startswith("{"):
        return Asked(line)
    try:
        match json.loads(line):
            case {"question": str(question), **rest} if not rest.keys() - {"episode", "history"}:
                return Asked(question, _episode(rest.get("episode")), _history(rest.get("history")))
            case _:
                raise BadRequestError(f"This line can't be understood: {_LINE}.")
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"This line is no JSON ({error}): {_LINE}.") from error


def _episode(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise BadRequestError(f"The episode of this line is no id: {_LINE}.")


def _history(value: object) -> tuple[Exchange, ...]:
    match value:
        case None:
            return ()
        case list() as turns:
            return tuple(_exchange(turn) for turn in turns)
    raise BadRequestError(f"The history of this line is no list: {_LINE}.")


def _exchange(turn: object) -> Exchange:
    match turn:
        case {"question": str(question), "answer": str(answer)}:
            return Exchange(question, answer)
    raise BadRequestError(f"The history of this line holds no questions and answers: {_LINE}.")


def answer(session: Session, scope: Scope, *, as_json: bool, lines: Iterable[str] | None = None) -> int:
    """Answer each line of the input before the next one is read; gives 1 if a line got no answer."""
    failed = 0
    for line in lines or sys.stdin:
        if line := line.strip():
            failed |= _answer_line(session, scope, line, as_json)
    return failed


def _answer_line(session: Session, scope: Scope, line: str, as_json: bool) -> int:
    question = None
    try:
        asked = understand(line)
        question = asked.question
        within = replace(scope, episode=asked.episode) if asked.episode else scope
        found = session.run(session.library.ask(question, within, history=asked.history))
    except PodciteError as error:
        if as_json:
            session.write(error_document(question, str(error)), line=True)
        else:
            session.complain(str(error))
        return 1
    if as_json:
        session.write(answer_document(found), line=True)
    else:
        session.show([*console.question_lines(found.question), *console.answer_lines(found), console.Line()])
        session.out.file.flush()
    return 0
