"""Who is introduced and thanked for coming where a transcript names its speakers: turn by turn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from retrieval.models import Segment
from retrieval.understanding.person_names import is_unnamed_role, plain_name

FIRST_TURNS = 3
"""How many of somebody's turns can be thanks for the invitation."""

_NOTE = re.compile(r"\\?\[[^\[\]]*\]")
_NEVER_HOST = re.compile(
    r"\b(?:thanks?|thank you)(?: (?:so|very) much| a lot)?,?(?: \w+)? for (?:having|inviting) me\b|"
    r"\bthank you for the (?:invite|invitation)\b",
    re.IGNORECASE,
)
"""What nobody says but a guest."""
_THANKS = (
    r"(?:thanks?|thank you)(?: (?:so|very) much| again)? for (?:coming|joining|being (?:here|on|with))\b"
)
_GLAD = (
    r"(?:glad|good|great|nice|happy|excited|honou?red|delighted|awesome|thrilled|pleasure) to have you"
    r"(?: (?:on|here|back|with us|join us))?\b"
)
_TO_GUEST = re.compile(rf"\b(?:{_THANKS}|{_GLAD})", re.IGNORECASE)
_TO_LAST_SPEAKER = re.compile(rf"{_GLAD}|.{{0,60}}\bfor being (?:here|on)$", re.IGNORECASE)
"""What is said to somebody who has just spoken, and not to listeners."""
_COHOST = re.compile(
    r"\b(?:co-?hosts?|co-?hosting|regulars?|panell?ists?|as (?:always|usual)|fellow|"
    r"(?:your|the|our) hosts?)\b",
    re.IGNORECASE,
)
_I_HOST = re.compile(
    r"\bI(?:['’]m| am|['’]ll be)(?: [A-Z][\w'’-]+){0,3},?(?: and)?(?: I(?:['’]m| am))? your (?:co-?)?host\b"
)
_HOST_WITH_YOU = re.compile(r"\bco-?host(?:ing)?(?: \w+){0,3} with you\b")
_OUR_SHOW = re.compile(
    r"\b[Ww]e(?:['’]ve|['’]ll| have| will)? (?:talk|spoke|discuss|cover|mention|said|say|touch|record)\w*"
    r"[^.?!]{0,60}\b(?:(?:this|that|other|an?|previous|last|earlier|past|first|next) "
    r"(?:episode|show|podcast)s?\b|the podcast\b)|"
    r"\bour (?:listeners|(?:last|previous|other|first|next) (?:episode|show)s?)\b"
)
_HOSTS = re.compile(r"\b(?:(?:co-?)?hosts|regulars|panell?ists)\b", re.IGNORECASE)
_GUESTS = re.compile(r"\bguests\b", re.IGNORECASE)
_ORDINAL = (
    "(?:[Ff]irst|[Ss]econd|[Tt]hird|[Nn]ext|[Tt]hen|[Ff]inally|[Ll]ast|[Nn]ow|[Aa]lso|[Oo]ther|[Aa]nother)"
)
_WE_HAVE = r"(?:[Ww]e|[Ww]e['’]ve|I|I['’]ve)(?: also)? (?:have|got)(?: also)?"


