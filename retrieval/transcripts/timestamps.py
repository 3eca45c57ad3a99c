"""Parse and format times as transcripts write them."""

import re

MAX_RECORDING_SECONDS = 360_000.0
"""100 hours in seconds; no recording is longer, so a time from here on is a mistake."""
TIMESTAMP = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
"""A pattern for `m:ss`, `mm:ss` (minutes may exceed 59) and `h:mm:ss`, each with or without a fraction."""
_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?", re.ASCII)


def parse_timestamp(text: str) -> float | None:
    """Return the seconds that `text` states; `None` if it is no time of a recording."""
    found = _PARTS.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, whole, fraction = found.groups()
    if int(whole) > 59 or (hours and int(minutes) > 59):
        return None
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole) + float(f"0.{fraction or 0}")
    return total if total < MAX_RECORDING_SECONDS else None


def format_timestamp(time: float) -> str:
    """Return seconds as `h:mm:ss`, for messages."""
    whole = int(time)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
