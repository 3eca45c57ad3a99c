"""Which quotation marks of a text open a quotation and which close one, if that can be decided."""

import re
from collections.abc import Iterator

_MARK = re.compile(
    r"(?P<opens>(?<![^\s(\[\u2026\u2013\u2014\u2018'=:/-])[\"\u201c](?=[^\s,.;:!?)\]\"\u201d]|\.\.))"
    r"|(?P<after_digit>(?<=\d)\")|[\"\u201d]"
)


def quotation_marks(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the place of each quotation mark of a text, and whether it opens.

    A straight mark after a digit closes what is open, unless a later one does: otherwise it means inches and
    is left out.
    """
    found = list(_MARK.finditer(text))
    closed_later = [False] * len(found)
    closes_next = False
    for number in range(len(found) - 1, -1, -1):
        closed_later[number] = closes_next
        if not found[number]["after_digit"]:
            closes_next = not found[number]["opens"]
    is_open = False
    for mark, later in zip(found, closed_later, strict=True):
        if mark["after_digit"] and (later or not is_open):
            continue
        is_open = mark["opens"] is not None
        yield mark.start(), is_open
