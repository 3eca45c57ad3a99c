"""Bring the lines of a text into the usual layout: times before what is said, no headers of pages."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log
from statistics import median

from retrieval.transcripts.line_starts import usual_starts
from retrieval.transcripts.speaker_names import is_unnamed
from retrieval.transcripts.text_lines import is_name_like, take_apart
from retrieval.transcripts.text_marks import plain_line
from retrieval.transcripts.timestamps import parse_loose_time

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_TIME_AT_END = re.compile(rf"[ \t]*(?:[\[(<{{][ \t]*({_CLOCK})[ \t]*[\])>}}]|^({_CLOCK}))[ \t]*$")
_DOT_CLOCK = re.compile(r"([\[(]?)(\d{1,2})\.([0-5]\d)\.([0-5]\d)(?=[\])\s])")
_PAGE = re.compile(
    r"(?:.{0,80}[^\w])?(?:page|seite|p\u00e1gina|pagina|\u0441\u0442\u0440\.?) (\d{1,4})"
    r"(?: ?(?:of|von|de|/) ?\d{1,4})?$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"[-\u2013\u2014 ]{0,3}(\d{1,4})(?: ?(?:of|/) ?\d{1,4})?[-\u2013\u2014 ]{0,3}$")
_MAX_PAGE_CHARACTERS = 120
_MIN_TIMES = 3
_MIN_SHARE = 0.8
_MIN_NAMED_SHARE = 0.9
_MIN_WORDS = 4
"""Words that passages have on average; shorter ones may be names above what is said."""
_MAX_WORDS_PER_SECOND = 5.0
"""The fastest speech; if a passage would be faster, the time at its end is that of its beginning."""
_MIN_PACES = 6
"""Passages whose pace says whether times are those of their beginnings or ends."""
_MUCH_STEADIER = 0.7
_SAMPLE_LINES = 200
_ENDS_OF_TIMES = frozenset("])>}#*_`0123456789\uff09\uff3d\u3011")
_MAX_NAME_WORDS = 4
_MAX_NAMES = 40
_Numbered = list[tuple[int, str]]


def usual_layout(lines: _Numbered) -> tuple[_Numbered, list[str]]:
    """Return (line number, line) pairs as most programs write them, and the lines that aren't speech."""
    lines, unspoken = _without_page_headers(lines)
    return _marked_names(_times_before(_with_colons(usual_starts(lines)))), unspoken


def _without_page_headers(lines: _Numbered) -> tuple[_Numbered, list[str]]:
    """Return the lines without the numbers of pages, and what is repeated above or below them."""
    texts = [line.strip() for _, line in lines]
    pages = _pages(texts, _PAGE)
    counts = Counter(texts)
    if not pages:
        numbers = _pages(texts, _PAGE_NUMBER)
        has_header = [
            any(counts[text] > 1 and not text.isdecimal() for text in _around(texts, i)) for i in numbers
        ]
        pages = numbers if sum(has_header) >= _MIN_SHARE * len(numbers) else []
    if not pages:
        return lines, []
    dropped = set(pages)
    for i in pages:
        for k in (i - 1, i + 1):
            if (
                0 <= k < len(texts)
                and len(pages) - 1 <= counts[texts[k]] <= len(pages) + 1
                and counts[texts[k]] > 1
            ):
                dropped.add(k)
    kept = [line for i, line in enumerate(lines) if i not in dropped]
    return kept, [texts[i] for i in sorted(dropped)]


def _pages(texts: Sequence[str], pattern: re.Pattern[str]) -> list[int]:
    """Return the indices of lines that are numbers of pages, one after the other; nothing if they aren't."""
    found = [
        (i, int(match[1]))
        for i, text in enumerate(texts)
        if len(text) < 120 and (match := pattern.match(text))
    ]
    is_counted = len(found) > 1 and all(b == a + 1 for (_, a), (_, b) in pairwise(found))
    return [i for i, _ in found] if is_counted else []


def _around(texts: Sequence[str], i: int) -> Sequence[str]:
    return [texts[k] for k in (i - 1, i + 1) if 0 <= k < len(texts)]


def _with_colons(lines: _Numbered) -> _Numbered:
    """Return the lines with clocks `00.01.02` at their beginnings as `00:01:02`; dates begin otherwise."""
    found = [match for _, line in lines if (match := _DOT_CLOCK.match(line.lstrip()))]
    times = [tuple(int(part) for part in match.groups()[1:]) for match in found]
    is_clock = len(found) >= _MIN_TIMES and 3 * len(found) >= len(lines) and times[0][0] == 0
    if not is_clock or times != sorted(times):
        return lines
    return [(number, _DOT_CLOCK.sub(r"\1\2:\3:\4", line.lstrip(), count=1)) for number, line in lines]


