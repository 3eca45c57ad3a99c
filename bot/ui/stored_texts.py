"""Recognise sentences in English that were stored with their values filled in, such as why a feed failed."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

MAX_CHARACTERS = 1000
"""The longest text that is looked through."""
MIN_LETTERS = 7
"""The fewest letters of its own by which a sentence is recognised."""
_VALUE = re.compile(r"{(\w+)[^}]*}")
_ENDS = re.compile(r"(?<=[.?!…)])\s+|\s+(?=\(https?://\S+\))")
_SENTENCE_ENDS = (".", "?", "!", "{advice}", "{allow}", "{links}", "{url}")
Forms = tuple[str, ...]
"""A template, or its forms with one and with several."""


class StoredTexts:
    """The sentences that may be recognised; their templates have at least a few words of their own."""

    def __init__(self, texts: Iterable[Forms]) -> None:
        known = [(form, forms) for forms in texts for form in forms]
        sentences = [(form, forms) for form, forms in known if form.endswith(_SENTENCE_ENDS)]
        self._templates = sorted(sentences, key=lambda one: -_letters(one[0]))

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], Forms]]:
        return [(_pattern(form), forms) for form, forms in self._templates if _letters(form) >= MIN_LETTERS]

    def parts(self, text: str) -> list[tuple[str, Forms | None, dict[str, str]]]:
        """Return a text in parts: the words, and the template and the values of those that are known."""
        pieces = _ENDS.split(text[:MAX_CHARACTERS])
        parts: list[tuple[str, Forms | None, dict[str, str]]] = []
        while pieces:
            for end in range(len(pieces), 0, -1):
                words = " ".join(pieces[:end])
                if found := self._known(words):
                    break
            parts.append((words, *(found or (None, {}))))
            pieces = pieces[end:]
        return parts

    def _known(self, words: str) -> tuple[Forms, dict[str, str]] | None:
        for pattern, forms in self._patterns:
            if match := pattern.fullmatch(words):
                return forms, match.groupdict()
        return None


def _letters(template: str) -> int:
    return sum(char.isalpha() for char in _VALUE.sub("", template))


def _pattern(template: str) -> re.Pattern[str]:
    """Return the pattern that a template's sentences match; a value that comes twice is the same twice."""
    pattern, seen, at = "", set[str](), 0
    for value in _VALUE.finditer(template):
        pattern += re.escape(template[at : value.start()].replace("{{", "{").replace("}}", "}"))
        name = value[1]
        quote = "['\"]" if "!r" in value[0] else ""
        pattern += quote + (f"(?P={name})" if name in seen else f"(?P<{name}>.+?)") + quote
        seen.add(name)
        at = value.end()
    return re.compile(pattern + re.escape(template[at:]))


def as_forms(text: str | Sequence[str]) -> Forms:
    """Return a text of a catalog as the forms that it has."""
    return (text,) if isinstance(text, str) else tuple(text)
