"""Answers that open a page of an episode, let one be chosen, or say that the library has no such page."""

from collections.abc import Sequence
from dataclasses import replace

from retrieval.conversation.phrases import Phrases
from retrieval.models import Answer, Episode, Facts, Reference, Request, Turn
from retrieval.understanding.earlier_turns import cited_before
from retrieval.understanding.names import LibraryNames

CATALOG = "catalog"
"""The name in place of a model's in answers for which no model was asked."""
MAX_CHOICES = 5
"""How many episodes a user chooses from."""


def open_page(request: Request, names: LibraryNames, history: Sequence[Turn]) -> Answer:
    """Return the answer that opens the page of the one episode that is meant, or offers a choice."""
    reference, phrases = request.reference, Phrases(request.language)
    if reference.missing:
        return say_missing(reference, names, phrases)
    episodes = reference.episodes
    cited = cited_before(history)
    if not episodes and not reference.show and cited:
        episodes = (cited[0].episode,)
    if not episodes and len(names.episodes) == 1:
        episodes = tuple(names.episodes)
    if len(episodes) == 1:
        return replace(plain_answer(facts=Facts(request.detail, episodes)), page=request.detail)
    show = reference.show
    newest = names.newest_first(e for e in names.episodes if show is None or e.show.key == show.key)
    choices = tuple(episodes or newest)[:MAX_CHOICES]
    if not choices:
        return plain_answer(phrases.say("no_episodes"))
    if len(choices) == 1:
        return replace(plain_answer(facts=Facts(request.detail, choices)), page=request.detail)
    answer = plain_answer(phrases.say("which" if episodes else "which_page"), choices=choices)
    return replace(answer, facts=Facts(request.detail, choices))


def say_missing(reference: Reference, names: LibraryNames, phrases: Phrases) -> Answer:
    """Return the answer that the library hasn't got what a message points to."""
    return plain_answer(phrases.describe_missing(reference, names), facts=Facts("missing", available=False))


def must_choose(reference: Reference) -> bool:
    """Return whether a message names one episode by a number or a title that several have."""
    is_several = 1 < len(reference.episodes) <= MAX_CHOICES
    return is_several and reference.is_certain and not (reference.is_plural or reference.is_person)


def plain_answer(text: str = "", *, facts: Facts | None = None, choices: Sequence[Episode] = ()) -> Answer:
    """Return an answer that comes from no transcript."""
    return Answer("", (), (), CATALOG, text=text, facts=facts, choices=tuple(choices))
