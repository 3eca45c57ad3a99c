"""Requests that the catalog answers: latest, lists, counts, dates, lengths, people, links, subjects."""

import re

from retrieval.models.requests import Request
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.message import Message
from retrieval.understanding.wording import find, has, phrase_pattern, words_of

_AROUND = (
    "episode_nouns", "show_nouns", "description_nouns", "existence", "which", "list_words", "about", "page_verbs",
)  # fmt: skip
_BY = re.compile(r"\b(?:by|with|from|featuring|feat|mit|von|con|de|avec|com)\b")
_ANYTHING = re.compile(
    r"\b(?:anything|something|stuff|any|got|have you|do you have|hast du|habt ihr|tienes|tem)\b"
)
_OTHERS_RECOMMEND = re.compile(
    r"\b(?:he|she|they|guest|host|hosts|[a-z]+) (?:recommends?|recommended|suggests?|suggested)\b(?<!you recommend)(?<!you suggest)"
    r"(?<!can recommend)(?<!please recommend)(?<!please suggest)(?<!to recommend)(?<!and recommend)(?<!could recommend)"
)
MAX_HEAD_WORDS = 5
"""How many words may stand between a question's first word and the noun for an episode."""


def find_catalog_request(message: Message) -> Request | None:
    """Return the request that the catalog answers, where a message asks for that and nothing else."""
    for rule in _RULES:
        request = rule(message)
        if request is not None:
            return request
    return None


def _count(message: Message) -> Request | None:
    rest = message.text
    for span in find("count_words", rest):
        after = rest[span[1] :]
        if any(0 <= start - span[1] <= 2 for start, _ in message.spans) and not message.leftover(
            "count_words", *_AROUND
        ):
            return message.request("library", "count")
        noun = _first_noun(after, ("episode_nouns", "show_nouns"))
        if noun is None or len(words_of(after[: noun[0]])) > 3:
            continue
        left = message.leftover("count_words", *_AROUND, "topics_nouns")
        if not left:
            return message.request("library", "count")
        if has("about", after[noun[1] :]) and not _has_clause(after[noun[1] :]):
            return message.request("library", "topic", " ".join(left))
    if re.search(
        r"\bhow (?:many|much) (?:hours|minutes|time)\b|\bhow (?:big|large) is (?:the|your) (?:library|catalog\w*|collection)",
        rest,
    ):
        left = message.leftover("count_words", *_AROUND)
        if not [
            word
            for word in left
            if word
            not in (
                "hours",
                "minutes",
                "audio",
                "talk",
                "big",
                "large",
                "library",
                "collection",
                "much",
                "content",
                "material",
                "time",
            )
        ]:
            return message.request("library", "count")
    return None


def _next(message: Message) -> Request | None:
    if not message.has("next") or not (_has_episode_noun(message) or message.reference.show):
        return None
    asks = message.has("when_words") or message.has("published") or not message.leftover("next", *_AROUND)
    if asks and not message.leftover(
        "next", "when_words", "published", *_AROUND, "who", "people_nouns", "appearance"
    ):
        return message.request("library", "next")
    return None


def _length(message: Message) -> Request | None:
    if message.has("longest") and _has_episode_noun(message):
        if not message.leftover("longest", "length_words", *_AROUND):
            shortest = re.search(
                r"\b(?:short|kurz|kuerz|mas corto|mas corta|plus court|mais curt)|短", message.text
            )
            return message.request("library", "longest", "shortest" if shortest else "longest")
    if not message.has("length_words"):
        return None
    points = _points_to_episode(message)
    if points and not message.leftover("length_words", "latest", *_AROUND):
        return message.request("library", "length")
    return None


def _date(message: Message) -> Request | None:
    when, published = message.has("when_words"), message.has("published")
    if not when or not (_points_to_episode(message) or message.reference.show):
        return None
    is_age = re.search(
        r"\bhow (?:old|long ago|recent)\b|\bdate of\b|\bdatum\b|\bfecha\b|\bdata d[oae]\b|\bdate de\b|日付",
        message.text,
    )
    if (published or is_age) and not message.leftover("when_words", "published", "latest", *_AROUND):
        return message.request("library", "date")
    return None


