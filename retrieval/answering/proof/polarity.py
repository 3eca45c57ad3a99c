"""Compare what a claim affirms and denies with what its evidence does, word by word. Pure."""

from functools import cache

from retrieval.answering.proof.alignment import Alignment, Word
from retrieval.language import lexicon
from retrieval.language.negation import is_negator
from retrieval.language.word_families import are_opposites, base_form, is_negative_form

FOCUS_WORDS = 2
REACH = 12
SUPPORT_B = 2
NEAR_B = 7
_WEAK = frozenset("few little only less than too beyond hard difficult".split())
SHARE_A = 0.6
SHARE_B = 0.95
MIN_A = 0.3
SPAN_A = 8
COVER_A = 0.7
COUNT_A = 1
WORDS_BEFORE = 8
WORDS_AFTER = 4
_NEGATORS_OF_ANSWERS = ("no", "nope")


def denies_what_is_affirmed(alignment: Alignment) -> bool:
    """Return whether a claim negates words that its evidence says without any negative word near them."""
    return any(_is_unsaid_negation(alignment, at) for at in _negators(alignment.claim))


def affirms_what_is_denied(alignment: Alignment) -> bool:
    """Return whether the evidence negates words that the claim says without any negative word near them."""
    return any(_is_dropped_negation(alignment, at) for at in _negators(alignment.evidence))


def _is_unsaid_negation(alignment: Alignment, at: int) -> bool:
    focus = _focus(alignment.claim, at)
    matched = [i for i in focus if alignment.exact_matches[i]]
    if not matched or matched[0] != focus[0]:
        return False
    positions = _best_positions(alignment, matched, SHARE_A, MIN_A)
    if not positions or any(_has_negative(alignment.evidence, p) for p in positions):
        return False
    clause = [i for i, w in enumerate(alignment.claim) if w.clause == alignment.claim[at].clause and w.content and i not in matched[:1]]
    near = [i for i in clause if any(abs(m - p) <= SPAN_A for m in alignment.matches[i] for p in positions)]
    return len(near) >= COVER_A * len(clause) and len(near) >= COUNT_A


def _best_positions(
    alignment: Alignment, matched: list[int], share: float = 0.7, minimum: float = 0.0
) -> list[int]:
    """Return the evidence positions of the matched words at which most of the claim's clause is near."""
    clause = alignment.claim[matched[0]].clause
    others = [
        i for i, word in enumerate(alignment.claim)
        if word.clause == clause and word.content and i not in matched[:1] and alignment.matches[i]
    ]

    def support(position: int) -> float:
        return sum(
            max(max(0.0, 1 - abs(position - other) / 15) for other in alignment.matches[i]) for i in others
        )

    scored = [(support(p), p) for p in alignment.exact_matches[matched[0]]]
    best = max(score for score, _ in scored)
    return [p for score, p in scored if score >= share * best] if best >= minimum else []


def _is_dropped_negation(alignment: Alignment, at: int) -> bool:
    focus = _focus(alignment.evidence, at)
    if not focus or focus[0] - at > 4:
        return False
    first = next((i for i in focus if not alignment.evidence[i].text.endswith("ly")), focus[0])
    for i, word in enumerate(alignment.claim):
        if first not in alignment.exact_matches[i] or not (word.content or word.base in _PREDICATES):
            continue
        if first not in _best_positions(alignment, [i], SHARE_B):
            continue
        support = [
            j for j, other in enumerate(alignment.claim)
            if j != i and other.content and other.clause == word.clause
            and any(abs(p - first) <= NEAR_B for p in alignment.matches[j])
        ]
        if len(support) >= SUPPORT_B and not _clause_has_negative(alignment.claim, i):
            return True
    return False


_PREDICATES = frozenset({"need", "want", "like", "know", "use", "work", "have", "do", "go", "get", "make", "see"})


def _clause_has_negative(words: tuple[Word, ...], at: int) -> bool:
    return any(
        (is_negative(word) or word.text in _WEAK) for i, word in enumerate(words)
        if abs(i - at) <= REACH and i != at
        and not (i == 0 and word.text in _NEGATORS_OF_ANSWERS)
    )


def _has_negative(words: tuple[Word, ...], at: int) -> bool:
    return any(
        is_negative(words[i])
        for i in range(max(0, at - WORDS_BEFORE), min(len(words), at + WORDS_AFTER + 1))
        if words[i].base != words[at].base and abs(words[i].clause - words[at].clause) <= 0
    )


def is_negative(word: Word) -> bool:
    return is_negator(word.text) or word.base in _negative_bases() or is_negative_form(word.text)


def _negators(words: tuple[Word, ...]) -> list[int]:
    return [
        i for i, word in enumerate(words)
        if is_negator(word.text) and not (word.text in _NEGATORS_OF_ANSWERS and _is_answer(words, i))
        and not (i + 1 < len(words) and words[i + 1].text in ("only", "just", "necessarily", "sure", "think"))
    ]


def _is_answer(words: tuple[Word, ...], at: int) -> bool:
    return at + 1 >= len(words) or words[at + 1].clause != words[at].clause or at == 0 and words[0].text == "nope"


def _focus(words: tuple[Word, ...], at: int) -> list[int]:
    """Return the positions of the first content words after a negator, in its clause."""
    after = [
        i for i in range(at + 1, len(words))
        if words[i].clause == words[at].clause and (words[i].content or words[i].base in _PREDICATES)
    ]
    return after[:FOCUS_WORDS]


@cache
def _negative_bases() -> frozenset[str]:
    return frozenset(map(base_form, lexicon.words("negative_words")))
