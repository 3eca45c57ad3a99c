"""Find words that are known in plain form in a text, as somebody typed them."""

import re

from retrieval.understanding.wording import bare, plain_form


def as_typed(words: str, text: str) -> str:
    """Return words in plain form as a text has them."""
    span = _find_typed(words, text)
    return text[slice(*span)] if span else words


def swap(text: str, old: str, new: str) -> str:
    """Return a text with other words in place of those that are given in plain form."""
    span = _find_typed(bare(old), text)
    return f"{text[: span[0]]}{new}{text[span[1] :]}" if span else text


def _find_typed(words: str, text: str) -> tuple[int, int] | None:
    """Return where a text has words that are given in plain form, without the marks around them."""
    tokens = [token.span() for token in re.finditer(r"[^\s,;:!?…“”\"()]+", text)]
    most = len(words.split()) + 2  # "the" and the like, which the plain form lacks
    for first, (begin, _) in enumerate(tokens):
        for _, end in tokens[first : first + most]:
            part = text[begin:end].rstrip(".")
            if bare(plain_form(part)) == words:
                return begin, begin + len(part)
    return None
