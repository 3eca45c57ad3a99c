"""What a question asks for, read from its words alone: its subject, its breadth, whom and what it names."""

import re
from collections import Counter
from collections.abc import Collection

from retrieval.language.conversation import strip_asides

_FUNCTION = """
a an and are as at be but by for if in into is it no not of on or such that the their then there these they
this to was will with what who whom whose which when where why how did do does can could would should has
have had he his him she her you your i me my we our us its it's what's about
"""
_TALK = """
summarize summarise describe explain tell discuss discussed discussing discussion discussions talk talked
talking mention mentioned mentions say says said saying think thinks thought opinion opinions view views
according episode podcast guest host group team people participants meeting speaker speakers summary overall
question questions answer topic
"""
FUNCTION_WORDS = frozenset(_FUNCTION.split())
TALK_WORDS = frozenset(_TALK.split())
"""Words that speak of the talk, not of its subject; hardly a passage that is meant holds them."""
BROAD = re.compile(
    r"\b(summar\w+|discuss\w*|debate\w*|overview|outline|recap|conversation|talk(ed)? about|main points?"
    r"|opinions?|views?)\b",
    re.IGNORECASE,
)
SHORTEST_NAME = 3

_WORD = re.compile(r"[\w'’-]+")
NAME_PART = re.compile(r"[^\W_]+")


def subject(query: str) -> str:
    """The query without the words that only say that, where and by whom something was talked about."""
    return _without(query, TALK_WORDS)


def terms(query: str) -> str:
    """The words of the query that are worth looking up."""
    return _without(query, TALK_WORDS | FUNCTION_WORDS)


def is_broad(query: str) -> bool:
    """Whether it asks for a stretch of talk, a discussion or a summary, rather than for one statement."""
    return BROAD.search(query) is not None


def named_speakers(query: str, speakers: Collection[str]) -> list[str]:
    """The speakers whom the query names: in full, or by a capitalised part that nobody else's name has."""
    spelled = NAME_PART.findall(query)
    lowered = f" {' '.join(word.lower() for word in spelled)} "
    parts = {speaker: NAME_PART.findall(speaker) for speaker in speakers}
    bearers = Counter(part for known in parts.values() for part in set(known))
    named = []
    for speaker, known in parts.items():
        whole = f" {' '.join(part.lower() for part in known)} "
        own = {part for part in known if len(part) >= SHORTEST_NAME and part[0].isupper()}
        in_full = len(known) > 1 and whole in lowered
        if in_full or any(bearers[part] == 1 and part in spelled for part in own):
            named.append(speaker)
    return named


def _without(query: str, unwanted: frozenset[str]) -> str:
    kept = [word for word in _WORD.findall(strip_asides(query)) if word.lower() not in unwanted]
    return " ".join(kept) or query
