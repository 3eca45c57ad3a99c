"""Find strong language: the words of a list, and those that a server adds to it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.language.lexicon import entries, words

_SURNAME = re.compile(r"\s+[A-Z][a-z]")


@lru_cache(maxsize=64)
def _pattern(added: tuple[str, ...]) -> re.Pattern[str]:
    strong = "|".join((*entries("strong_language"), *map(re.escape, added)))
    return re.compile(rf"(?<![\w])(?:{strong})(?![\w])", re.IGNORECASE)


def find_strong_words(text: str, added: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Return where (start, end) words of strong language stand; `added` are a server's own words."""
    own = {word.casefold() for word in added}
    found = _pattern(tuple(added)).finditer(text)
    return [match.span() for match in found if match[0].casefold() in own or not _is_name(match)]


def is_strong(text: str) -> bool:
    """Return whether a text has strong language in it."""
    return bool(find_strong_words(text))


def _is_name(match: re.Match[str]) -> bool:
    """Return whether a word is the name of somebody whose surname follows: "Dick Clark"."""
    is_given_name = match[0].istitle() and match[0].lower() in words("given_names")
    return is_given_name and _SURNAME.match(match.string, match.end()) is not None
