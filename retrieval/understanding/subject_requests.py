"""Requests for episodes on a subject, for recommendations, and whether the library has something."""

import re

from retrieval.language.word_frequency import frequency_rank
from retrieval.models.requests import Request
from retrieval.understanding.catalog_grammar import (
    ANYTHING_BY,
    ASKS_FOR_ANYTHING,
    BARE_HEAD,
    HEAD,
    LIBRARY,
    OTHERS_RECOMMEND,
    TALKS_IN_EPISODE,
    WHERE,
)
from retrieval.understanding.catalog_words import (
    AROUND,
    first_noun,
    has_episode_noun,
    is_about_library,
    points_to_episode,
    speaks_of_talk,
)
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.languages import language_of
from retrieval.understanding.message import Message
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import clauses, find, has, phrase_pattern, words_of

_HAVE_NAME = re.compile(
    r"(?:do|did) you (?:have|cover|carry|index) (?:the )?(\w+(?: \w+){0,2}?)(?: podcasts?| show)?"
)
_LEAD = re.compile(
    r"^\s*(?:(?:is|are|was|were|that|which|they|where|in|do|does|did|talks?|about|on|abt|covers?|covering|mentions?|"
    r"discuss\w*|with|the|one|any)\s+)*"
)
_SIZE = re.compile(
    r"\b(?:(?P<short>short|quick|brief|kurz\w*|cort[oa]|court|curt[oa])|(?:long|lang\w*|larg[oa]|longue?|long[oa]))\b"
)
_LENGTH = re.compile(
    r"\b(\d+(?:[.,]\d+)?|(?:an?|one|eine?|una|une|uma)(?= )) ?"
    r"(?:(h|hrs?|hours?|stunden?|horas?|heures?)|"
    r"(?:m|mins?|minutes?|minuten|minutos?))\b|(\d+)分"
)
MAX_HEAD_WORDS = 5
"""How many words may stand between a question's first word and the noun for an episode."""


def find_topics_request(message: Message) -> Request | None:
    """Return the request for the subjects of the library as such."""
    if not message.has("topics_nouns") or points_to_episode(message):
        return None
    asks = message.has("which") or message.has("list_words") or message.has("existence")
    left = message.leftover("topics_nouns", "say_verbs", "people_nouns", *AROUND)
    about_library = bool(message.reference.show) or is_about_library(message)
    if asks and about_library and not left:
        return message.request("library", "topics")
    return None


def find_recommendation(message: Message) -> Request | None:
    """Return the request for a recommendation, with what it should be about."""
    asks = message.has("recommend") or ASKS_FOR_ANYTHING.match(message.core)
    if not asks or (message.is_question and message.has("say_verbs")):
        return None
    if OTHERS_RECOMMEND.search(message.text):
        return None
    left = message.leftover("recommend", "listen", "latest", "next", "at_first", *AROUND, "topics_nouns")
    about_episodes = has_episode_noun(message) or message.has("show_nouns") or message.has("listen")
    if about_episodes or not left or ASKS_FOR_ANYTHING.search(message.text):
        if message.reference.is_certain and message.reference.episodes and not about_episodes:
            return None
        if minutes := minutes_in(message.text):
            return message.request("library", "fitting", str(minutes))
        wanted = _SIZE.search(message.text)
        if wanted and (not left or ASKS_FOR_ANYTHING.search(message.text)):
            return message.request("library", "fitting", "short" if wanted["short"] else "long")
        return message.request("library", "recommend", " ".join(left))
    return None


def find_availability(message: Message) -> Request | None:
    """Return the request that asks whether the library has an episode, a show or somebody."""
    reference = message.reference
    if not message.has("existence") or speaks_of_talk(message):
        return None
    left = message.leftover("appearance", "latest", *AROUND, "listen")
    certain = reference.missing or reference.show or (reference.episodes and reference.is_certain)
    about_library = has_episode_noun(message) or LIBRARY.search(message.text)
    if certain and not left and about_library:
        return message.request("library", "available")
    unknown = _HAVE_NAME.fullmatch(message.core)
    if unknown and not reference and _has_rare_word(unknown[1]):
        return message.request("library", "available", unknown[1])
    by = ANYTHING_BY.fullmatch(_with_noun_for_show(message))
    if by and not reference.episodes:
        return message.request("library", "available", by["name"])
    return None


