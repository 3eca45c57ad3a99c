"""Parse times, and places in a transcript, as people type them."""

import re
from collections.abc import Sequence

from retrieval.errors import BadRequestError, NotFoundError
from retrieval.models import Segment
from retrieval.texts import Text
from retrieval.transcripts.timestamps import format_timestamp

MAX_SECONDS_AFTER = 60
"""How long after the last words a time may still mean them: recordings end with music."""
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)", re.ASCII)
_UNITS = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s)?", re.IGNORECASE | re.ASCII)
_SEGMENT_NUMBER = re.compile(r"#?(\d{1,6})", re.ASCII)


def seconds(typed: str) -> int:
    """Return the seconds of `1:02:03`, `62:03`, `350s` or `1h2m3s`. Raises BadRequestError."""
    typed = typed.strip().replace(" ", "")
    match = _CLOCK.fullmatch(typed) or (_UNITS.fullmatch(typed) if typed else None)
    if match is None:
        raise BadRequestError(
            Text("{typed!r} isn't a time; please write it like 1:02:03 or 350s.", typed=typed[:20])
        )
    hours, minutes, rest = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + rest


def segment_at(typed: str, segments: Sequence[Segment]) -> int:
    """Return the number of the segment that `119`, `#119`, `1:02:03` or `350s` means.

    A time means the last segment that starts at or before it, in whole seconds, as times are shown; one after
    the last words means none. Raises BadRequestError and NotFoundError.
    """
    typed = typed.strip().replace(" ", "")
    if number := _SEGMENT_NUMBER.fullmatch(typed):
        if not 1 <= int(number[1]) <= len(segments):
            raise NotFoundError(
                Text(
                    "There is no segment {number}; its segments are 1 to {last}.",
                    number=int(number[1]),
                    last=len(segments),
                )
            )
        return int(number[1])
    try:
        second = seconds(typed)
    except BadRequestError as error:
        raise BadRequestError(
            "Please write a time such as 1:02:03 or 350s, or a segment's number such as 119."
        ) from error
    timed = [segment for segment in segments if segment.start is not None]
    if not timed:
        raise NotFoundError("This transcript has no times; please enter a segment's number instead.")
    last = max(cue.end or cue.start or 0.0 for segment in timed for cue in segment.cues)
    if second > last + MAX_SECONDS_AFTER:
        raise NotFoundError(
            Text(
                "The transcript ends at {end}, before {time}; please enter an earlier time.",
                end=format_timestamp(last),
                time=format_timestamp(second),
            )
        )
    before = [segment.number for segment in timed if int(segment.start or 0) <= second]
    return before[-1] if before else timed[0].number
