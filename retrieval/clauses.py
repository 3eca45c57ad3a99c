"""Cuts talk without punctuation into stretches that can be read, at the words that people begin anew with."""

import re
from itertools import pairwise

MOST_WORDS = 30
LEAST_WORDS = 8
_WANTED = 16

_PUNCTUATION = re.compile(
    r"[.,;:!?\u2026\u3002\uff0c\uff01\uff1f](?=\s|$)|[\u3002\uff0c\uff01\uff1f]|\s[-\u2013\u2014]+\s"
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_STRONG = _words("so but okay ok well now yeah yes right anyway however meanwhile finally actually oh let's")
_MEDIUM = _words(
    "and because then if when although though since unless until while whereas what how why who where do "
    "does did is are can could would should have has tell "
)
_WEAK = _words(
    "i it it's we we're you you're they they're he he's she she's this that that's there there's these "
    "those or which i'm i've i'll i'd you've we've uh um like my your "
)
_HANGING = _words(
    "a an the of to in on at by for with from into about as and or but so because if when that which who "
    "whose what how why where than then very really just like um uh i you we they he she it my your our "
    "their his her its is are was were be been am do does did have has had can could will would should "
    "may might must not no more most some any this these those there i'm you're we're they're it's that's "
    "there's i've let's gonna going kind sort know mean think "
)


def is_flat(text: str) -> bool:
    """Whether `text` is too long to be read as one sentence and has next to no punctuation."""
    words = len(text.split())
    if words <= MOST_WORDS:
        return False
    return words > MOST_WORDS * (1 + len(_PUNCTUATION.findall(text.rstrip(".?! "))))


def clauses(text: str) -> list[tuple[int, int]]:
    """(start, end) of the stretches of `text`, about 8 to 30 words each, that together hold all its words.

    The cuts are the cheapest under a cost of odd lengths and of unlikely places (least squares around 16
    words, plus the cost of the boundary).
    """
    words = [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]
    plain = [text[start:end].lower().strip(',.?!"') for start, end in words]
    costs = [0.0] + [seam(plain[i - 1], plain[i]) for i in range(1, len(plain))] + [0.0]
    best = [0.0] + [float("inf")] * len(words)
    back = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - MOST_WORDS), end):
            cost = best[start] + costs[end] + _length(end - start)
            if cost < best[end]:
                best[end], back[end] = cost, start
    cuts = [len(words)]
    while cuts[-1]:
        cuts.append(back[cuts[-1]])
    cuts.reverse()
    return [(words[a][0], words[b - 1][1]) for a, b in pairwise(cuts)]


def _length(words: int) -> float:
    short = max(0, LEAST_WORDS - words)
    return ((words - _WANTED) / _WANTED) ** 2 + 0.5 * short


def seam(before: str, after: str) -> float:
    """How unlikely it is that a stretch of talk ends between two words (in lower case): about 0 to 3."""
    if before.endswith("]") or after.startswith("["):  # "[Music]" stands apart
        return -0.5
    hanging = 1.5 if before in _HANGING else 0.0
    if after in _STRONG:
        return 0.1 + hanging
    if after in _MEDIUM:
        return 0.5 + hanging
    if after in _WEAK:
        return 0.9 + hanging
    return 1.8 + hanging
