"""Align the words of a claim with the words of its evidence. Pure."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache

from retrieval.language.negation import negated_words
from retrieval.language.numbers import is_numeral
from retrieval.language.word_families import MIN_SHARED_LETTERS, base_form, same_family, synonyms
from retrieval.language.words import CLAIM_STOP_WORDS, find_names, normalize_name

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLAUSE_BREAK = re.compile(
    r"[;:.!?—()]|,(?!\d)|\b(?:but|while|whereas|although|though|because|since|who|which)\b"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: in lower case, its base form, and the clause that it belongs to.

    `content` is false for words that carry no claim of their own. `key` is its spelling as a name.
    """

    text: str
    base: str
    key: str
    clause: int
    content: bool
    name: bool
    capitalized: bool
    negated: bool
    start: int
    end: int


@lru_cache(maxsize=256)
def read_words(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order."""
    breaks = [found.start() for found in _CLAUSE_BREAK.finditer(text.lower())]
    names = set(find_names(text))
    negated = negated_words(text)
    words = []
    for found in _WORD.finditer(text):
        lower = found[0].lower().replace("’", "'")
        bare = lower.removesuffix("'s")
        words.append(
            Word(
                text=lower,
                base=base_form(bare),
                key=normalize_name(found[0]),
                clause=bisect_left(breaks, found.start()),
                content=lower not in CLAIM_STOP_WORDS
                and not lower.endswith("n't")
                and len(bare) > 1
                and not is_numeral(bare),
                name=found[0] in names or found[0].removesuffix("'s") in names,
                capitalized=found[0][0].isupper(),
                negated=found.start() in negated,
                start=found.start(),
                end=found.end(),
            )
        )
    return tuple(words)


@dataclass(frozen=True)
class Alignment:
    """The words of a claim, each with the positions of the evidence words that say the same."""

    claim: tuple[Word, ...]
    evidence: tuple[Word, ...]
    question: tuple[Word, ...]
    known: tuple[Word, ...] = ()

    @classmethod
    def of(cls, claim: str, evidence: str, question: str = "", known: str = "") -> "Alignment":
        """Return the alignment of texts; `known` is the metadata of the evidence, such as its speakers."""
        return cls(read_words(claim), read_words(evidence), read_words(question), read_words(known))

    @cached_property
    def matches(self) -> tuple[tuple[int, ...], ...]:
        """The evidence positions that match each word of the claim."""
        return tuple(self._positions(word) for word in self.claim)

    @cached_property
    def exact_matches(self) -> tuple[tuple[int, ...], ...]:
        """The evidence positions that have each word of the claim itself, in any form."""
        return tuple(self._positions_by_base.get(word.base, ()) for word in self.claim)

    @cached_property
    def asked(self) -> tuple[bool, ...]:
        """Whether the question has each word of the claim."""
        bases = {word.base for word in self.question}
        return tuple(any(same_family(word.base, base) for base in bases) for word in self.claim)

    @cached_property
    def is_known(self) -> tuple[bool, ...]:
        """Whether the metadata has each word of the claim."""
        keys = {word.key for word in self.known}
        return tuple(word.key in keys or word.key.removesuffix("s") in keys for word in self.claim)

    @cached_property
    def _positions_by_base(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for position, word in enumerate(self.evidence):
            found[word.base] = (*found.get(word.base, ()), position)
        return found

    @cached_property
    def _positions_by_key(self) -> dict[str, tuple[int, ...]]:
        """Return the positions by spelling, also of two or three words written as one ("let's encrypt")."""
        found: dict[str, tuple[int, ...]] = {}
        keys = [word.key for word in self.evidence]
        for size in (1, 2, 3):
            for first in range(len(keys) - size + 1):
                key = "".join(keys[first : first + size])
                found[key] = (*found.get(key, ()), first)
        return found

    @cached_property
    def _bases_by_opening(self) -> dict[str, list[str]]:
        """The base forms of the evidence by their first letters, which all words of a family share."""
        found: dict[str, list[str]] = {}
        for base in self._positions_by_base:
            found.setdefault(base[:MIN_SHARED_LETTERS], []).append(base)
        return found

    def _positions(self, word: Word) -> tuple[int, ...]:
        """Return the evidence positions that have a word's family, a synonym or its spelling as a name."""
        family = self._bases_by_opening.get(word.base[:MIN_SHARED_LETTERS], ())
        bases = {base for base in family if same_family(word.base, base)} | synonyms(word.base)
        related = {position for base in bases for position in self._positions_by_base.get(base, ())}
        for key in (word.key, word.key + "s", word.key.removesuffix("s")):
            related.update(self._positions_by_key.get(key, ()) if key else ())
        return tuple(sorted(related))