_NAME, _OTHER = "\ue000", "\ue001"
"""Placeholders for the name of the speaker in question, and for those of others."""
_SOMEBODY = re.compile(f"[{_NAME}{_OTHER}]")
_CALLED_GUEST = re.compile(rf"\b[Gg]uests?\b(?! (?:co-?)?host)(?:(?! host|co-?host)[^.?!]){{0,80}}?{_NAME}")
_LISTED = (re.compile(rf"\b{_ORDINAL}\b[^.?!]{{0,25}}?\b(?:{_WE_HAVE}|is|are) [^.?!]{{0,20}}?{_NAME}"),)
"""Somebody is presented as one of several: "next up, we have Ada"."""
_LISTED_GUESTS = (
    *_LISTED,
    re.compile(rf"\b{_WE_HAVE} (?:also )?{_NAME}"),
    re.compile(rf"\bjoined by [^.?!]{{0,30}}?{_NAME}|[.?!,-] {_NAME}[.!]?\s*$"),
)
"""Somebody is presented as one of several guests who were announced before."""
_WELCOMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b[Ww]elcome(?: back)?(?: to [\w' ]{{1,30}}?)?[,.… ]{{1,5}}(?:[Ss]tarting with )?{_NAME}",
        rf"{_NAME}(?:,? (?:and )?(?:{_OTHER}|[A-Z][\w'’-]+)){{0,4}},? welcome\b",
        rf"\b[Jj]oin(?:ed|ing)(?: (?:us|me))?[^.?!]{{0,90}}? (?:by|is|are) [^.?!]{{0,90}}?{_NAME}",
        rf"\b{_WE_HAVE} {_NAME}",
        r"\b(?:conversation|chat|chatting|talking|speaking|sat down|sit down|sitting down|here) "
        rf"(?:today )?with {_NAME}",
        rf"\b[Ww]ith (?:me|us)(?: today| tonight| here| now)*,? (?:is|are) [^.?!]{{0,20}}?{_NAME}",
    )
)
_HOW_ARE_YOU = re.compile(rf"{_NAME},? how are you\b")
"""Said by who has welcomed another guest, to one who answers at once."""


@dataclass(slots=True)
class Introductions:
    """The speakers who are guests by what is said, and those who introduce or thank them."""

    guests: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Turn:
    speaker: str
    text: str


def introductions(segments: Sequence[Segment]) -> Introductions:
    """Return who is a guest and who a host by what the speakers of the first segments say to each other.

    Those who are welcomed or named only, as hosts do with each other, are guests where nobody is thanked for
    coming or called a guest.
    """
    turns = _turns(segments)
    speakers = [name for name in dict.fromkeys(turn.speaker for turn in turns) if not is_unnamed_role(name)]
    cohosts = _cohosts(turns, speakers)
    found, weak = Introductions(), Introductions()
    for number, turn in enumerate(turns):
        if turn.speaker in found.guests:
            continue
        if _says_thanks_for_invitation(turns, number):
            _note(found, turn.speaker, _host_before(turns, number))
            continue
        if is_unnamed_role(turn.speaker):
            continue
        said = " ".join(earlier.text for earlier in turns[: number + 1] if earlier.speaker == turn.speaker)
        for name in speakers:
            if name in (turn.speaker, *found.hosts, *found.guests, *cohosts):
                continue
            has_just_begun = _has_just_begun(name, turns, number)
            text = _marked(turn.text, name, speakers)
            if not has_just_begun and _NAME not in text:
                continue
            is_guest = _is_thanked(text, has_just_begun=has_just_begun) or _is_called_guest(text)
            if is_guest or _is_one_of(_lists_after(said), text):
                _note(found, name, turn.speaker)
            elif _is_one_of(_WELCOMED, text) or _is_next_guest(weak, turns, number, name, text):
                _note(weak, name, turn.speaker)
    chosen = found if found.guests else weak
    chosen.guests = [name for name in chosen.guests if name not in chosen.hosts]
    if not chosen.guests:
        chosen.hosts = []
    chosen.hosts += [name for name in cohosts if name not in chosen.hosts]
    chosen.guests = [name for name in chosen.guests if name not in chosen.hosts]
    return chosen


def _is_next_guest(
    welcomed: Introductions, turns: Sequence[_Turn], number: int, name: str, text: str
) -> bool:
    """Return whether somebody is asked how they are by who welcomed the guests before them."""
    said = sum(turn.speaker == name for turn in turns[:number])
    answers = number + 1 < len(turns) and turns[number + 1].speaker == name
    is_asked = turns[number].speaker in welcomed.hosts and _is_one_of((_HOW_ARE_YOU,), text)
    return is_asked and answers and said < FIRST_TURNS


