"""Names of several words, such as Red Hat, whose words alone mean something else."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.language.query_analysis import extract_terms
from retrieval.models import Hit

NAME_DEPTH = 200
"""How many of the first hits are searched for those that say the name."""
_NAME = re.compile(r"[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)+")


def find_name(query: str) -> str:
    """Return the name of several words that is all that a query asks about, "" where there is none."""
    terms = extract_terms(query)
    return terms if _NAME.fullmatch(terms) else ""


def keep_saying(name: str, hits: Sequence[Hit], count: int) -> list[Hit]:
    """Return the first `count` hits, and among them those that say a name, even if they come later."""
    saying = [hit for hit in hits if _says(name, hit)][:count]
    keys = {hit.key for hit in saying}
    others = [hit for hit in hits if hit.key not in keys][: count - len(saying)]
    kept = keys.union(hit.key for hit in others)
    return [hit for hit in hits if hit.key in kept]


def put_saying_first(name: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that say a name, then the others, whose relevance becomes 0 if any hit says it."""
    saying = [hit for hit in hits if _says(name, hit)]
    if not saying:
        return list(hits)
    keys = {hit.key for hit in saying}
    return [*saying, *(replace(hit, score=0.0, relevance=0.0) for hit in hits if hit.key not in keys)]


def _says(name: str, hit: Hit) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", hit.segment.text) is not None