def _people(message: Message) -> Request | None:
    reference = message.reference
    roles = message.has("people_nouns")
    if roles and (
        message.has("who")
        or message.has("which")
        or message.has("list_words")
        or message.has("existence")
        or message.has("count_words")
    ):
        left = message.leftover(
            "people_nouns", "who", "appearance", "latest", "count_words", "topics_nouns", *_AROUND
        )
        if not left and (reference or _has_episode_noun(message) or _is_about_library(message)):
            return message.request("library", "people")
    if (message.has("who") and message.has("appearance")) or (
        message.has("who") and _points_to_episode(message)
    ):
        left = message.leftover("people_nouns", "who", "appearance", "latest", "say_verbs", *_AROUND)
        if not left and (reference.episodes or reference.show or reference.missing):
            return message.request("library", "people")
    if message.has("appearance") and (reference.episodes or reference.show) and not message.has("say_verbs"):
        if not message.leftover("appearance", "people_nouns", "count_words", "when_words", *_AROUND):
            return message.request("library", "people")
    return None


def _link(message: Message) -> Request | None:
    if not message.has("link_words") or not (_points_to_episode(message) or message.reference):
        return None
    if not message.leftover("link_words", "listen", "latest", *_AROUND):
        return message.request("library", "link")
    return None


def _latest(message: Message) -> Request | None:
    news = message.has("whats_new")
    if not (news or has("latest", message.text) or has("oldest", message.text)):
        return None
    if not (news or _has_episode_noun(message) or message.reference.show):
        return None
    left = message.leftover("latest", "oldest", "whats_new", "published", "when_words", *_AROUND)
    if left or (has("latest", message.text) and not _is_newest_asked(message)):
        return None
    return message.request("library", "latest")


def _is_newest_asked(message: Message) -> bool:
    return bool(
        message.reference.episodes
        or message.reference.show
        or message.has("whats_new")
        or message.has("list_words")
        or not message.names.episodes
    )


def _shows(message: Message) -> Request | None:
    if not message.has("show_nouns") or message.reference.episodes:
        return None
    asks = any(message.has(name) for name in ("which", "list_words", "existence", "count_words"))
    left = message.leftover("topics_nouns", "listen", "recommend", *_AROUND, "appearance")
    if (asks or len(words_of(message.text)) <= 3) and not left and not message.has("say_verbs"):
        return message.request("library", "shows")
    return None


def _topics(message: Message) -> Request | None:
    if not message.has("topics_nouns") or _points_to_episode(message):
        return None
    asks = message.has("which") or message.has("list_words") or message.has("existence")
    left = message.leftover("topics_nouns", "say_verbs", "people_nouns", *_AROUND)
    about_library = bool(message.reference.show) or _is_about_library(message)
    if asks and about_library and not left:
        return message.request("library", "topics")
    return None


def _recommend(message: Message) -> Request | None:
    if not message.has("recommend") or (message.is_question and message.has("say_verbs")):
        return None
    if _OTHERS_RECOMMEND.search(message.text):
        return None
    left = message.leftover("recommend", "listen", "latest", "next", *_AROUND, "topics_nouns")
    about_episodes = _has_episode_noun(message) or message.has("show_nouns") or message.has("listen")
    asks_bot = re.match(
        r"(?:can you |could you |please |any |what do you |what would you |which |what |got any |do you )?(?:\w+ )?(?:recommend|suggest|should i|empf|recom|conseil|surprise|おすすめ)",
        message.core,
    )
    asks_bot = bool(asks_bot) and not re.search(
        r"\b(?:to|for) (?:somebody|someone|people|a|an|my)\b", message.core
    )
    if about_episodes or not left or asks_bot or _WHAT_SHOULD_I_HEAR.search(message.text):
        if message.reference.is_certain and message.reference.episodes and not about_episodes:
            return None
        return message.request("library", "recommend", " ".join(left))
    return None


