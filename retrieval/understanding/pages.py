"""Requests for a page of one episode: its summary, chapters, clips, questions, relatives, transcript."""

import re

from retrieval.models.requests import Request
from retrieval.understanding.message import Message
from retrieval.understanding.wording import has, phrase_pattern

PAGES = ("transcript", "clips", "chapters", "questions", "takeaways", "highlights", "related", "summary")
"""The pages of an episode, in the order in which the lists are tried."""
_NEEDS_EPISODE = ("transcript", "questions", "related", "takeaways", "chapters")
_AROUND = (
    "page_verbs",
    "episode_nouns",
    "description_nouns",
    "latest",
    "list_words",
    "existence",
    "page_summary",
    "recommend",
)
_CONTENT = {"page_summary": ("page_about_words",)}
"""More lists of words that say no subject next to a word for a page."""
_IS_EPISODE = re.compile(
    r"(?<!this )(?<!that )\b(?:one|show|interview|conversation|panel|special|session)\b|の回"
)
_ADVICE = re.compile(r"\b(?:should|would|could|must|to ask|do you ask)\b")
_CLAUSE_END = re.compile(
    r"[,.!;:\n]\s+| (?:because|bc|cause|since|cuz|so that|i have|i got|i need|need it|got a|for my|"
    r"before my|in case) "
)


def find_page(message: Message) -> Request | None:
    """Return the request for a page, where a message names one and nothing but an episode besides."""
    for page in PAGES:
        name = f"page_{page}"
        if not message.has(name):
            continue
        points = _points_to_episode(message)
        if (page in _NEEDS_EPISODE and not points) or (page == "questions" and _ADVICE.search(message.text)):
            continue
        if not _leftover(message, name):
            return message.request("page", page)
    if _asks_what_it_is_about(message):
        return message.request("page", "summary")
    return None


def _leftover(message: Message, name: str) -> list[str]:
    """Return the telling words besides a page request; a clause after it that asks nothing doesn't count."""
    around = (*_AROUND, *_CONTENT.get(name, ()))
    left = message.leftover(name, *around)
    end = _CLAUSE_END.search(message.text)
    if left and end and message.reference and not message.is_question:
        first = message.within(0, end.start())
        rest = message.text[end.end() :].strip()
        if has(name, first.text) and first.spans and not phrase_pattern("clause_words").match(rest):
            return first.leftover(name, *around)
    return left


def _points_to_episode(message: Message) -> bool:
    reference = message.reference
    return bool(reference) or has("episode_nouns", message.text) or message.points_back


def _asks_what_it_is_about(message: Message) -> bool:
    """Return whether it asks what an episode, and nothing else, is about."""
    reference = message.reference
    is_named = (
        (reference.episodes and reference.is_certain)
        or reference.missing
        or has("episode_nouns", message.text)
    )
    if not is_named and not (reference.episodes and _IS_EPISODE.search(message.text)):
        return False
    for text in (message.text, message.core):
        match = phrase_pattern("page_about").match(text)
        if match is not None and not _is_subject(message):
            return True
    return False


def _is_subject(message: Message) -> bool:
    left = message.leftover(
        "page_verbs",
        "episode_nouns",
        "description_nouns",
        "say_verbs",
        "about",
        "topics_nouns",
        "page_about_words",
        "recommend",
        "latest",
    )
    return bool(left) or re.match(r"(?:which|what) (?:other )?(?:episodes?|eps?)\b", message.core) is not None
