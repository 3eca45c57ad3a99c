"""Tell the language of a short message by its small words."""

import re
from functools import cache

from retrieval.language import lexicon
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import fold, words_of

_KANA = re.compile(r"[\u3040-\u30ff]")
MIN_ENGLISH_SHARE = 0.12
"""The least share of English stop words among the different words of an English beginning."""
_LANGUAGES = ("de", "es", "fr", "pt")


def language_of(text: str) -> str:
    """Return `en`, `de`, `es`, `fr`, `pt` or `ja`; English where a text in plain form says too little."""
    if _KANA.search(text):
        return "ja"
    words = words_of(text)
    scores = {language: sum(word in _small_words(language) for word in words) for language in _LANGUAGES}
    english = sum(word in lexicon.words("claim_stop_words") for word in words)
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] > english else "en"


@cache
def _small_words(language: str) -> frozenset[str]:
    return frozenset(fold(word) for word in lexicon.entries(f"messages/language_{language}"))


def is_in_english(names: LibraryNames) -> bool:
    """Return whether most episodes of a library begin in English, by their small words."""
    english = lexicon.words("claim_stop_words")
    openings = [opening.words for opening in names.openings.values() if opening.words]
    spoken = [len(words & english) >= MIN_ENGLISH_SHARE * len(words) for words in openings]
    return 2 * sum(spoken) > len(openings)