def _available(message: Message) -> Request | None:
    reference = message.reference
    if not message.has("existence"):
        return None
    left = message.leftover("appearance", "latest", *_AROUND, "listen")
    certain = reference.missing or reference.show or (reference.episodes and reference.is_certain)
    if certain and not left and not message.has("say_verbs"):
        return message.request("library", "available")
    by = _BY.search(message.text)
    asks = _ANYTHING.search(message.text) or _has_episode_noun(message)
    if asks and by and left and not reference.episodes and not _has_clause(message.text[by.end() :]):
        name = message.text[by.end() :].strip(" ?!.")
        if len(words_of(name)) <= 3 and not has("about", message.text.replace(" de ", " ")[: by.start()]):
            return message.request("library", "available", name)
    return None


def _topic(message: Message) -> Request | None:
    """Return the request for the episodes about a subject: it is asked for episodes, and says what of."""
    noun = _head_noun(message.core)
    if noun is None:
        return None
    after = message.core[noun[1] :]
    if re.match(r"\s*(?:#?\d|number|title|name)", after) or _is_of_another_show(after, message):
        return None
    left = telling_words(after) or message.leftover("topics_nouns", "recommend", *_AROUND)
    if left and not (_TALKS_IN_EPISODE.match(message.core) and message.spans):
        return message.request("library", "topic", after.strip() or " ".join(left))
    return None


def _list(message: Message) -> Request | None:
    asks = message.has("list_words") or message.has("which") or message.has("existence")
    plural = re.search(r"\b(?:episodes|eps|folgen|episodios|capitulos)\b|エピソード", message.text)
    starts = re.match(r"(?:episodes|eps|folgen|episodios|エピソード)", message.core)
    left = message.leftover("list_words", "published", "latest", "recommend", "library_nouns", *_AROUND)
    whole = has("library_nouns", message.text) and (asks or has("page_verbs", message.core))
    if whole and not left and not message.has("say_verbs"):
        return message.request("library", "list")
    if _CAME_OUT.match(message.core) and not message.leftover("published", "relative_words", *_AROUND):
        return message.request("library", "list" if message.spans else "latest")
    if plural and (asks or starts or message.reference.show) and not left and not message.has("say_verbs"):
        return message.request("library", "list")
    return None


def _head_noun(core: str) -> tuple[int, int] | None:
    """Return where the noun for episodes stands that a question begins with; None for other questions."""
    match = _HEAD.match(core)
    if match is None:
        bare = _BARE_HEAD.match(core)
        return _first_noun(core, ("episode_nouns",)) if bare else None
    noun = _first_noun(core[match.end() :], ("episode_nouns",))
    if match["one"]:
        return match.span("one")
    if match["definite"] and (
        noun is None
        or len(words_of(core[match.end() : match.end() + noun[0]])) > 0
        or not _WHERE.match(core[match.end() + noun[1] :])
    ):
        return None
    if noun is None and match["anything"]:
        return (match.start(), match.end())
    if noun is None or len(words_of(core[match.end() : match.end() + noun[0]])) > MAX_HEAD_WORDS:
        return None
    between = core[match.end() : match.end() + noun[0]]
    if has("say_verbs", between) or re.search(r"\b(?:did|does|do|was|were|in|the|he|she|they)\b", between):
        return None
    return match.end() + noun[0], match.end() + noun[1]


