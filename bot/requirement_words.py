"""What pydantic says about a wrong value, in plain words; typer checks numbers with pydantic as well."""

import re

_PLAIN = (
    (re.compile(r"\bValue error, "), ""),
    (re.compile(r"\bInput should be greater than or equal to (\S+)"), r"it must be at least \1"),
    (re.compile(r"\bInput should be less than or equal to (\S+)"), r"it must be at most \1"),
    (re.compile(r"\bInput should be a valid integer\b[^;]*"), "it must be a whole number"),
    (re.compile(r"\bInput should be a valid number\b[^;]*"), "it must be a number"),
    (re.compile(r"\bInput should be a valid boolean\b[^;]*"), "it must be true or false"),
    (re.compile(r"\bInput should be "), "it must be "),
)


def in_plain_words(message: str) -> str:
    """Return a message with what pydantic says about a value in plain words."""
    for pattern, words in _PLAIN:
        message = pattern.sub(words, message)
    return message
