"""Find strong language: the words of a list, and those that a server adds to it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.language.lexicon import entries


@lru_cache(maxsize=64)
def _pattern(added: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join((*entries("strong_language"), *map(re.escape, added)))
    return re.compile(rf"(?<![\w])(?:{words})(?![\w])", re.IGNORECASE)


def find_strong_words(text: str, added: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Return where (start, end) words of strong language stand; `added` are a server's own words."""
    return [match.span() for match in _pattern(tuple(added)).finditer(text)]


def is_strong(text: str) -> bool:
    """Return whether a text has strong language in it."""
    return _pattern(()).search(text) is not None
