"""Tell times that somebody says in a subtitle, arrow and all, from the times of the next one."""

import re
from collections.abc import Mapping, Sequence

from retrieval.transcripts.subtitle_blocks import Times

_MAX_SHARE = 0.1
"""The share of times that may be quoted; one may be in any file."""
_MIN_USUAL = 2
_ONLY_TIMES = re.compile(
    r"[ \t]*-?[\d:.,; ]{1,30}(?:-{1,3}|[\u2013\u2014]{1,2}|=) ?>[-\d:.,; ]{0,30}"
    r"(?:[ \t]+\w{1,12}:\S{1,40}){0,8}[ \t]*$"
)
_SLIP_SECONDS = 0.5


def without_quoted_times(lines: Sequence[str], times: Mapping[int, Times]) -> dict[int, Times]:
    """Return the times by the indices of their lines, without those that are in the text of a subtitle.

    Such a line follows another one of text, in a file whose times don't; it has other words too, or a time
    before the end of the subtitle that it is in.
    """
    usual = {i for i in times if _begins_subtitle(lines, i, times)}
    if len(usual) < _MIN_USUAL or len(times) - len(usual) > max(1, _MAX_SHARE * len(times)):
        return dict(times)
    kept: dict[int, Times] = {}
    for i, stated in times.items():
        if i in usual or _is_next(lines[i], stated, kept):
            kept[i] = stated
    return kept


def _begins_subtitle(lines: Sequence[str], i: int, times: Mapping[int, Times]) -> bool:
    """Return whether a line is below an empty one, or below the number or name of a subtitle."""
    above = lines[i - 1].strip() if i else ""
    is_name = i > 1 and not lines[i - 2].strip() and i - 1 not in times
    return not above or above.isdecimal() or is_name or i == 1


def _is_next(line: str, stated: Times, above: Mapping[int, Times]) -> bool:
    last = above[max(above)] if above else None
    if last is None or stated.start is None:
        return last is None
    end = last.end if last.end is not None else last.start
    return _ONLY_TIMES.match(line) is not None and (end is None or stated.start >= end - _SLIP_SECONDS)
