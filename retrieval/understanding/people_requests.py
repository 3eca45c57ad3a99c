"""Requests for the hosts and the guests of episodes and shows."""

from retrieval.models.requests import Request
from retrieval.understanding.catalog_grammar import ASKS_FOR_ROLE
from retrieval.understanding.catalog_words import (
    AROUND,
    has_episode_noun,
    is_about_library,
    points_to_episode,
    speaks_of_talk,
)
from retrieval.understanding.message import Message
from retrieval.understanding.wording import has, phrase_pattern, words_of


def find_people_request(message: Message) -> Request | None:
    """Return the request for who takes part, where a message asks for that and nothing else."""
    if phrase_pattern("why_words").match(message.core):
        return None
    reference = message.reference
    roles = message.has("people_nouns")
    starts = phrase_pattern("people_nouns").match(message.core) is not None
    is_alone = len(words_of(message.core)) <= 2  # "guest?", "the host"
    if roles and (
        (starts and reference)
        or is_alone
        or (reference.is_certain and not reference.is_person and not speaks_of_talk(message))
        or message.has("who")
        or message.has("which")
        or message.has("list_words")
        or message.has("existence")
        or message.has("count_words")
    ):
        left = message.leftover(
            "people_nouns",
            "people_words",
            "who",
            "appearance",
            "latest",
            "count_words",
            "topics_nouns",
            *AROUND,
        )
        role = _role(message)
        is_asked = (message.has("who") or is_alone) and role  # "who is the host?", with no word besides
        if not left and (reference or has_episode_noun(message) or is_about_library(message) or is_asked):
            return message.request("library", "people", role)
    asks_who = message.has("who") and not ASKS_FOR_ROLE.search(message.text)
    if asks_who and (message.has("appearance") or points_to_episode(message)):
        left = message.leftover(
            "people_nouns", "people_words", "who", "appearance", "latest", "say_verbs", *AROUND
        )
        asks_for_some = len(left) <= 1 and has("people_words", message.text) and not message.is_question
        if (not left or asks_for_some) and (reference.episodes or reference.show or reference.missing):
            return message.request("library", "people", _role(message))
    appears = message.has("appearance") and (reference.episodes or reference.show)
    if appears and not speaks_of_talk(message):
        left = message.leftover("appearance", "people_nouns", "count_words", "when_words", *AROUND)
        return None if left else message.request("library", "people")
    return None


def _role(message: Message) -> str:
    """Return "hosts" or "guests" where a message asks for one of these alone."""
    for text in (message.rest, message.text):  # "the guest of the ferry episode" can describe the episode
        of_hosts, of_guests = has("host_nouns", text), has("guest_nouns", text)
        if of_hosts != of_guests:
            return "hosts" if of_hosts else "guests"
    return ""