_HEAD = re.compile(
    r"(?:in |on |from |a |em |dans |de )?(?:so )?(?:(?P<one>which ones?) (?=(?:is|was|are|were|has|had) (?:with|about|on|the one)|with|about|where|in which|that|features?|covers?|talks?|mentions?|deals?)|"
    r"(?:do|does|did|has|have) (?:you|they|we|(?:the )?(?:\w+ ){1,3}?(?:show|podcast|pod)) (?:ever )?(?:have|had|done|do|made|make|got|cover|covered|run|record|recorded|publish|published)(?: (?:an?|any|some|the))?(?=.*\b(?:episodes?|eps?|shows?)\b)|"
    r"(?P<definite>what (?:was|is|were|are) (?:that|the|this|the name of (?:the|that)))|which|what|any|is there|are there|there is|do you have|do we have|did you have|have you got|have you|got|list|show me|"
    r"find me|find|give me|tell me (?:which|what|the)|looking for|i am looking for|i want|i need|all|every|the|search(?: for)?|where is (?:that|the)|whats (?:that|the)|can you find|do you know|"
    r"(?P<anything>(?:do you have |is there |have you |got |find |find me |show me |give me )?(?:anything|something|any stuff|stuff) (?:about|on|related to|regarding|covering|dealing with))|"
    r"welche[rnms]?|in welche[rnm]?|gibt es|gibts|habt ihr|hast du|hay|que|cuales?|en que|tienes|tienen|quels?|quelles?|y a t il|il y a|as tu|avez vous|est ce qu il y a|dans quel|"
    r"tem|ha|quais|qual|em qual|em quais|em que|existe|どの)\s*(?=\S)"
)
_TALKS_IN_EPISODE = re.compile(
    r"(?:which|what) (?!episodes?\b|eps?\b|other|one)\w+ (?:\w+ )?(?:do|does|did|is|was|are|were)\b"
)
_WHAT_SHOULD_I_HEAR = re.compile(
    r"\b(?:what|which)(?: one| episode| ep)? (?:should|could|can|shall|do) i (?:put on|listen|hear|play|start|try|queue|pick|begin|choose)\b"
)
_WHERE = re.compile(r"\s*(?:where|about|with|in which|that|when|on|they|he|she|from|called)\b")
_CAME_OUT = re.compile(
    r"(?:what|anything|which|did anything|has anything|was|que|quoi|o que)(?: (?:else|episodes?|shows?|is|has|have|was|been|ist|hat))* "
    r"(?:came|come|released?|dropped|published|new|out|posted|uploaded|aired|rausgekommen|erschienen|salio|sorti|saiu)\b"
)
_BARE_HEAD = re.compile(
    r"(?:more |other |good |all )?(?:episodes?|eps?|folgen?|episodios?) (?:about|on|abt|with|where|that|which|covering|uber|zu|zum|sobre|de|sur|com|mit|discussing|mentioning|featuring|related to|for)\b"
)


def _first_noun(text: str, names: tuple[str, ...]) -> tuple[int, int] | None:
    matches = [match.span() for name in names if (match := phrase_pattern(name).search(text))]
    return min(matches, default=None)


def _is_of_another_show(after: str, message: Message) -> bool:
    """Return whether "episode of …" goes on with something that is no show of the library."""
    match = re.match(r"\s*of (\w+)", after)
    if match is None or message.reference.show:
        return False
    return match[1] not in ("this", "the", "your", "any", "it", "yours", "that", "these")


def _has_clause(text: str) -> bool:
    return re.search(r"\b(?:did|does|was|were|is|are|do|have|has)\b", text) is not None


def _has_episode_noun(message: Message) -> bool:
    return has("episode_nouns", message.text)


def _points_to_episode(message: Message) -> bool:
    reference = message.reference
    certain = reference.episodes and (reference.is_certain or has("description_nouns", message.text))
    return bool(certain or reference.missing or _has_episode_noun(message))


def _is_about_library(message: Message) -> bool:
    return (
        re.search(
            r"\b(?:you|your|this|here|library|bot|there|ihr|du|tu|voces?|tienes|available|so far|all|ever)\b|ここ",
            message.text,
        )
        is not None
    )


_RULES = (
    _count, _next, _length, _date, _people, _link, _latest, _shows, _topics, _recommend, _list, _available, _topic,
)  # fmt: skip
