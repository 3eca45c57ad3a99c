"""Find the names of a claim in its evidence, misheard spellings included. Pure."""

from rapidfuzz.distance import DamerauLevenshtein

from retrieval.answering.proof.alignment import Alignment, Word
from retrieval.language.word_frequency import frequency_rank

MIN_LIKENESS = 0.75
"""Least share of letters in place, from 0 to 1, for a name to be another spelling: "Steven", "Stephen"."""
MIN_HEARD_LETTERS = 4
"""Shorter words are no other spelling of a name."""
MIN_OPENING_RANK = 8000
"""Frequency rank from which an unsaid word at the beginning of a sentence is a name."""
MAX_ABBREVIATION = 3
"""Letters of the longest name that counts as a common word."""
_NAME_PARTICLES = frozenset({"of", "the", "de", "van", "von"})


def has_unsaid_name(alignment: Alignment) -> bool:
    """Return whether a claim has a name that neither the evidence, its metadata nor the question has.

    One word of a longer name is enough ("Lord of the Rings" by "the Rings"); an abbreviation of two or three
    letters counts as a common word.
    """
    heard = {word.key for word in (*alignment.evidence, *alignment.question, *alignment.known)}
    said = [
        bool(alignment.matches[at]) or alignment.asked[at] or _is_heard(word.key, heard)
        for at, word in enumerate(alignment.claim)
    ]
    return any(
        (word.name or _is_opening_name(word))
        and not said[at]
        and not _is_abbreviation(word)
        and not _is_part_of_said(alignment, at, said)
        for at, word in enumerate(alignment.claim)
    )


def _is_heard(key: str, heard: set[str]) -> bool:
    return any(
        len(other) >= MIN_HEARD_LETTERS
        and (
            key.startswith(other)
            or other.startswith(key)
            or DamerauLevenshtein.normalized_similarity(key, other) >= MIN_LIKENESS
        )
        for other in heard
    )


def _is_opening_name(word: Word) -> bool:
    """Return whether a capitalised word at the beginning of a sentence is too rare to be another word."""
    return word.capitalized and word.content and frequency_rank(word.text) >= MIN_OPENING_RANK


def _is_abbreviation(word: Word) -> bool:
    return len(word.key.removesuffix("s")) <= MAX_ABBREVIATION


def _is_part_of_said(alignment: Alignment, at: int, said: list[bool]) -> bool:
    """Return whether a name that is said follows, either directly or after "of" and "the"."""
    words = alignment.claim
    following = next(
        (i for i in range(at + 1, len(words)) if words[i].text not in _NAME_PARTICLES), len(words)
    )
    previous = at > 0 and words[at - 1].name and words[at - 1].end + 1 == words[at].start
    return (
        following < len(words)
        and words[following].name
        and said[following]
        and words[following].clause == words[at].clause
        and not (previous and not said[at - 1])
    )
