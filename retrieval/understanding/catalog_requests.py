"""Requests that the catalog answers: latest, lists, counts, dates, lengths, people, links."""

import re
from dataclasses import replace

from retrieval.language.numbers import numbers
from retrieval.models.requests import Reference, Request
from retrieval.understanding.appearance_requests import find_appearance
from retrieval.understanding.catalog_grammar import CAME_OUT, EPISODES
from retrieval.understanding.catalog_words import (
    AROUND,
    first_noun,
    has_clause,
    has_episode_noun,
    points_to_episode,
    speaks_of_talk,
)
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.length_requests import find_length, find_length_limit
from retrieval.understanding.message import Message
from retrieval.understanding.people_requests import find_people_request
from retrieval.understanding.subject_requests import (
    find_availability,
    find_recommendation,
    find_subject_request,
    find_topics_request,
)
from retrieval.understanding.times import dated_episodes
from retrieval.understanding.wording import find, has, is_east_asian, words_of

_PLAY = re.compile(
    r"(?:i (?:want|would like) to )?"
    r"(?:play|listen to|watch|put on|start|hear|spiel\w*|escuchar|ecouter|ouvir)\b"
)
_EVERYTHING = re.compile(r"\b(?:everything|all of (?:it|them)|the lot|alles|todo|tout|tudo)\b|全部")
_EPISODE_LIST = re.compile(r"(?:(?:the|an?|your|full|whole) )*(?:episode list|folgenliste|episodenliste)")
_HOW_LARGE = re.compile(
    r"\bhow (?:many|much) (?:hours|minutes|time)\b|"
    r"\bhow (?:big|large) is (?:the|your) (?:library|catalog\w*|collection)"
)

_ASKS_AGE = re.compile(r"\bhow old (?:is|was|are|were) (?!the |this |that |it\b)")


def find_catalog_request(message: Message) -> Request | None:
    """Return the request that the catalog answers, where a message asks for that and nothing else."""
    for rule in _RULES:
        request = rule(message)
        if request is not None:
            return request
    return None


def _count(message: Message) -> Request | None:
    rest = message.text
    if _HOW_LARGE.search(rest) and message.reference.episodes:
        return None
    for span in find("count_words", rest):
        after = rest[span[1] :]
        is_after_noun = is_east_asian(rest) and has_episode_noun(message)
        if is_after_noun and not message.leftover("count_words", *AROUND):
            return message.request("library", "count")
        if any(0 <= start - span[1] <= 2 for start, _ in message.spans) and not message.leftover(
            "count_words", *AROUND
        ):
            return message.request("library", "count")
        noun = first_noun(after, ("episode_nouns", "show_nouns"))
        if noun is None or len(words_of(after[: noun[0]])) > 3:
            continue
        left = message.leftover("count_words", *AROUND, "topics_nouns", "published")
        if not left:
            return message.request("library", "count")
        if has("about", after[noun[1] :]) and not has_clause(after[noun[1] :]):
            return message.request("library", "topic", " ".join(left))
    return None


def _size(message: Message) -> Request | None:
    if message.reference.episodes:
        return None
    if _HOW_LARGE.search(message.text) and not message.leftover("count_words", "size_words", *AROUND):
        return message.request("library", "count")
    return None


def _next(message: Message) -> Request | None:
    if not message.has("next") or not (has_episode_noun(message) or message.reference.show):
        return None
    asks = message.has("when_words") or message.has("published") or not message.leftover("next", *AROUND)
    if asks and not message.leftover(
        "next", "when_words", "published", *AROUND, "who", "people_nouns", "appearance"
    ):
        return message.request("library", "next")
    return None


def _date(message: Message) -> Request | None:
    when, published = message.has("when_words"), message.has("published")
    is_person_alone = message.reference.is_person and not (
        has_episode_noun(message) or has("description_nouns", message.text)
    )
    if is_person_alone and speaks_of_talk(message):
        return None
    if is_person_alone and not message.points_back and not has("show_nouns", message.text):
        return None
    if not when or not (points_to_episode(message) or message.reference.show):
        return None
    if _ASKS_AGE.search(message.text) and not (has_episode_noun(message) or _is_numbered(message.reference)):
        return None
    is_age = re.search(
        r"\bhow (?:old|long ago|recent)\b|\bdate of\b|\bdatum\b|\bfecha\b|\bdata d[oae]\b|\bdate de\b|日付",
        message.text,
    )
    if (published or is_age) and not message.leftover("published", "when_words", "latest", *AROUND):
        return message.request("library", "date")
    return None


