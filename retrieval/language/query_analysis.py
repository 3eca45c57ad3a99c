"""Analyze a question by its words alone: its subject, its breadth, the speakers that it names."""

import re
from collections import Counter
from collections.abc import Collection

from retrieval.language import lexicon
from retrieval.language.conversation import strip_asides

FUNCTION_WORDS = lexicon.words("query_function_words")
TALK_WORDS = lexicon.words("query_talk_words")
NAME_PART = re.compile(r"[^\W_]+")
"""One word of a name or a title."""
MIN_NAME_CHARACTERS = 3
"""The shortest part of a speaker's name that names the speaker on its own."""
_QUERY_WORD = re.compile(r"[\w'’-]+")


def extract_subject(query: str) -> str:
    """Return the query without the words that only say that something was talked about, where and by whom."""
    return _remove_words(query, TALK_WORDS)


def extract_terms(query: str) -> str:
    """Return the words of the query that are worth searching for."""
    return _remove_words(query, TALK_WORDS | FUNCTION_WORDS)


def is_broad(query: str) -> bool:
    """Return whether it asks for a stretch of conversation or a summary rather than for one statement."""
    return lexicon.phrases("query_breadth_phrases").search(query) is not None


def find_named_speakers(query: str, speakers: Collection[str]) -> list[str]:
    """Return the speakers that the query names: in full, or by a capitalized part that no other has."""
    query_words = NAME_PART.findall(query)
    lower_query = f" {' '.join(word.lower() for word in query_words)} "
    parts_by_speaker = {speaker: NAME_PART.findall(speaker) for speaker in speakers}
    speaker_counts = Counter(part for parts in parts_by_speaker.values() for part in set(parts))
    named = []
    for speaker, parts in parts_by_speaker.items():
        lower_name = f" {' '.join(part.lower() for part in parts)} "
        name_parts = {part for part in parts if len(part) >= MIN_NAME_CHARACTERS and part[0].isupper()}
        is_named_in_full = len(parts) > 1 and lower_name in lower_query
        if is_named_in_full or any(speaker_counts[part] == 1 and part in query_words for part in name_parts):
            named.append(speaker)
    return named


def _remove_words(query: str, unwanted: frozenset[str]) -> str:
    kept = [word for word in _QUERY_WORD.findall(strip_asides(query)) if word.lower() not in unwanted]
    return " ".join(kept) or query
