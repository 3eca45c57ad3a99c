"""Take the marks of Markdown, web pages and other programs from around the names and times of a line."""

import re

_CLOCK = r"\d{1,3}:\d{2}(?::\d{2}(?:[:;]\d{2,3})?)?(?:[.,]\d{1,6})?"
_LOOSE_CLOCK = r"\d{1,3}:\d{1,2}:\d{1,2}(?:[.,]\d{1,6})?"
_WORDS = (
    r"(?:\d{1,2} hours?,? )?\d{1,3} minutes?,? (?:and )?\d{1,2} seconds?(?: ?\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{1,2}h ?\d{1,2}m ?\d{1,2}s|\d{1,3}m ?\d{1,2}s"
)
TO = r"[ \t]*(?:-{1,2}>|[-\u2013\u2014\u2192~]|to|\t)[ \t]*"
TIME = rf"(?:{_WORDS}|{_CLOCK}|{_LOOSE_CLOCK})(?: ?[AaPp]\.?[Mm]\b\.?)?"
_WORD = r"[\w.'\u2019&/-]"
NAME = rf"[^\W_]{_WORD}{{0,40}}(?: (?:\([\w/,. -]{{1,40}}\)|{_WORD}{{1,40}},?)){{0,5}}"
_LINK_AROUND_TIME = re.compile(r"\[([\d:.,]{3,12})\]\(https?://[^()\s]{1,300}\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)([^*_\n]{1,80}?)(?<=\S)\1")
_LEADING_EMPHASIS = re.compile(r"([*_])(?=[^\s*_])([^*_\n]{1,80}?)(?<=\S)\1")
_CODE_TIME = re.compile(r"`([\[(]?[\d:.,]{4,12}[\])]?)`")
_EMPHASISED_TIME = re.compile(r"(?<![*_])[*_]([\[(][\d:.,]{4,12}[\])])[*_](?![*_])")
_BOLD_NAME = re.compile(r"\*\*([^*\n]{1,60})\*\*[ \t]+[-\u2013\u2014][ \t]+(?![\[(]?\d)")
_NAME_AND_TIME_IN_BRACKETS = re.compile(rf"\[({NAME})[ \t]*[,|\u2013-][ \t]*({TIME})\][ \t]*:?")
_SPEAKER_LINE = re.compile(r"speaker:[ \t]*(s\d{1,2}|uu)$", re.IGNORECASE)
"""How Speechmatics writes who speaks above what they say."""
_LIST_MARK = re.compile(
    r"(?:>[ \t]?)+(?:\[!\w{1,20}\][+-]?[ \t]*)?|[-*+\u2022][ \t]+(?=[\[(]?\d{1,3}:\d\d|\*\*|\[)"
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BLANKS = re.compile(r"[ \t]{2,}")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_MAX_LINE = 2000
_BLANK_CHARACTERS = re.compile("[\u00a0\u2007\u2009\u202f\u3000]")
_WIDE_BRACKETS = re.compile(
    r"[\uff08\uff3b\u3010\u3014][ \t]*([\d:\uff1a.,\uff10-\uff19]{4,14})[ \t]*[\uff09\uff3d\u3011\u3015]"
)
"""A time in the brackets of East Asian scripts."""
_NARROW = {0xFF1A: ":", **{0xFF10 + digit: str(digit) for digit in range(10)}}
_TAGGED = re.compile(r"<(b|strong|i|em|u|span)(?: [^<>]{0,200})?>([^<>]{1,80})</\1>", re.IGNORECASE)
_HASHED_TIME = re.compile(r"#(\d{1,2}:\d{2}:\d{2})(?:[-.,](\d{1,3}))?#")
"""How f4 and MAXQDA write times: `#00:01:02-5#`."""
_MINUTES_AND_SECONDS = re.compile(
    r"([\[(]?\d{1,3})['\u2019\u2032][ ]?(\d{2})(?:[\"\u201d\u2033]|''|(?=[\])]))"
)
_CLOCK_BEFORE_TEXT = re.compile(
    r"(\d{1,2}:\d{2}:\d{2})[:=](?=[^\d\s])|(\d{1,3}:\d{2}(?::\d{2})?)(?=[^\W\d_])(?![AaPp]\.?[Mm]\b)"
)
_BARE_EMPHASISED_TIME = re.compile(r"(?<![*_\w])([*_])(\d{1,3}:\d{2}(?::\d{2})?)\1(?![*_\w])")
_SECONDS_IN_BRACKETS = re.compile(
    r"(?<=[^\W_] )[\[(](\d{1,6}(?:\.\d{1,3})?)(s?)[ ]?(?:-{1,2}>?|\u2013|to)[ ]?"
    r"(\d{1,6}(?:\.\d{1,3})?)\2[\])]"
)


def plain_line(line: str) -> tuple[str, bool]:
    """Return a line without Markdown around names and times, and whether it was a heading."""
    text = _BLANKS.sub(_one_blank, _other_marks(line).strip())
    if mark := _LIST_MARK.match(text):
        text = text[mark.end() :]
    heading = _HEADING.match(text)
    if heading:
        text = text[heading.end() :]
    if "\\" in text[:_MAX_LINE]:
        text = _ESCAPE.sub(r"\1", text[:_MAX_LINE]) + text[_MAX_LINE:]
    text = _BOLD_NAME.sub(r"\1: ", text, count=1) if text.startswith("**") else text
    if "*" in text or "_" in text[:_MAX_LINE]:
        text = _EMPHASISED_TIME.sub(r"\1", text[:_MAX_LINE]) + text[_MAX_LINE:]
    if text.startswith("["):
        text = _NAME_AND_TIME_IN_BRACKETS.sub(r"[\1] [\2]", text, count=1)
    text = _SPEAKER_LINE.sub(r"\1:", text)
    if "**" in text or "__" in text:
        text = _EMPHASIS.sub(r"\2", text[:_MAX_LINE]) + text[_MAX_LINE:]
    text = _LEADING_EMPHASIS.sub(r"\2", text, count=1) if text[:1] in ("*", "_") else text
    if "`" in text:
        text = _CODE_TIME.sub(r"\1", text[:_MAX_LINE]) + text[_MAX_LINE:]
    if "](" in text:
        text = _LINK_AROUND_TIME.sub(r"[\1]", text[:_MAX_LINE]) + text[_MAX_LINE:]
        text = text.replace("([", "(", 1).replace("])", ")", 1) if "([" in text[:_MAX_LINE] else text
    return text.strip(), heading is not None


def _one_blank(run: re.Match[str]) -> str:
    return "\t" if "\t" in run[0] else " "


def _other_marks(line: str) -> str:
    """Return a line with times as `0:01` that are written otherwise, and names without tags."""
    head, tail = line[:_MAX_LINE], line[_MAX_LINE:]
    head = _BLANK_CHARACTERS.sub(" ", head)
    if not head.isascii():
        head = _WIDE_BRACKETS.sub(lambda found: f"[{found[1].translate(_NARROW)}]", head)
    if "<" in head:
        head = _TAGGED.sub(r"\2", head)
    if "#" in head:
        head = _HASHED_TIME.sub(lambda found: f"[{found[1]}.{found[2] or 0}]", head)
    head = _BARE_EMPHASISED_TIME.sub(r"\2", head) if "*" in head or "_" in head else head
    head = _SECONDS_IN_BRACKETS.sub(_clocks, head, count=1) if "[" in head or "(" in head else head
    for pattern, written in ((_MINUTES_AND_SECONDS, r"\1:\2"), (_CLOCK_BEFORE_TEXT, r"\1\2 ")):
        if found := pattern.match(head.lstrip()):
            head = found.expand(written) + head.lstrip()[found.end() :]
    return head + tail


def _clocks(found: re.Match[str]) -> str:
    """Return a range of seconds as one of clocks; without a point or a unit, it may be anything."""
    if not found[2] and "." not in found[1]:
        return found[0]
    start, end = (f"{int(float(text)) // 60}:{float(text) % 60:06.3f}" for text in (found[1], found[3]))
    return f"[{start} - {end}]"