def _is_numbered(reference: Reference) -> bool:
    return any(character.isdigit() for word in reference.words for character in word)


def _link(message: Message) -> Request | None:
    played = _PLAY.match(message.core)
    if played and message.reference.episodes:
        named = {word for phrase in message.reference.words for word in words_of(phrase)}
        if not set(telling_words(message.core[played.end() :])) - named:
            return message.request("library", "link")
    if not message.has("link_words") or not (points_to_episode(message) or message.reference):
        return None
    if not message.leftover("link_words", "listen", "latest", *AROUND):
        return message.request("library", "link")
    return None


def _latest(message: Message) -> Request | None:
    news = message.has("whats_new")
    if not (news or has("latest", message.text) or has("oldest", message.text)):
        return None
    if speaks_of_talk(message) or not (news or has_episode_noun(message) or message.reference.show):
        return None
    left = message.leftover("latest", "oldest", "whats_new", "published", "when_words", *AROUND)
    if left or (has("latest", message.text) and not _is_newest_asked(message)):
        return None
    is_several = len(message.reference.episodes) > 1 and numbers(message.text)
    asked = "oldest" if has("oldest", message.text) else "newest"
    return message.request("library", "list" if is_several else "latest", asked)


def _is_newest_asked(message: Message) -> bool:
    return bool(
        message.reference.episodes
        or message.reference.show
        or message.has("whats_new")
        or message.has("list_words")
        or not message.names.episodes
    )


def _came_out(message: Message) -> Request | None:
    """Return the request for what came out at a time; for the newest where none is named."""
    times = list(dated_episodes(message.text, message.names, needs_noun=False))
    spans = (*message.spans, *(time.span for time in times))
    dated = replace(message, spans=spans)
    if dated.leftover("published", "relative_words", *AROUND):
        return None
    if not times:
        return message.request("library", "list" if message.spans else "latest")
    found = replace(
        message.reference, episodes=times[0].episodes, missing=times[0].missing, is_certain=True, words=()
    )
    return message.request("library", "list", reference=found)


def _shows(message: Message) -> Request | None:
    if not message.has("show_nouns") or message.reference.episodes:
        return None
    asks = any(message.has(name) for name in ("which", "list_words", "existence", "count_words"))
    around = ("search_verbs", "topics_nouns", "listen", "recommend", "appearance", "language_names", *AROUND)
    left = message.leftover(*around)
    spoken = find("language_names", message.rest)
    if spoken and asks and not left and not speaks_of_talk(message):
        return message.request("library", "shows", message.rest[slice(*spoken[-1])])
    if (asks or len(words_of(message.text)) <= 3) and not left and not speaks_of_talk(message):
        return message.request("library", "shows")
    return None


def _list(message: Message) -> Request | None:
    asks = message.has("list_words") or message.has("which") or message.has("existence")
    plural = EPISODES.search(message.text)
    starts = re.match(r"(?:episodes|eps|folgen|episodios|エピソード)", message.core)
    left = message.leftover("list_words", "published", "latest", "recommend", "library_nouns", *AROUND)
    whole = (has("library_nouns", message.text) or _EVERYTHING.search(message.core)) and (
        asks or has("page_verbs", message.core)
    )
    if _EPISODE_LIST.fullmatch(message.core):
        return message.request("library", "list")
    if whole and not left and not speaks_of_talk(message):
        return message.request("library", "list")
    if CAME_OUT.match(message.core) and not speaks_of_talk(message):
        return _came_out(message)
    if plural and (asks or starts or message.reference.show) and not left and not speaks_of_talk(message):
        return message.request("library", "list")
    return None


_RULES = (
    _count, _size, _next, find_length_limit, find_length, _date, find_appearance, find_people_request, _link,
    _latest, _shows, find_topics_request, find_recommendation, _list, find_availability, find_subject_request,
)  # fmt: skip
