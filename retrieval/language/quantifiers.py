"""Quantifiers and hedges: which words say that something holds of all, of none, always or only."""

from functools import cache

from retrieval.language import lexicon


def licences(word: str) -> frozenset[str]:
    """Return the words any of which lets a claim use a quantifier; none where `word` isn't one."""
    return _licences().get(word, frozenset())


@cache
def _licences() -> dict[str, frozenset[str]]:
    groups = {name: frozenset(words.split()) for name, words in _lines("quantifiers")}
    return {word: groups[group.strip()] for word, group in _lines("quantifiers_in_claims")}


def _lines(name: str) -> list[tuple[str, str]]:
    return [(key, rest) for key, _, rest in (line.partition(":") for line in lexicon.entries(name))]
