"""Regular expressions built from lists of phrases."""

import re


def any_of(*phrases: str) -> re.Pattern[str]:
    """A pattern that finds any of some phrases, themselves patterns, at a word's beginning."""
    return re.compile(rf"\b(?:{'|'.join(phrases)})", re.IGNORECASE)
