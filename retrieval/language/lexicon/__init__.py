"""Word lists and phrases, kept as text files next to this module.

A file has one entry per line; blank lines and lines that begin with `#` are skipped. Files of English talk
lie here; those of messages, in several languages, in the folder `messages`.
"""

import re
from functools import cache
from importlib.resources import files


@cache
def entries(name: str) -> tuple[str, ...]:
    """Return the entries of `NAME.txt` in the order of the file. Raises FileNotFoundError."""
    lines = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """Return the entries of `NAME.txt` as a set, for looking words up in it."""
    return frozenset(entries(name))


@cache
def phrases(name: str) -> re.Pattern[str]:
    r"""Return a pattern that finds any entry of `NAME.txt` at the beginning of a word, ignoring case.

    Entries are themselves regular expressions: `thanks? you\b`.
    """
    return re.compile(rf"\b(?:{'|'.join(entries(name))})", re.IGNORECASE)


@cache
def pairs(name: str) -> dict[str, str]:
    """Return the entries of `NAME.txt`, each of the form `key = value`, as a mapping."""
    split = (entry.partition("=") for entry in entries(name))
    return {key.strip(): value.strip() for key, _, value in split}
