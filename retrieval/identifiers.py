"""Short stable ids, made from the titles of shows and episodes."""

import re
import unicodedata

from retrieval.errors import BadRequestError

LONGEST_ID = 48
UNSORTED = "Unsorted"
_SHORT_ID = 32
_ID = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_CONNECTING = frozenset("a about an and as at by for from in into is of on or the to w with".split())  # noqa: SIM905


def show_id(title: str) -> str:
    """A show's id, the same for every writing of its title."""
    return shortened(slug(title), LONGEST_ID) or slug(UNSORTED)


def slug(text: str) -> str:
    """Lower-case words joined by hyphens: letters of every script stay, accents and apostrophes go."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return "-".join(
        re.findall(r"[^\W_]+", unicodedata.normalize("NFC", re.sub("['’]", "", plain)).casefold())
    )


def shortened(id_: str, longest: int = _SHORT_ID) -> str:
    """As many of an id's first words as fit, without a connecting word at their end."""
    words = id_.split("-")
    while len(words) > 1 and (len("-".join(words)) > longest or words[-1] in _CONNECTING):
        words.pop()
    return "-".join(words)[:longest]


def checked_id(given: str) -> str:
    """The episode id that somebody gave, in lower case. Raises BadRequestError where it is none."""
    id_ = given.strip().casefold()
    if len(id_) <= LONGEST_ID and _ID.fullmatch(id_):
        return id_
    better = shortened(slug(given), LONGEST_ID)
    hint = f": {better!r} would do" if better else ""
    raise BadRequestError(
        f"An episode's id has letters and digits with single hyphens between, at most {LONGEST_ID}{hint}."
    )
