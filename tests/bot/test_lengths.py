"""No text is longer than Discord takes where it stands, in any language."""

import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.bot.shown_parts import Code
from tools.translations import LANGUAGES, read_catalog

pytestmark = pytest.mark.slow

WRITTEN = {
    "Where is the recording?": 45,
    "Follow up": 45,
    "Words that the passage says": 45,
    "Link to its recording": 45,
    "Cancel": 80,
    "Next →": 80,
    "Reset all": 80,
    "As in /search": 100,
    "It must be the recording that the transcript was made from.": 100,
    "Shared shows: all are hidden here": 150,
    "Pin this passage…": 150,
    "Feeds": 256,
    "For an administrator: let this role see /library": 256,
}
"""Some texts of every kind of place, and the most characters there."""


@cache
def limits() -> dict[str, int]:
    return Code().limits()


@cache
def texts() -> dict[tuple[str, str], tuple[str, ...]]:
    """The texts in every language, by language and the English one."""
    known: dict[tuple[str, str], tuple[str, ...]] = {("en", text): (text,) for text in limits()}
    for language in LANGUAGES:
        for message in read_catalog(language):
            forms = message.string if isinstance(message.string, tuple) else (str(message.string),)
            for english in message.id if message.pluralizable else [message.id]:
                if message.id and not message.context and english in limits():
                    known[language, english] = forms
    return known


def too_long(shown: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[str]:
    """The texts that are too long without their values, which code cuts."""
    for (language, english), forms in shown.items():
        for form in forms:
            length = len(re.sub(r"{.*?}", "", form).encode("utf-16-le")) // 2
            if length > limits()[english]:
                yield f"{language}, {length} of {limits()[english]}: {form}"


def test_every_text_fits_where_it_is_shown() -> None:
    assert list(too_long(texts())) == []


@pytest.mark.parametrize("english", WRITTEN)
@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_a_text_that_is_one_character_too_long_is_found(language: str, english: str) -> None:
    most = WRITTEN[english]
    assert not list(too_long({(language, english): ("x" * most,)}))
    assert list(too_long({**texts(), (language, english): ("x" * (most + 1),)}))
    assert (language, english) in texts()
