"""Finding a segment by what somebody types: a number, or a time."""

import re
from collections.abc import Sequence

from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models import Segment

_NUMBER = re.compile(r"#?(\d{1,6})", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)", re.ASCII)
_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?", re.IGNORECASE | re.ASCII)


def segment_at(typed: str, segments: Sequence[Segment]) -> int:
    """The number of the segment that `119`, `#119`, `1:02:03` or `350s` means.

    A time is where the last segment that begins by then is. Raises BadRequestError, NotFoundError.
    """
    typed = typed.strip().replace(" ", "")
    if number := _NUMBER.fullmatch(typed):
        if not 1 <= int(number[1]) <= len(segments):
            raise NotFoundError(f"There are the segments 1 to {len(segments):,}, and no {int(number[1]):,}.")
        return int(number[1])
    found = _CLOCK.fullmatch(typed) or (_UNITS.fullmatch(typed) if typed else None)
    if found is None:
        raise BadRequestError("Write a time such as 1:02:03 or 350s, or a segment's number such as 119.")
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    second = hours * 3600 + minutes * 60 + seconds
    timed = [segment for segment in segments if segment.start is not None]
    if not timed:
        raise NotFoundError("This transcript has no times; give a segment's number instead.")
    before = [segment.number for segment in timed if segment.start is not None and segment.start <= second]
    return before[-1] if before else timed[0].number
