"""Tell what kind of request a message is, by rules over its words and what the library has.

The rules go from the clearest to the vaguest, and what none of them knows is a question about the talk.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

from retrieval.models import Episode, Turn
from retrieval.models.requests import Reference, Request, RequestKind
from retrieval.understanding import (
    bare_names,
    catalog_requests,
    chatter,
    followups,
    help_requests,
    outside,
    pages,
)
from retrieval.understanding.catalog_words import speaks_of_talk
from retrieval.understanding.earlier_turns import earlier_reference, is_one_of_list
from retrieval.understanding.message import Message
from retrieval.understanding.named_facts import find_named_fact
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import has, plain_form

_RULES = (
    outside.find_dangers,
    chatter.find_chatter,
    bare_names.find_bare_name,
    followups.find_followup,
    help_requests.find_help,
    pages.find_page,
    catalog_requests.find_catalog_request,
    outside.find_outside,
    followups.find_elliptic_question,
    chatter.find_remark,
)
_PAGE_WORDS = (
    *(f"page_{page}" for page in pages.PAGES),
    *("page_about", "page_about_words", "page_verbs", "episode_nouns", "description_nouns"),
)
"""The lists of words by which pages are asked for."""
_OF_EARLIER_EPISODE = ("length", "date", "people", "link")
"""The facts that may be asked after an answer from the catalog without saying of which episode."""
_OF_NAMED = (*_OF_EARLIER_EPISODE, "count", "list")
"""The facts that may be asked of an episode or a show by its id or a part of its title."""


def understand(
    text: str, names: LibraryNames, history: Sequence[Turn] = (), chosen: Episode | None = None
) -> Request:
    """Return what a message asks for, and which of the library's episodes it means.

    Where an episode was `chosen` beforehand, "who is the guest?" and "what is this about?" are about it.
    """
    message = read_message(text, names, history)
    request = _first(_RULES, message)
    if not chosen and _may_name_more(request):
        request = find_named_fact(message, partial(_fact_or_page, facts=_OF_NAMED)) or request
    if chosen and request.kind in ("talk", "library", "help") and request.detail != "identity":
        of_chosen = replace(message, reference=Reference(episodes=(chosen,), is_certain=True))
        if request.detail == "topic" and not has("episode_nouns", message.text):
            request = message.request("talk")  # "anything on tides" asks what that episode says
        names_other = message.spans and chosen not in message.reference.episodes
        asked = None if names_other else _fact_or_page(of_chosen)
        return asked if asked and not (asked.kind == "page" and message.leftover(*_PAGE_WORDS)) else request
    if request.kind == "page" and not request.reference and message.follows_catalog:
        return replace(request, reference=message.earlier)
    if message.reference or request.kind not in ("talk", "library", "followup"):
        return request
    if message.follows_catalog:
        return _about_earlier_episode(message) or request
    if _may_name_more(request) or request.detail == "people":
        return _about_cited_episode(message) or request
    return request


def read_message(text: str, names: LibraryNames, history: Sequence[Turn] = ()) -> Message:
    """Return a message with its words and references found; "that one" is what the last answer names."""
    plain = plain_form(text)
    reference, spans = find_reference(plain, text, names)
    message = Message(text, plain, reference, tuple(spans), names, tuple(history))
    if not history:
        return message
    earlier = earlier_reference(plain, history, names)
    follows = history[-1].kind or understand(history[-1].question, names).kind
    message = replace(message, earlier=earlier, follows_catalog=follows in ("library", "page"))
    if is_one_of_list(plain, history):
        return replace(message, reference=earlier)
    return message if reference or not message.points_back else replace(message, reference=earlier)


def _first(rules: Iterable[Callable[[Message], Request | None]], message: Message) -> Request:
    """Return the request of the first rule that knows the message; talk where none does."""
    found = (request for rule in rules if (request := rule(message)) is not None)
    return next(found, message.request("talk"))


def _about_earlier_episode(message: Message) -> Request | None:
    """Return the request for a page or a fact of the episode that the last answer named, if it is one."""
    return _fact_or_page(replace(message, reference=message.earlier)) if message.earlier else None


def _about_cited_episode(message: Message) -> Request | None:
    """Return the request for a page or a fact of the one episode that the last answer cites, if it is one.

    The message must name what it asks for: "what about the guest?", and not "how long?".
    """
    words = ("people_nouns", "episode_nouns", *(f"page_{page}" for page in pages.PAGES))
    is_of_one = len(message.earlier.episodes) == 1
    if not is_of_one or not any(has(name, message.text) for name in words) or speaks_of_talk(message):
        return None
    earlier = replace(message.earlier, is_certain=True, is_person=False)
    return _about_earlier_episode(replace(message, earlier=earlier))


def _may_name_more(request: Request) -> bool:
    """Return whether a message may still name an episode by a word that the rules took for a subject."""
    return (request.kind, request.detail) in (("talk", ""), ("followup", "question"), ("other", "outside"))


def _fact_or_page(completed: Message, facts: Collection[str] = _OF_EARLIER_EPISODE) -> Request | None:
    """Return the request for a page or a fact of the episode that a message refers to, if it is one."""
    request = _first((pages.find_page, catalog_requests.find_catalog_request), completed)
    is_fact = request.kind == "library" and request.detail in facts
    return request if is_fact or request.kind == "page" else None


__all__ = ["RequestKind", "read_message", "understand"]
