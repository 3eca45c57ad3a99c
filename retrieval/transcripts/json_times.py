"""Read the times of JSON transcripts: seconds, milliseconds, ticks, clocks and objects."""

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.transcripts.json_rows import Row, normalized
from retrieval.transcripts.timestamps import MAX_RECORDING_SECONDS, parse_loose_time

_MILLISECONDS, _TICKS = 0.001, 1e-7
_STARTS: Mapping[str, float] = {
    **dict.fromkeys(
        ("starttime", "start", "starttimestamp", "begin", "from", "startoffset", "timebegin", "begintime"),
        1.0,
    ),
    **dict.fromkeys(
        ("startseconds", "startsec", "startinseconds", "ts", "startt", "instancestart", "datastart"), 1.0
    ),
    **dict.fromkeys(
        ("startms", "starttimems", "startmillis", "startmilliseconds", "tstartms", "beginoffsetmillis"),
        _MILLISECONDS,
    ),
    **dict.fromkeys(
        ("offsetmilliseconds", "starttimecode", "startmsec", "offsetms", "beginms"), _MILLISECONDS
    ),
    **dict.fromkeys(("offsetinticks",), _TICKS),
    **dict.fromkeys(("offset", "time", "timestamp", "timestamps", "offsets", "t"), 1.0),
}
_ENDS: Mapping[str, float] = {
    **dict.fromkeys(("endtime", "end", "endtimestamp", "to", "endoffset", "timeend", "stop"), 1.0),
    **dict.fromkeys(("endseconds", "endsec", "endinseconds", "endts", "instanceend", "dataend"), 1.0),
    **dict.fromkeys(
        ("endms", "endtimems", "endmillis", "endmilliseconds", "endoffsetmillis", "endtimecode", "endmsec"),
        _MILLISECONDS,
    ),
}
_LENGTHS: Mapping[str, float] = {
    **dict.fromkeys(("duration", "dur", "length"), 1.0),
    **dict.fromkeys(("durationms", "ddurationms", "durationmilliseconds"), _MILLISECONDS),
    "durationinticks": _TICKS,
}
_PAIRS = ("timestamp", "timestamps", "offsets", "instances", "timing", "interval", "time", "times", "dur")


class BadTimeError(Exception):
    """A time that can't be read; its text says why."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A time as written, and what its unit is in seconds; `is_plain` for a number that states no unit."""

    value: float
    unit: float
    is_plain: bool

    def seconds(self, *, milliseconds: bool) -> float:
        """Return the time in seconds. Raises BadTimeError if no recording has it."""
        unit = _MILLISECONDS if milliseconds and self.is_plain else self.unit
        seconds = self.value * unit
        if not -0.05 <= seconds < MAX_RECORDING_SECONDS:  # nor is NaN
            shown = str(int(self.value)) if self.value == self.value // 1 else str(self.value)
            raise BadTimeError(f"{shown[:30]} isn't a valid time")
        return max(0.0, round(seconds, 6))


@dataclass(frozen=True, slots=True)
class RowTimes:
    """When a row begins and ends, or how long it is, as written."""

    start: Stated | None = None
    end: Stated | None = None
    length: Stated | None = None


def row_times(row: Row) -> RowTimes:
    """Return the times of a row as written. Raises BadTimeError for one that isn't a time at all."""
    pair = next((row.fields[key] for key in _PAIRS if isinstance(row.fields.get(key), list | dict)), None)
    if pair is not None and (times := _pair_times(pair)):
        return times
    fields = row.fields
    if not any(fields.get(key) is not None for key in _STARTS):
        fields = {**row.alternative, **fields}
    length = _first(fields, _LENGTHS, may_fail=True)
    return RowTimes(_first(fields, _STARTS), _first(fields, _ENDS), length)


def _pair_times(pair: object) -> RowTimes | None:
    """Return the times of `[start, end]`, `{"from": …, "to": …}` or a list of one such object."""
    if isinstance(pair, list) and len(pair) == 1:
        pair = pair[0]
    if isinstance(pair, dict):
        fields = normalized(pair)
        start, end = _first(fields, _STARTS), _first(fields, _ENDS)
        return RowTimes(start, end) if start else None
    if isinstance(pair, list) and len(pair) == 2 and not isinstance(pair[0], dict | list):
        start = None if pair[0] is None else _stated(pair[0], 1.0)
        end = None if pair[1] is None else _stated(pair[1], 1.0)
        return RowTimes(start, end)
    return None


def _first(
    fields: Mapping[str, object], units: Mapping[str, float], *, may_fail: bool = False
) -> Stated | None:
    for key, unit in units.items():
        value = fields.get(key)
        if value is None or (isinstance(value, list)):
            continue
        try:
            return _stated(value, unit)
        except BadTimeError:
            if not may_fail:
                raise
    return None


def _stated(value: object, unit: float) -> Stated:
    if isinstance(value, dict):
        return _from_object(normalized(value))
    if isinstance(value, str):
        text = value.strip()
        number = _number(text)
        if number is not None:
            return Stated(number, unit, unit == 1.0)
        seconds = parse_loose_time(text)
        if seconds is None:
            raise BadTimeError("a time that isn't a number")
        return Stated(seconds, 1.0, is_plain=False)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadTimeError("a time that isn't a number")
    if isinstance(value, int) and abs(value) > 10**18:
        raise BadTimeError(f"{_shown(value)} isn't a valid time")
    return Stated(float(value), unit, unit == 1.0)


def _from_object(fields: Mapping[str, object]) -> Stated:
    """Return the time of `{"seconds": "1", "nanos": 5}` or `{"relative": 1.5}`."""
    relative = fields.get("relative")
    if isinstance(relative, int | float) and not isinstance(relative, bool):
        return _stated(relative, 1.0)
    seconds, nanos = _number(str(fields.get("seconds", 0))), _number(str(fields.get("nanos", 0)))
    if seconds is None or nanos is None or not {"seconds", "nanos"} & set(fields):
        raise BadTimeError("a time that isn't a number")
    return Stated(seconds + nanos * 1e-9, 1.0, is_plain=False)


def _number(text: str) -> float | None:
    try:
        return float(text[:40])
    except ValueError:
        return None


def _shown(value: int) -> str:
    try:
        return str(value)[:30]
    except ValueError:  # thousands of digits
        return "a number with thousands of digits"
