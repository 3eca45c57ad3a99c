"""Find the names of a library that a message misspells."""

import re
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.language.word_frequency import UNKNOWN_RANK, frequency_rank
from retrieval.language.words import stem
from retrieval.understanding.languages import language_of
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import fold, plain_form

TWO_MISTAKES_CHARACTERS = 8
"""The fewest letters of a word in which two of them may be wrong; in shorter ones, one may be."""

_INFLECTED = re.compile(r"(?:[^s]s|ing|ed|ers?|ly|ness)$")
_WORD = re.compile(r"[^\W\d_]{5,}")


def correct_names(raw: str, names: LibraryNames) -> tuple[str, dict[str, str]]:
    """Return a message with its misspelt names corrected, and by each of these how it is spelt.

    Only a word that nobody in the library says, and that is no English one, can be misspelt.
    """
    unknown = {match[0]: fold(match[0]) for match in _WORD.finditer(raw)}
    unknown = {word: key for word, key in unknown.items() if _may_be_misspelt(key)}
    if not unknown or not names.has_all_words():
        return raw, {}
    said = names.count_mentions(list(dict.fromkeys(unknown.values())))
    known = _known_words(names, in_english=language_of(raw) == "en")
    corrected = {
        word: found
        for word, key in unknown.items()
        if not {key, key.removesuffix("s")} & known.keys()
        and not said.get(key)
        and (found := nearest_word(key, known))
    }
    text = _WORD.sub(lambda match: corrected.get(match[0], match[0]), raw)
    return text, corrected


def _may_be_misspelt(word: str) -> bool:
    is_inflected = bool(_INFLECTED.search(word)) and frequency_rank(stem(word)) < UNKNOWN_RANK
    is_english = is_inflected or frequency_rank(word) < UNKNOWN_RANK
    return word.isascii() and not is_english and plain_form(word) == word


def _known_words(names: LibraryNames, *, in_english: bool) -> Mapping[str, str]:
    """Return the words of people's names, shows and titles as they are written, by their plain form.

    In a message in another language, only rare ones of titles: "robotique" is no misspelt "robotics".
    """
    words = names.title_spellings | names.name_spellings
    if in_english:
        return words
    proper = names.name_spellings
    return {
        key: word for key, word in words.items() if key in proper or frequency_rank(key) >= COMMON_WORD_RANK
    }


def nearest_word(word: str, known: Mapping[str, str]) -> str | None:
    """Return the one known word from which only a letter or two differ; None for another form of it."""
    most = 2 if len(word) >= TWO_MISTAKES_CHARACTERS else 1
    near = process.extract(
        word, list(known), scorer=OSA.distance, processor=None, score_cutoff=most, limit=None
    )
    best = [key for key, distance, _ in near if distance == near[0][1]]
    if len(best) != 1 or (_INFLECTED.search(word) and stem(word) == stem(best[0])):
        return None
    return known[best[0]]
