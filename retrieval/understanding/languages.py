"""Tell the language of a short message by its small words."""

import re
from functools import cache
from unicodedata import normalize

from retrieval.language import lexicon
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import fold, words_of

_KANA = re.compile(r"[\u3040-\u30ff]")
_SPANISH_MARK = re.compile("[¿¡]")
MIN_ENGLISH_SHARE = 0.12
"""The least share of English stop words among the different words of an English beginning."""
_LANGUAGES = ("de", "es", "fr", "pt")


def language_of(text: str) -> str:
    """Return `en`, `de`, `es`, `fr`, `pt` or `ja`; English where it says too little."""
    if _KANA.search(fold(text)):
        return "ja"
    if _SPANISH_MARK.search(text):
        return "es"
    written = words_of(normalize("NFC", text).casefold())
    english = sum(fold(word) in lexicon.words("claim_stop_words") for word in written)
    scores = {language: _score(language, written) for language in _LANGUAGES}
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best][0] > english else "en"


def _score(language: str, written: list[str]) -> tuple[int, int]:
    """Return how many small words of a language there are, and how many with its accents.

    Many words of Spanish and Portuguese are the same without them. Words that are English too are no sign.
    """
    known = [word for word in written if fold(word) in _small_words(language)]
    if _also_english().issuperset(known):
        return 0, 0
    return len(known), sum(word in lexicon.words(f"messages/language_{language}") for word in known)


@cache
def _also_english() -> frozenset[str]:
    return lexicon.words("claim_stop_words") | lexicon.words("messages/also_english")


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon.entries(f"messages/language_{language}"))


def is_in_english(names: LibraryNames) -> bool:
    """Return whether most episodes of a library begin in English, by their small words."""
    english = lexicon.words("claim_stop_words")
    openings = [opening.words for opening in names.openings.values() if opening.words]
    spoken = [len(words & english) >= MIN_ENGLISH_SHARE * len(words) for words in openings]
    return 2 * sum(spoken) > len(openings)
