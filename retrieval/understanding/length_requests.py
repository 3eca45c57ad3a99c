"""Questions for lengths: of an episode or a show, the longest, those under half an hour."""

import re

from retrieval.models.requests import Request
from retrieval.understanding.catalog_words import AROUND, has_episode_noun, points_to_episode, speaks_of_talk
from retrieval.understanding.message import Message
from retrieval.understanding.wording import has, remove

_SHORT = re.compile(r"\b(?:short|kurz|kuerz|mas corto|mas corta|plus court|mais curt)|短")
_ADVICE = re.compile(r"\b(?:should|would|could|does it take|did it take|do you need|until|before|after)\b")
_LIMIT = re.compile(
    r"\b(?:(?P<most>under|below|less than|shorter than|at most|max(?:imum)?|up to|within|no longer than|"
    r"unter|kurzer als|maximal|menos de|moins de)|(?P<least>over|above|more than|longer than|at least|"
    r"uber|langer als|mindestens|mas de|plus de|mais de)) "
    r"(?:(?P<half>half an? |an? halbe |media |une demi |meia )|(?P<number>\d+(?:[.,]\d+)?|an?|one|two|three|"
    r"eine[rn]?|una|une|uma) ?)"
    r"(?:(?P<hours>h|hrs?|hours?|stunden?|horas?|heures?)|(?:m|mins?|minutes?|minuten|minutos?))\b"
)
_SPELT = {"two": 2.0, "three": 3.0}
_PLURAL = re.compile(r"\b(?:ones|anything|something|which|what)\b")


def find_length(message: Message) -> Request | None:
    """Return the request for the length of an episode or a show, or for the longest or shortest episode."""
    of_episodes = has_episode_noun(message) or not message.leftover("longest", "which")
    if message.has("longest") and of_episodes and not message.leftover("longest", "length_words", *AROUND):
        return message.request("library", "longest", "shortest" if _SHORT.search(message.text) else "longest")
    if not message.has("length_words") or _ADVICE.search(message.text):
        return None
    points = points_to_episode(message) or message.reference.show or message.reference.is_certain
    if points and not message.leftover("length_words", "latest", *AROUND):
        return message.request("library", "length")
    return None


def find_length_limit(message: Message) -> Request | None:
    """Return the request for the episodes that last less or more than a length."""
    limit = _LIMIT.search(message.text)
    if limit is None or speaks_of_talk(message):
        return None
    text = remove(message.text, [limit.span(), *message.spans])
    if not (has("episode_nouns", text) or _PLURAL.search(text)):
        return None
    if message.within_text(text).leftover("length_words", "listen", *AROUND):
        return None
    amount = 0.5 if limit["half"] else _SPELT.get(limit["number"]) or _amount(limit["number"])
    minutes = round(amount * (60 if limit["hours"] else 1))
    return message.request("library", "limited", f"{'most' if limit['most'] else 'least'} {minutes}")


def _amount(stated: str) -> float:
    return float(stated.replace(",", ".")) if stated[0].isdigit() else 1.0