def speak_of_own_show(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return the speakers who say what those of a show say: "as we've said in other episodes"."""
    found = [turn.speaker for turn in _turns(segments) if _OUR_SHOW.search(turn.text)]
    return tuple(dict.fromkeys(found))


def _turns(segments: Sequence[Segment]) -> list[_Turn]:
    cues = (cue for segment in segments for cue in segment.cues if cue.speaker and not cue.inferred)
    return [
        _Turn(speaker or "", _NOTE.sub(" ", " ".join(cue.text for cue in said)))
        for speaker, said in groupby(cues, lambda cue: cue.speaker)
    ]


def _note(found: Introductions, guest: str, host: str | None) -> None:
    if guest not in found.guests:
        found.guests.append(guest)
    if host and host not in (*found.hosts, *found.guests):
        found.hosts.append(host)


def _says_thanks_for_invitation(turns: Sequence[_Turn], number: int) -> bool:
    speaker = turns[number].speaker
    turn_of_speaker = sum(turn.speaker == speaker for turn in turns[:number])
    is_early = turn_of_speaker < FIRST_TURNS and not is_unnamed_role(speaker)
    return is_early and _NEVER_HOST.search(turns[number].text) is not None


def _host_before(turns: Sequence[_Turn], number: int) -> str | None:
    """Return who has just spoken, if it is somebody who named the one who speaks now."""
    if number == 0 or is_unnamed_role(turns[number - 1].speaker):
        return None
    before, turn = turns[number - 1], turns[number]
    return before.speaker if _named(turn.speaker).search(before.text) else None


def _has_just_begun(name: str, turns: Sequence[_Turn], number: int) -> bool:
    said = sum(turn.speaker == name for turn in turns[:number])
    return number > 0 and turns[number - 1].speaker == name and said < FIRST_TURNS


def _marked(text: str, name: str, speakers: Sequence[str]) -> str:
    """Return a text with marks for the names of one and of the other speakers."""
    text = _named(name).sub(_NAME, text)
    for other in speakers:
        text = text if other == name else _named(other).sub(_OTHER, text)
    return text


def _is_thanked(text: str, *, has_just_begun: bool) -> bool:
    """Return whether a turn thanks somebody for coming: by name, or where they have just begun to speak."""
    for thanks in _TO_GUEST.finditer(text):
        before, after = text[max(0, thanks.start() - 120) : thanks.start()], text[thanks.end() :][:25]
        called = _SOMEBODY.findall(before)
        if _COHOST.search(before + after):
            continue
        if (called and called[-1] == _NAME) or _NAME in re.split(r"[.?!]", after)[0]:
            return True
        if has_just_begun and not called and _TO_LAST_SPEAKER.match(thanks[0]):
            return True
    return False


def _is_called_guest(text: str) -> bool:
    return any(not _COHOST.search(found[0]) for found in _CALLED_GUEST.finditer(text))


def _lists_after(said: str) -> Sequence[re.Pattern[str]]:
    """Return how guests are listed, by whether the same person has promised guests or named hosts last."""
    guests, hosts = (
        max((found.start() for found in pattern.finditer(said)), default=-1) for pattern in (_GUESTS, _HOSTS)
    )
    return _LISTED_GUESTS if guests > hosts else _LISTED if hosts < 0 else ()


def _is_one_of(patterns: Sequence[re.Pattern[str]], text: str) -> bool:
    """Return whether one of the patterns is found where nobody is called a co-host."""
    return any(
        not _COHOST.search(text[max(0, found.start() - 200) : found.end() + 25])
        for pattern in patterns
        for found in pattern.finditer(text)
    )


def _cohosts(turns: Sequence[_Turn], speakers: Sequence[str]) -> list[str]:
    """Return those who call themselves a host, and those to whom another speaks as to one."""
    found = []
    for number, turn in enumerate(turns):
        if _I_HOST.search(turn.text):
            found.append(turn.speaker)
        if number and _HOST_WITH_YOU.search(turn.text):
            found += [turn.speaker, turns[number - 1].speaker]
    return [name for name in speakers if name in found]


@lru_cache(maxsize=1000)
def _named(name: str) -> re.Pattern[str]:
    """Return the pattern of what somebody is called: in full, or by the given name."""
    words = [re.escape(word) for word in plain_name(name).split()]
    if len(words) == 1:
        return re.compile(rf"(?<!\w){words[0]}(?!\w)")
    last = rf"[A-ZÀ-Þ][\w.'’-]*(?: [A-ZÀ-Þ][\w.'’-]*)? {words[-1]}"
    return re.compile(rf"(?<!\w)(?:{words[0]}(?: {words[-1]})?|{last})(?!\w)")
