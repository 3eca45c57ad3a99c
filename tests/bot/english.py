"""Find the bot's own English where another language is spoken."""

import re
from functools import cache

from bot.ui.stored_texts import as_forms
from tools.translations import read_catalog

MIN_WORDS = 3
"""The fewest words of a text by which it is found: shorter ones may be names, or alike in both languages."""
_VALUE = re.compile(r"{\w+[^}]*}")


def english_in(text: str, language: str) -> list[str]:
    """The texts of the bot, in English, of which some words are in what a reader of another language sees."""
    seen = " ".join(text.replace("\\", "").split())
    return [template for template, pattern in _patterns(language) if pattern.search(seen)]


@cache
def _patterns(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """Each text with its longest part without values; those that the language has alike are left out."""
    found = []
    for message in read_catalog(language):
        forms, translated = as_forms(message.id), as_forms(message.string or "")
        for form in forms if message.id else ():
            part = max(_VALUE.split(" ".join(form.split())), key=len).strip()
            if len(re.findall(r"[A-Za-z']+", part)) >= MIN_WORDS and not any(
                part in text for text in translated
            ):
                found.append((form, re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")))
    return found
