"""Regular expressions built from lists of phrases."""

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    """Return a pattern that finds any of `phrases`, themselves patterns, at the beginning of a word."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})", re.IGNORECASE)
