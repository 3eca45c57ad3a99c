"""Ask an earlier question again of the episode that somebody names afterwards: "no, I meant the other"."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.models import Request, Turn
from retrieval.understanding.classify import understand
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import plain_form


def question_again(
    request: Request, history: Sequence[Turn], names: LibraryNames
) -> tuple[str, Request] | None:
    """Return the last question about the talk, with the name in it replaced by the one now said.

    Also what it asks for. Of follow-ups, those count that ask something: "and what about Optimus?".

    `None` where a follow-up names nothing, or nothing else than the question, or there was none before it. An
    episode that it only describes ("the one about tides") takes the place of no name.
    """
    reference = request.reference
    asked = next(
        (turn for at, turn in reversed(list(enumerate(history))) if _asks(turn, history[:at], names)), None
    )
    if request.detail not in ("wrong", "chosen") or not reference.words or asked is None:
        return None
    text = asked.question
    named, _ = find_reference(plain_form(text), text, names)
    if not reference.is_certain:
        if named.naming or len(reference.episodes) != 1:
            return None
        reference = replace(reference, is_certain=True)
    if named.naming:
        text = plain_form(text).replace(named.naming[0], " ".join(reference.words), 1)
    if request.detail == "wrong" and text == asked.question and reference.episodes == named.episodes:
        return None
    again = understand(text, names)
    return text, replace(again, reference=reference)


def _asks(turn: Turn, before: Sequence[Turn], names: LibraryNames) -> bool:
    """Return whether a turn is a question, and not about the answer before it, as "who said that?" is."""
    return turn.kind != "followup" or understand(turn.question, names, before).detail == "question"