def _with_noun_for_show(message: Message) -> str:
    """Return the core of a message with "episode" where it names a show."""
    if not message.reference.show or message.reference.episodes:
        return message.core
    text = message.core
    for phrase in message.reference.words:
        text = re.sub(
            rf"(?:(?:an?|any|the) )?{re.escape(phrase)}(?: (?:ones?|episodes?|shows?))?",
            "episode",
            text,
            count=1,
        )
    return text


def minutes_in(text: str) -> int:
    """Return the length that a text names, in minutes; 0 if it names none."""
    match = _LENGTH.search(text)
    if match is None:
        return 0
    stated = match[1] or match[3]
    amount = float(stated.replace(",", ".")) if stated[0].isdigit() else 1.0
    return round(amount * (60 if match[2] else 1))


def _has_rare_word(text: str) -> bool:
    return any(frequency_rank(word) >= COMMON_WORD_RANK for word in words_of(text))


def find_subject_request(message: Message) -> Request | None:
    """Return the request for the episodes about a subject: it is asked for episodes, and says what of."""
    noun = _head_noun(message.core)
    if noun is None:
        return None
    after = message.core[noun[1] :]
    later = [clause for clause in list(clauses(message.text))[1:] if not has("episode_nouns", clause)]
    if any(phrase_pattern("clause_words").match(clause) for clause in later):
        return None
    if re.match(r"\s*(?:#?\d|(?:number|title|name)\b)", after) or _is_of_another_show(after, message):
        return None
    left = telling_words(after) or message.leftover("topics_nouns", "recommend", *AROUND)
    if left and not (TALKS_IN_EPISODE.match(message.core) and message.spans):
        return message.request("library", "topic", _subject(after) or " ".join(left))
    return None


def _subject(after: str) -> str:
    """Return what follows the noun, without words such as "about"; in other languages, its telling words."""
    if language_of(after) != "en" or find("about", after)[:1] == []:
        return " ".join(telling_words(after))
    return _LEAD.sub("", after).strip()


def _head_noun(core: str) -> tuple[int, int] | None:
    """Return where the noun for episodes stands that a question begins with; None for other questions."""
    match = HEAD.match(core)
    if match is None:
        bare = BARE_HEAD.match(core)
        return first_noun(core, ("episode_nouns",)) if bare else None
    noun = first_noun(core[match.end() :], ("episode_nouns",))
    if match["one"]:
        return match.span("one")
    if match["definite"] and (
        noun is None
        or len(words_of(core[match.end() : match.end() + noun[0]])) > 0
        or not WHERE.match(core[match.end() + noun[1] :])
    ):
        return None
    if noun is None and match["anything"]:
        return (match.start(), match.end()) if len(list(clauses(core))) == 1 else None
    if noun is None or len(words_of(core[match.end() : match.end() + noun[0]])) > MAX_HEAD_WORDS:
        return None
    between = core[match.end() : match.end() + noun[0]]
    between = re.sub(r"^(?:of )?(?:the|your|that|an?) ", "", between)
    if has("say_verbs", between) or re.search(
        r"\b(?:did|does|do|was|were|in|the|he|she|they|im|en|dans|em|no|na)\b", between
    ):
        return None
    return match.end() + noun[0], match.end() + noun[1]


def _is_of_another_show(after: str, message: Message) -> bool:
    """Return whether "episode of …" goes on with something that is no show of the library."""
    match = re.match(r"\s*of (\w+)", after)
    if match is None or message.reference.show:
        return False
    return match[1] not in ("this", "the", "your", "any", "it", "yours", "that", "these")
