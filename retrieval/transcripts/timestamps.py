"""Parse and format times as transcripts write them."""

import re

MAX_RECORDING_SECONDS = 360_000.0
"""100 hours in seconds; no recording is longer, so a time from here on is a mistake."""
TIMESTAMP = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
"""A pattern for `m:ss`, `mm:ss` (minutes may exceed 59) and `h:mm:ss`, each with or without a fraction."""
FRAMES_PER_SECOND = 30
"""What the frames of an editor's `00:00:01:12` are counted in; the rates in use are 24 to 30, or 60."""
_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?", re.ASCII)
# Fractions have 1 to 3 digits, or 6 to 9; four, as in `59,1000`, are a fault of the program that wrote it.
_LOOSE = re.compile(
    r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[:;](\d{1,3}))?(?:[.,](\d{6,9}|\d{1,3}))?", re.ASCII
)
_DROP_FRAMES = re.compile(r"\d{1,2}(?:;\d{2}){3}", re.ASCII)
"""A timecode whose frames are counted with drops, as editors write it."""
_UNITS = re.compile(
    r"(?:(\d{1,3})\s?(?:hours?|hrs?|h)[,\s]{0,3})?(?:(\d{1,4})\s?(?:minutes?|mins?|m(?!s))[,\s]{0,3})?"
    r"(?:(\d{1,6}(?:\.\d{1,9})?)\s?(?:seconds?|secs?|s))?",
    re.ASCII | re.IGNORECASE,
)
_ISO_DURATION = re.compile(r"PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6}(?:\.\d{1,9})?)S)?", re.ASCII)


def parse_timestamp(text: str) -> float | None:
    """Return the seconds that `text` states; `None` if it isn't a valid time of a recording."""
    found = _PARTS.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, whole, fraction = found.groups()
    if int(whole) > 59 or (hours and int(minutes) > 59):
        return None
    total = int(hours or 0) * 3600 + int(minutes) * 60 + int(whole) + float(f"0.{fraction or 0}")
    return total if total < MAX_RECORDING_SECONDS else None


def parse_loose_time(text: str) -> float | None:
    """Return the seconds stated where only a time can be; `None` if it can't be read.

    Besides the usual forms: `0:0:6,2`, a colon before milliseconds or frames (`00:00:06:200`, `00:00:06:04`),
    seconds (`6.2`, `6.2s`), `1m 6s`, `0 minutes 6 seconds` and ISO 8601 (`PT6.2S`).
    """
    text = text.strip()
    if _DROP_FRAMES.fullmatch(text):
        text = text.replace(";", ":")
    if found := _LOOSE.fullmatch(text):
        return _clock(*found.groups())
    found = _ISO_DURATION.fullmatch(text) or _UNITS.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds = (float(group or 0) for group in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if total < MAX_RECORDING_SECONDS else None


def _clock(
    hours: str | None, minutes: str | None, seconds: str, after: str | None, fraction: str | None
) -> float | None:
    if after is not None and (hours is None or fraction is not None):
        return None
    whole = int(seconds)
    if (minutes is not None and whole > 59) or (hours is not None and int(minutes or 0) > 59):
        return None
    part = float(f"0.{fraction or 0}")
    if after is not None:
        part = int(after) / (1000 if len(after) == 3 else FRAMES_PER_SECOND)
        if part >= 2:
            return None
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + whole + min(part, 0.999)
    return total if total < MAX_RECORDING_SECONDS else None


def format_timestamp(time: float) -> str:
    """Return seconds as `h:mm:ss`, for messages."""
    whole = int(time)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
