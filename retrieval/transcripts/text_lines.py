"""Take lines of text apart: times, names before colons or in brackets, and what is said."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from retrieval.transcripts.speaker_names import clean_name, is_unnamed
from retrieval.transcripts.text_marks import NAME, TIME, TO, plain_line
from retrieval.transcripts.timestamps import parse_loose_time

Form = Literal["timed name", "brackets", "colon", "alone"]
"""How a name stands: with a time after it, in brackets, before a colon, or alone on its line."""

_SECONDS = r"\d{1,6}(?:\.\d{1,3})?s?"
_STAMP = rf"(?<![\d:])(?<!\d:)(?P<start>{TIME})(?:{TO}(?P<end>{TIME}))?(?!\w|:\d)"
_LEADING_TIME = re.compile(
    rf"[\[(<{{]?[ \t]*{_STAMP}[ \t]*(?:(?P<close>[\])>}}])|(?!\w))[ \t]*"
    r"(?:[-\u2013\u2014|:\u2022]+(?=[ \t]|$)[ \t]*)?"
)
_LEADING_SECONDS = re.compile(
    rf"[\[(][ \t]*(?P<start>{_SECONDS})(?:{TO}|,[ \t]*)(?P<end>{_SECONDS})[ \t]*(?P<close>[\])])"
    r"[ \t]*[:-]?[ \t]*"
)
_TIMED_NAME = re.compile(
    rf"(?P<name>{NAME})[ \t]*[-\u2013\u2014|,:\u2022\u00b7@\uff1a]?[ \t]*(?P<open>[\[(<])?"
    rf"{_STAMP}[ \t]*[\])>]?"
    r"[ \t]*(?P<mark>[:\uff1a|\u2013\u2014-]+(?=[ \t]|$))?[ \t]*(?P<text>.*)$"
)
_BRACKETED_NAME = re.compile(
    rf"(?:\[(?P<a>{NAME}|speaker:\d{{1,3}})\]|\((?P<b>{NAME})\)|<(?:v(?:\.\w{{1,20}})? )?(?P<c>{NAME})>)"
    r"[ \t]*[:\uff1a]?[ \t]*"
    rf"(?:[\[(]?{_STAMP}[\])]?[ \t]*:?)?[ \t]*(?P<text>.*)$",
    re.IGNORECASE,
)
_NAME_BEFORE_COLON = re.compile(rf"(?P<name>{NAME})(?:[ \t]*(?::(?=[ \t]|$)|\uff1a)|\t)[ \t]*(?P<text>.*)$")
_NAME_ALONE = re.compile(rf"{NAME}$")
_CLOSING_TAG = re.compile(rf"</{NAME}>[ \t]*$")
_PARTICLES = frozenset(
    {
        *("a", "al", "and", "au", "aus", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos"),
        *("du", "e", "el", "la", "las", "le", "los", "of", "the", "van", "von", "y", "&", "/"),
    }
)
_NOT_NAMES = frozenset(
    {
        *("and", "but", "so", "then", "at", "in", "on", "from", "until", "by", "for", "the", "it", "we", "i"),
        *(
            "you",
            "he",
            "she",
            "they",
            "this",
            "that",
            "there",
            "about",
            "around",
            "chapter",
            "part",
            "section",
        ),
        *("note", "warning", "example", "question", "answer"),
    }
)
_MAX_UNCASED_NAME = 14
"""Characters of a name in a script without capitals and blanks, in which a sentence would read as one."""
_MAX_LINE = 2000


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line taken apart. `bare` is its text without the time it begins with; `text` also without the name.

    `whole` is the line as it is; `unsure_text` is what follows the name if the time there may be said.
    `is_marked_time` is a time in brackets or alone. `raw_length` is what the line had in the file.
    """

    number: int
    whole: str
    bare: str
    raw_length: int
    start: float | None = None
    end: float | None = None
    is_marked_time: bool = False
    is_of_day: bool = False
    form: Form | None = None
    name: str = ""
    text: str = ""
    inner_start: float | None = None
    inner_end: float | None = None
    unsure_text: str | None = None
    is_heading: bool = False

    @property
    def is_time_alone(self) -> bool:
        return self.start is not None and not self.bare