def _times_before(lines: _Numbered) -> _Numbered:
    """Return the lines with times that are at the ends of passages moved to where the passages begin."""
    passages = _passages(lines)
    if len(passages) < _MIN_TIMES:
        passages = [[line] for line in lines]
    lasts = [passage[-1][1].rstrip()[-400:] for passage in passages]
    if 2 * sum(last[-1:] in _ENDS_OF_TIMES for last in lasts) < len(lasts):
        return lines
    found = [_TIME_AT_END.search(plain_line(last)[0]) for last in lasts]
    times = [parse_loose_time(match[1] or match[2]) if match else None for match in found]
    stated = [time for time in times if time is not None]
    words = sum(len(line.split()) for _, line in lines)
    is_moved = len(stated) >= max(_MIN_TIMES, _MIN_SHARE * len(passages)) and stated == sorted(stated)
    if not is_moved or words < _MIN_WORDS * len(passages) or _begin_with_times(lines):
        return lines
    are_ends = _are_ends(passages, stated)
    moved: _Numbered = []
    above = 0.0
    for passage, time in zip(passages, times, strict=True):
        if time is None:
            moved += passage
            continue
        *body, (number, last) = passage
        text = _TIME_AT_END.sub("", plain_line(last)[0]).rstrip()
        body = [*body, (number, text)] if text else body
        if not body:
            continue
        mark = f"[{_clock(above)} - {_clock(time)}]" if are_ends else f"[{_clock(time)}]"
        moved += [(body[0][0], f"{mark} {body[0][1].strip()}"), *body[1:]]
        above = time
    return moved


def _are_ends(passages: Sequence[_Numbered], times: Sequence[float]) -> bool:
    """Return whether times below passages say when they end: as f4's do, or as people then speak steadier."""
    words = [max(1, sum(len(line.split()) for _, line in passage)) for passage in passages]
    if words[0] > _MAX_WORDS_PER_SECOND * times[0]:
        return False
    if sum(passage[-1][1].rstrip().endswith("#") for passage in passages) * 2 > len(passages):
        return True
    gaps = [b - a for a, b in pairwise(times)]
    if len(times) < len(passages) or len(gaps) < _MIN_PACES:
        return False
    return _unsteadiness(gaps, words[1:]) < _MUCH_STEADIER * _unsteadiness(gaps, words)


def _unsteadiness(gaps: Sequence[float], words: Sequence[int]) -> float:
    paces = [log(max(gap, 0.1) / count) for gap, count in zip(gaps, words, strict=False)]
    middle = median(paces)
    return sum(abs(pace - middle) for pace in paces)


def _passages(lines: _Numbered) -> list[_Numbered]:
    """Return the lines between empty lines."""
    passages: list[_Numbered] = []
    for number, line in lines:
        if passages and passages[-1][-1][0] == number - 1:
            passages[-1].append((number, line))
        else:
            passages.append([(number, line)])
    return passages


def _begin_with_times(lines: _Numbered) -> bool:
    timed = sum(
        part.start is not None and bool(part.bare) for part in (take_apart(*line) for line in lines[:200])
    )
    return 5 * timed > min(len(lines), 200)


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 3600}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}"


def _marked_names(lines: _Numbered) -> _Numbered:
    """Return lines `[0:01] Ada Byron What do bees do?` with a colon after the names, if all have names.

    A name is what recurs: the same words, each with a capital, before another word with one.
    """
    sample = [take_apart(number, line) for number, line in lines[:_SAMPLE_LINES]]
    if 3 * sum(part.start is not None for part in sample) < len(sample):
        return lines
    parts = [take_apart(number, line) for number, line in lines]
    timed = [part for part in parts if part.start is not None and part.bare]
    has_names = 4 * sum(part.form is not None for part in timed) > len(timed)
    if has_names or len(timed) < _MIN_TIMES or 2 * len(timed) < len(parts):
        return lines
    names = _recurring([part.bare for part in timed])
    if not names:
        return lines
    marked: _Numbered = []
    for (number, line), part in zip(lines, parts, strict=True):
        name = _name_before(part.bare, names) if part.start is not None else ""
        shown = plain_line(line)[0]
        if name:
            at = len(shown) - len(part.bare)
            line = f"{shown[:at]}{name}:{part.bare[len(name) :]}"
        marked.append((number, line))
    return marked


def _recurring(texts: Sequence[str]) -> frozenset[str]:
    """Return the names that nearly all texts begin with: at least two, each twice on average; else none."""
    for length in range(_MAX_NAME_WORDS, 0, -1):
        counts = Counter(name for text in texts for name in _prefixes(text, length))
        often = {name for name, count in counts.items() if count > 1}
        if not 1 < len(often) <= min(_MAX_NAMES, max(2, len(texts) // 3)):
            continue
        covered = sum(_name_before(text, often) != "" for text in texts)
        if covered >= _MIN_NAMED_SHARE * len(texts):
            return frozenset(often)
    return frozenset()


def _prefixes(text: str, length: int) -> list[str]:
    """Return the first words of a text, up to `length` but at least that or two, if they may be a name."""
    words = text.split(" ", length + 1)
    found = []
    for size in range(min(length, 2), length + 1):
        name, following = " ".join(words[:size]), words[size : size + 1]
        if (
            following
            and _begins_sentence(following[0])
            and (is_unnamed(name) or _is_capitalised(words[:size]))
        ):
            found.append(name)
    return found


def _is_capitalised(words: Sequence[str]) -> bool:
    is_plain = all(
        word[:1].isupper() and word.replace("'", "").replace("-", "").replace(".", "").isalpha()
        for word in words
    )
    return is_plain and len(words[0]) > 1 and not words[-1].endswith(".") and is_name_like(" ".join(words))


def _begins_sentence(word: str) -> bool:
    first = word.lstrip("\"'\u201c\u2018\u00bf\u00a1(\u2026.-")[:1]
    return first.isupper() or first.isdigit()


def _name_before(text: str, names: frozenset[str] | set[str]) -> str:
    return max((name for name in names if text.startswith(f"{name} ")), key=len, default="")
