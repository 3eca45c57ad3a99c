"""Find the names of a claim in its evidence, misheard spellings included. Pure."""

from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from retrieval.answering.proof.alignment import Alignment, Word
from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank

MIN_LIKENESS = 0.75
"""Least share of letters in place, from 0 to 1, for a name to be another spelling: "Steven", "Stephen"."""
MIN_HEARD_LETTERS = 4
"""Letters of the shortest word that may be another spelling of a name."""
MIN_OPENING_RANK = 8000
"""Frequency rank from which an unsaid word at the beginning of a sentence is a name."""
MAX_ABBREVIATION = 3
"""Letters of the longest name that counts as a common word."""
_NAME_PARTICLES = frozenset({"of", "the", "de", "van", "von"})


def has_unsaid_name(alignment: Alignment, *, speakers_known: bool = True) -> bool:
    """Return whether a claim has a name that neither the evidence, its metadata nor the question has.

    One word of a longer name is enough ("Lord of the Rings" by "the Rings"); an abbreviation of two or three
    letters counts as a common word. Where nobody is known to speak, "Anna" may in "Anna thinks" be a speaker.
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
        and (speakers_known or not _may_be_speaker(alignment.claim, at))
        for at, word in enumerate(alignment.claim)
    )


def _may_be_speaker(words: Sequence[Word], at: int) -> bool:
    """Return whether a word is a single given name before a verb, as in "Anna thinks" and "Anna agreed"."""
    before, after = words[at - 1 : at], words[at + 1 : at + 2]
    return (
        words[at].text in lexicon.words("given_names")
        and not any(word.name and word.clause == words[at].clause for word in before)
        and any(word.text.endswith(("s", "ed")) and not word.name for word in after)
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
