"""Times as people type them."""

import re

from retrieval.errors import BadRequestError

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)", re.ASCII)
_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?", re.IGNORECASE | re.ASCII)


def seconds(typed: str) -> int:
    """The seconds of `1:02:03`, `62:03`, `350s` or `1h2m3s`. Raises BadRequestError."""
    typed = typed.strip().replace(" ", "")
    found = _CLOCK.fullmatch(typed) or (_UNITS.fullmatch(typed) if typed else None)
    if found is None:
        raise BadRequestError(f"{typed[:20]!r} is no time; write one such as 1:02:03 or 350s.")
    hours, minutes, rest = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest
