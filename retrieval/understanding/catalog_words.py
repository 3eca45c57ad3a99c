"""What the rules for questions to the catalog share."""

import re

from retrieval.understanding.message import Message
from retrieval.understanding.wording import has, phrase_pattern, remove

AROUND = (
    "episode_nouns", "show_nouns", "description_nouns", "existence", "which", "list_words", "about",
    "page_verbs",
)  # fmt: skip
"""The lists of words around a request that say nothing of a subject."""


_TOLD_BY_BOT = re.compile(r"\b(?:tell|show|explain) (?:me|us)\b|\b(?:dime|dis moi|sag mir|me diga)\b")


def first_noun(text: str, names: tuple[str, ...]) -> tuple[int, int] | None:
    """Return where the first entry of these lists stands in a text."""
    matches = [match.span() for name in names if (match := phrase_pattern(name).search(text))]
    return min(matches, default=None)


def has_clause(text: str) -> bool:
    """Return whether a text has a verb of its own."""
    return re.search(r"\b(?:did|does|was|were|is|are|do|have|has)\b", text) is not None


def has_episode_noun(message: Message) -> bool:
    """Return whether a message has a word for an episode."""
    return has("episode_nouns", message.text)


def speaks_of_talk(message: Message) -> bool:
    """Return whether a message says that somebody says something, and not only "tell me"."""
    said = remove(message.text, message.spans)
    return has("say_verbs", _TOLD_BY_BOT.sub(" ", said))


def points_to_episode(message: Message) -> bool:
    """Return whether a message points to an episode, or speaks of episodes."""
    reference = message.reference
    certain = reference.episodes and (reference.is_certain or has("description_nouns", message.text))
    return bool(certain or reference.missing or has_episode_noun(message))


def is_about_library(message: Message) -> bool:
    """Return whether a message speaks of the library or to the bot."""
    return (
        re.search(
            r"\b(?:you|your|this|here|library|bot|there|ihr|du|tu|voces?|tienes|available|so far|all|"
            r"ever)\b|ここ",
            message.text,
        )
        is not None
    )
