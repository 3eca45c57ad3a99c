"""Requests that the library isn't for: attacks, advertising, tasks for other programs, people in need."""

import re

from retrieval.models.requests import Request
from retrieval.understanding.message import Message
from retrieval.understanding.wording import has, is_whole, whole_pattern

_CODE = re.compile(
    r"[{};]\s*$|\b(?:for|while|if) \w+ in \w+\(|\bdef \w+\(|\bprint\(|=>|</?\w+>|#include|console\.log"
)


def find_dangers(message: Message) -> Request | None:
    """Return a request that is an attack, advertising or a person in need."""
    for name, detail in (("care", "care"), ("spam", "spam"), ("attacks", "attack")):
        if is_whole(name, message.text) or whole_pattern(name).fullmatch(message.raw.casefold()):
            return message.request("other", detail)
    return None


def find_outside(message: Message) -> Request | None:
    """Return a request for a task or a fact that no listener would ask a podcast."""
    if _asks_library(message):
        return None
    wholes = (message.core, message.bare, message.text)
    if any(whole_pattern("outside").fullmatch(text) for text in wholes):
        return message.request("other", "outside")
    if _CODE.search(message.raw) and not message.reference:
        return message.request("other", "outside")
    return None


def _asks_library(message: Message) -> bool:
    """Return whether it names an episode or somebody of the library together with talking or an episode."""
    named = message.reference.is_certain and (message.reference.episodes or message.reference.show)
    return bool(named) and (has("say_verbs", message.text) or has("episode_nouns", message.text))