def take_apart(number: int, line: str) -> TextLine:
    """Return a line of text taken apart; whether what looks like a name is one, the whole file decides."""
    whole, is_heading = plain_line(line)
    start, end, is_marked, is_of_day, bare = _leading_time(whole)
    made = TextLine(number, whole, bare, len(line), start, end, is_marked, is_of_day, is_heading=is_heading)
    head, tail = bare[:_MAX_LINE], bare[_MAX_LINE:]
    if found := _TIMED_NAME.match(head):
        text = found["text"] + tail
        if is_name_like(found["name"]):
            is_sure = found["open"] or found["mark"] or not text or is_unnamed(found["name"].strip())
            line_ = _named(made, "timed name", found["name"], text, found["start"], found["end"])
            return line_ if is_sure else replace(line_, unsure_text=bare[found.end("name") :])
    if found := _BRACKETED_NAME.match(head):
        name = found["a"] or found["b"] or found["c"]
        text = _CLOSING_TAG.sub("", found["text"] + tail) if found["c"] else found["text"] + tail
        if is_name_like(name):
            return _named(made, "brackets", name, text, found["start"], found["end"])
    if found := _NAME_BEFORE_COLON.match(head):
        text = found["text"] + tail
        inner = _LEADING_TIME.match(text)
        if inner and is_name_like(found["name"]):
            line_ = _named(made, "colon", found["name"], text[inner.end() :], inner["start"], inner["end"])
            return line_ if inner["close"] else replace(line_, unsure_text=text)
        if is_name_like(found["name"]):
            return _named(made, "colon", found["name"], text, None, None)
    if _NAME_ALONE.match(head) and not tail and is_name_like(head) and head[-1] not in ".,!?":
        return _named(made, "alone", head, "", None, None)
    return made


def _named(line: TextLine, form: Form, name: str, text: str, start: str | None, end: str | None) -> TextLine:
    return replace(
        line,
        is_of_day=line.is_of_day or bool(start and start[-1] in "mM."),
        form=form,
        name=name,
        text=text,
        inner_start=_time(start) if start else None,
        inner_end=_time(end) if end else None,
    )


def _leading_time(text: str) -> tuple[float | None, float | None, bool, bool, str]:
    found = _LEADING_TIME.match(text) or _LEADING_SECONDS.match(text)
    start = _time(found["start"]) if found else None
    if not found or start is None:
        return None, None, False, False, text
    rest = text[found.end() :]
    end = _time(found["end"]) if found["end"] else None
    return start, end, bool(found["close"] or not rest), found["start"][-1] in "mM.", rest


def _time(text: str) -> float | None:
    """Return the seconds of a time; one such as `2:05:06 PM` counts from midnight."""
    text = text.strip()
    if "second" in text and ":" in text:  # a program for the blind reads "6 seconds", and the clock follows
        text = text[: text.index("second")] + "seconds"
    of_day = re.search(r" ?([AaPp])\.?[Mm]\.?$", text)
    if not of_day:
        return parse_loose_time(text.replace(" and ", " "))
    time = parse_loose_time(text[: of_day.start()])
    if time is None:
        return None
    parts = text[: of_day.start()].count(":")
    time = time * 60 if parts == 1 else time  # 2:05 PM is an hour and minutes
    return time % 43_200 + (43_200 if of_day[1] in "pP" else 0)


def is_name_like(name: str) -> bool:
    """Return whether this could be the name of a speaker: few words, all of which begin with a capital."""
    cleaned = clean_name(name)
    if cleaned is None:
        return bool(name.strip())  # "Unknown" stands where a name would
    if is_unnamed(cleaned):
        return not cleaned.isdigit()
    words = [word for word in re.sub(r"\([^()]*\)", " ", cleaned).split() if word]
    if not words or len(words) > 5 or words[0].casefold() in _NOT_NAMES or words[0][0].isdigit():
        return False
    if not cleaned.isascii() and cleaned[0].upper() == cleaned[0].lower():
        return len(cleaned) <= _MAX_UNCASED_NAME
    return all(not word[0].islower() or word in _PARTICLES for word in words) and words[0][0].isalpha()
