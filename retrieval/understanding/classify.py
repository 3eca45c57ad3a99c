"""Tell what kind of request a message is, by rules over its words and what the library has.

The rules go from the clearest to the vaguest, and what none of them knows is a question about the talk.
"""

from collections.abc import Sequence

from retrieval.models import Turn
from retrieval.models.requests import Reference, Request, RequestKind
from retrieval.understanding import catalog_requests, chatter, followups, help_requests, outside, pages
from retrieval.understanding.message import Message
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import plain_form

_RULES = (
    outside.find_dangers,
    chatter.find_chatter,
    followups.find_followup,
    help_requests.find_help,
    pages.find_page,
    catalog_requests.find_catalog_request,
    outside.find_outside,
    followups.find_elliptic_question,
    chatter.find_remark,
)


def understand(text: str, names: LibraryNames, history: Sequence[Turn] = ()) -> Request:
    """Return what a message asks for, and which of the library's episodes it means."""
    message = read_message(text, names, history)
    for rule in _RULES:
        request = rule(message)
        if request is not None:
            return request
    return message.request("talk")


def read_message(text: str, names: LibraryNames, history: Sequence[Turn] = ()) -> Message:
    """Return a message with its words and references found; "that one" is what the last answer names."""
    plain = plain_form(text)
    reference, spans = find_reference(plain, text, names)
    message = Message(text, plain, reference, tuple(spans), names, tuple(history))
    if reference or not history or not message.points_back:
        return message
    last = history[-1]
    said = f"{last.answer} {last.question}"
    earlier, _ = find_reference(plain_form(said), said, names)
    if len(earlier.episodes) != 1 and last.citations:
        earlier = Reference(episodes=(last.citations[0].episode,), is_certain=True)
    return Message(text, plain, earlier, tuple(spans), names, tuple(history))


__all__ = ["RequestKind", "read_message", "understand"]
