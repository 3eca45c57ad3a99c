"""Finding a segment by what somebody types: a number, or a time."""

import re
from collections.abc import Sequence

from bot.timestamps import seconds
from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models import Segment

_NUMBER = re.compile(r"#?(\d{1,6})", re.ASCII)


def segment_at(typed: str, segments: Sequence[Segment]) -> int:
    """The number of the segment that `119`, `#119`, `1:02:03` or `350s` means.

    A time is where the last segment that begins by then is. Raises BadRequestError, NotFoundError.
    """
    typed = typed.strip().replace(" ", "")
    if number := _NUMBER.fullmatch(typed):
        if not 1 <= int(number[1]) <= len(segments):
            raise NotFoundError(f"There are the segments 1 to {len(segments):,}, and no {int(number[1]):,}.")
        return int(number[1])
    try:
        second = seconds(typed)
    except BadRequestError as error:
        raise BadRequestError(
            "Write a time such as 1:02:03 or 350s, or a segment's number such as 119."
        ) from error
    timed = [segment for segment in segments if segment.start is not None]
    if not timed:
        raise NotFoundError("This transcript has no times; give a segment's number instead.")
    before = [segment.number for segment in timed if segment.start is not None and segment.start <= second]
    return before[-1] if before else timed[0].number
