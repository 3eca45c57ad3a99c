"""Requests that the library isn't for: attacks, advertising, tasks for other programs, people in need."""

import re

from retrieval.models.requests import Request
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.message import Message
from retrieval.understanding.wording import has, is_whole, phrase_pattern, whole_pattern

MIN_TELLING_WORDS = 2
"""The fewest telling words by which a passage answers a question that looks as if it were outside."""

_ADDRESS = re.compile(r"https?:|www\.|@everyone|@here|\.gg/")
_TO_BOT = re.compile(r"\b(?:you|your|bot|podcite)\b")
_CODE = re.compile(
    r"[{};]\s*$|\b(?:for|while|if) \w+ in \w+\(|\bdef \w+\(|\bprint\(|=>|</?\w+>|#include|console\.log"
)

_BY_SOMEBODY = re.compile(
    r"\b(?:from|by|of|according to|per|von|de|par|por|selon|segun|laut)\s*(?:the |der |die )?$"
)
"""What stands before the name of somebody who recommends or says a thing."""
_TOLD = re.compile(
    r"\b(?:tell|tells|sing|read)\b.* \w+ (?:told|tells|said|says|mentioned|made|shared|talked)\b"
)
"""Asks what somebody said or told."""


def find_dangers(message: Message) -> Request | None:
    """Return a request that is an attack, advertising or a person in need."""
    for name, detail in (("care", "care"), ("spam", "spam"), ("attacks", "attack")):
        if (
            name == "spam"
            and phrase_pattern("clause_words").match(message.core)
            and not _ADDRESS.search(message.raw)
        ):
            continue
        if (
            name == "attacks"
            and phrase_pattern("why_words").match(message.core)
            and not _TO_BOT.search(message.text)
        ):
            continue
        if is_whole(name, message.text) or whole_pattern(name).fullmatch(message.raw.casefold()):
            return message.request("other", detail)
    return None


def find_outside(message: Message) -> Request | None:
    """Return a request for a task or a fact that no listener would ask a podcast."""
    if _asks_library(message) or _TOLD.search(message.core):
        return None
    wholes = (*message.wholes, message.text)
    if any(whole_pattern("outside").fullmatch(text) for text in wholes):
        is_named = bool(message.reference.episodes or message.reference.show)
        is_question = phrase_pattern("clause_words").match(message.core) is not None
        is_talked_about = is_question and (is_named or _is_talked_about(message))
        is_talked_about |= is_named and any(_BY_SOMEBODY.search(message.text[:at]) for at, _ in message.spans)
        return None if is_talked_about else message.request("other", "outside")
    if _CODE.search(message.raw) and not message.reference:
        return message.request("other", "outside")
    return None


def _is_talked_about(message: Message) -> bool:
    """Return whether a passage of the library says all telling words of a question."""
    words = [word for word in telling_words(message.core) if not word.isdecimal()]
    if len(words) < MIN_TELLING_WORDS:
        return False
    together = " ".join(words)
    visible = {episode.generation for episode in message.names.episodes}
    return bool(visible & message.names.count_mentions([together])[together].keys())


def _asks_library(message: Message) -> bool:
    """Return whether it names an episode or somebody of the library together with talking or an episode."""
    named = message.reference.is_certain and (message.reference.episodes or message.reference.show)
    return bool(named) and (has("say_verbs", message.text) or has("episode_nouns", message.text))
