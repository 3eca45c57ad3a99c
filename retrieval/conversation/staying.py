"""Stay with the episode that a conversation is about, until a message leaves it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from retrieval.answering.follow_ups import is_follow_up, names_new_subject
from retrieval.models import Episode, Turn
from retrieval.models.requests import Reference
from retrieval.search.misheard_names import possible_names
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.earlier_turns import cited_before
from retrieval.understanding.languages import language_of
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import entries_of, has, plain_form

_LEAVES = "leave_episode"


def leave_episode(text: str, history: Sequence[Turn]) -> tuple[str, tuple[Turn, ...]]:
    """Return a message and its history, for one that leaves its conversation's episode without the words
    that say so, and without that episode.

    A message that says nothing else asks the question before it again.
    """
    turns = tuple(history)
    if not turns or turns[-1].within is None or not has(_LEAVES, plain_form(text)):
        return text, turns
    if only_leaves(text):
        return turns[-1].question, ()
    return _without_leaving(text), (*turns[:-1], replace(turns[-1], within=None))


def only_leaves(text: str) -> bool:
    """Return whether a message says that it leaves an episode, and nothing else."""
    return has(_LEAVES, plain_form(text)) and not telling_words(plain_form(_without_leaving(text)))


def is_named(reference: Reference) -> bool:
    """Return whether a message says which episode it means, and not only what somebody talks about in it."""
    return reference.is_certain or bool(reference.naming)


def stays_with_episode(
    reference: Reference, history: Sequence[Turn], names: LibraryNames
) -> tuple[Episode, ...]:
    """Return the one episode that the conversation stays with, if the message names none."""
    kept = history[-1].within if history else None
    if kept is None or is_named(reference):
        return ()
    return tuple(episode for episode in names.episodes if episode.key == kept.key)


def names_what_others_say(text: str, episodes: Sequence[Episode], names: LibraryNames) -> bool:
    """Return whether a message has a name that none of the episodes says, but others in the library do.

    What sounds like it in these episodes isn't meant then.
    """
    own = {episode.generation for episode in episodes}
    asked = possible_names(text) if language_of(text) == "en" else []  # that knows English words only
    counts = names.count_mentions(asked) if asked and names.has_all_words() else {}
    return any(found and own.isdisjoint(found) for found in counts.values())


def reference_of_answers(text: str, history: Sequence[Turn]) -> Reference:
    """Return the reference to the one episode that the last answer was about or cites, if it is one.

    It isn't certain where the message turns to a new subject, of which another episode may speak.
    """
    if not history:
        return Reference()
    said = history[-1].episodes or [citation.episode for citation in cited_before(history)]
    episodes = {episode.key: episode for episode in said}
    if len(episodes) != 1:
        return Reference()
    is_certain = not names_new_subject(text, history) and not follows_episode(text, history)
    return Reference(episodes=tuple(episodes.values()), is_certain=is_certain)


def follows_episode(text: str, history: Sequence[Turn]) -> bool:
    """Return whether a message needs the answer before it, and that one was from the catalog and about one
    episode, as in "who is the guest of tides?" and "what did he say about the Moon?".
    """
    return bool(history) and len(history[-1].episodes) == 1 and is_follow_up(text)


def episode_after(question: str, within: Episode | None, names: LibraryNames) -> Episode | None:
    """Return the episode that a conversation stays with after a question; it stayed `within` one before."""
    plain = plain_form(question)
    if has(_LEAVES, plain):
        return None
    reference, _ = find_reference(plain, question, names)
    if not is_named(reference):
        return within
    return reference.episodes[0] if len(reference.episodes) == 1 else None


def _without_leaving(text: str) -> str:
    return " ".join(_leaving_words().sub(" ", text).split()).strip(" ,;:-–—")


@cache
def _leaving_words() -> re.Pattern[str]:
    """Return a pattern of the words that leave an episode, as they are typed."""
    return re.compile("|".join(rf"\b(?:{entry})\b" for entry in entries_of(_LEAVES)), re.IGNORECASE)
