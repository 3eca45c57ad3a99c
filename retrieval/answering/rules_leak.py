"""Tell whether a sentence repeats the instructions of a prompt. Pure."""

import re
from functools import cache

from retrieval.llm.prompts import RULES, load_template

LEAKED_WORDS = 6
"""Words in a row of the rules that a sentence may not have unless its evidence has them too."""
_WORD = re.compile(r"[^\W_]+")


def repeats_rules(sentence: str, said: str) -> bool:
    """Return whether a sentence has words in a row of Podcite's own prompts that nobody said."""
    return bool((_runs(sentence) & _rules()) - _runs(said))


def _runs(text: str) -> frozenset[str]:
    words = _WORD.findall(text.casefold())
    return frozenset(" ".join(words[at : at + LEAKED_WORDS]) for at in range(len(words) - LEAKED_WORDS + 1))


@cache
def _rules() -> frozenset[str]:
    return frozenset(run for name in RULES for run in _runs(load_template(name)))
