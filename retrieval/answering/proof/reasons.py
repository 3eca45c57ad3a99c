"""Tell whether a claim gives a cause, a means or a time that nothing in its evidence supports. Pure."""

from collections.abc import Iterator, Sequence

from retrieval.answering.proof.alignment import Alignment, Word
from retrieval.answering.proof.islands import is_unsaid
from retrieval.answering.proof.unsaid import word_weight

MIN_WEIGHT = 1.0
"""Least weight of a phrase without any said word: one very rare word, or two.

A quarter of a percent of 1,144 true answers to questions about podcasts are lost by it.
"""
REASON_WORDS = 3
"""Most words between "for" and "reasons"."""
_OPENERS = frozenset({"by", "after", "from", "because", "due", "thanks", "owing"})
_PHRASE_ENDS = frozenset(
    {"and", "so", "but", "which", "that", "when", "while", "because", "since", "to", "for", "or", "than"}
)


def gives_unsaid_reason(alignment: Alignment) -> bool:
    """Return whether no word of what follows "because", "by", "after" or "from" was said, known or asked.

    So with what stands between "for" and "reasons".
    """
    return any(
        all(is_unsaid(alignment, at) for at in phrase)
        and sum(word_weight(alignment.claim[at]) for at in phrase) >= MIN_WEIGHT
        for phrase in _phrases(alignment.claim)
    )


def _phrases(words: Sequence[Word]) -> Iterator[list[int]]:
    """Yield the content words, if there are any, of each phrase that gives a reason."""
    for at, word in enumerate(words):
        if word.text in _OPENERS:
            phrase = _phrase_after(words, at)
        elif word.base == "reason":
            phrase = _phrase_before(words, at)
        else:
            continue
        if phrase:
            yield phrase


def _phrase_after(words: Sequence[Word], opener: int) -> list[int]:
    found: list[int] = []
    for at in range(opener + 1, len(words)):
        # "because" itself begins a clause.
        if words[at].clause != words[opener].clause or (found and words[at].text in _PHRASE_ENDS):
            break
        if words[at].content:
            found.append(at)
    return found


def _phrase_before(words: Sequence[Word], reason: int) -> list[int]:
    start = max(0, reason - REASON_WORDS - 1)
    opener = next((at for at in range(reason - 1, start - 1, -1) if words[at].text == "for"), reason)
    return [at for at in range(opener + 1, reason) if words[at].content]
