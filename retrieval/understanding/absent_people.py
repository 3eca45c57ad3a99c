"""Find people whom a message names as guests or speakers, and of whom the library has nothing."""

import re
from collections.abc import Iterator, Sequence

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank
from retrieval.models.requests import Missing
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.people_pointers import names_by_word
from retrieval.understanding.pointers import Pointer
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import words_of

_EVERYWHERE = "the"
"""A word that every library in English says; where it is not found, the index of words is damaged."""
_WAS_GUEST = re.compile(
    r"\bwhen (\w+(?: \w+)?) (?:was|came|appeared|has been) "
    r"(?:on\b(?! (?:the )?(?!show|podcast)\w)|(?:a|the) guest|there)"
)
_SAYS = re.compile(
    r"\b(?:did|does|do|has) (\w+(?: \w+)?) "
    r"(?:say|said|think|talk|recommend|recommended|suggest|claim|believe|advise|argue|explain)\b"
)


def absent_people(text: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield those who are said to have been a guest, or to say something, and whom no episode names.

    Others may quote somebody who was no guest, so a person counts as absent only if no episode says the name.
    """
    for match in (*_WAS_GUEST.finditer(text), *_SAYS.finditer(text)):
        words = [word for word in words_of(match[1]) if frequency_rank(word) >= COMMON_WORD_RANK]
        words = [word for word in words if word not in lexicon.words("claim_stop_words")]
        known = any(names_by_word(word, names) or word in names.title_words for word in words)
        if words and not known and not (match.re is _SAYS and _may_be_said(words, names)):
            yield Pointer(match.span(1), missing=Missing("person", match[1]))


def _may_be_said(words: Sequence[str], names: LibraryNames) -> bool:
    """Return whether the library says one of the words, or its words can't all be looked up now."""
    if not names.has_all_words():
        return True
    counts = names.count_mentions([_EVERYWHERE, *words])
    return not counts.get(_EVERYWHERE) or any(counts[word] for word in words)
