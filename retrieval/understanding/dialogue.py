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
_TO_LAST_SPEAKER = re.compile(rf"{_GLAD}|.*\bfor being (?:here|on)$", re.IGNORECASE)
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
_GUESTS = re.compile(r"\bguests\b", re.IGNORECASE)
_ORDINAL = (
    "(?:[Ff]irst|[Ss]econd|[Tt]hird|[Nn]ext|[Tt]hen|[Ff]inally|[Ll]ast|[Nn]ow|[Aa]lso|[Oo]ther|[Aa]nother)"
)
_WE_HAVE = r"(?:[Ww]e|[Ww]e['’]ve|I|I['’]ve)(?: also)? (?:have|got)(?: also)?"


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
            is_thanked = _is_thanked(name, turns, number) or _is_called_guest(name, turn.text)
            if is_thanked or _is_listed(name, turn.text, of_guests=bool(_GUESTS.search(said))):
                _note(found, name, turn.speaker)
            elif _is_welcomed(name, turn.text):
                _note(weak, name, turn.speaker)
    chosen = found if found.guests else weak
    chosen.guests = [name for name in chosen.guests if name not in chosen.hosts]
    if not chosen.guests:
        chosen.hosts = []
    chosen.hosts += [name for name in cohosts if name not in chosen.hosts]
    chosen.guests = [name for name in chosen.guests if name not in chosen.hosts]
    return chosen


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


def _is_thanked(name: str, turns: Sequence[_Turn], number: int) -> bool:
    """Return whether a turn thanks somebody for coming: by name, or where they have just begun to speak."""
    text = turns[number].text
    said_before = sum(turn.speaker == name for turn in turns[:number])
    has_just_begun = number > 0 and turns[number - 1].speaker == name and said_before < FIRST_TURNS
    for thanks in _TO_GUEST.finditer(text):
        before, after = text[max(0, thanks.start() - 120) : thanks.start()], text[thanks.end() :][:25]
        called = list(_any_name(turns).finditer(before))
        is_called_after = _named(name).search(re.split(r"[.?!]", after)[0])
        is_nearest = called and _named(name).fullmatch(called[-1][0])
        if _COHOST.search(before + after):
            continue
        if is_called_after or is_nearest:
            return True
        if has_just_begun and not called and _TO_LAST_SPEAKER.match(thanks[0]):
            return True
    return False


def _any_name(turns: Sequence[_Turn]) -> re.Pattern[str]:
    names = dict.fromkeys(turn.speaker for turn in turns if not is_unnamed_role(turn.speaker))
    return re.compile("|".join(_named(name).pattern for name in names))


def _is_called_guest(name: str, text: str) -> bool:
    pattern = rf"\b[Gg]uests?\b(?! (?:co-?)?host)(?:(?! host|co-?host)[^.?!]){{0,80}}?{_named(name).pattern}"
    return any(not _COHOST.search(found[0]) for found in re.finditer(pattern, text))


def _is_listed(name: str, text: str, *, of_guests: bool) -> bool:
    """Return whether somebody is presented as one of several: "next up, we have Ada", "our other guest"."""
    called = _named(name).pattern
    numbered = rf"\b{_ORDINAL}\b[^.?!]{{0,25}}?\b(?:{_WE_HAVE}|is|are|joined by) [^.?!]{{0,20}}?{called}"
    also = rf"\b{_WE_HAVE} (?:also )?{called} (?:here|with us|on)\b"
    of_several = rf"(?:\b{_WE_HAVE} |\bjoined by [^.?!]{{0,30}}?){called}|[.?!,-] {called}[.!]?\s*$"
    patterns = (numbered, also, of_several) if of_guests else (numbered,)
    return any(
        not _COHOST.search(text[max(0, found.start() - 200) : found.end() + 25])
        for pattern in patterns
        for found in re.finditer(pattern, text)
    )


def _is_welcomed(name: str, text: str) -> bool:
    called = _named(name).pattern
    patterns = (
        rf"\b[Ww]elcome(?: back)?(?: to [\w' ]{{1,30}}?)?[,.… ]{{1,5}}(?:[Ss]tarting with )?{called}",
        rf"{called}(?:,? (?:and )?[A-Z][\w'’-]+){{0,4}},? welcome\b",
        rf"\b[Jj]oin(?:ed|ing)(?: (?:us|me))?[^.?!]{{0,90}}? (?:by|is|are) [^.?!]{{0,90}}?{called}",
        rf"\b{_WE_HAVE} {called}",
        rf"\b(?:conversation|chat|chatting|talking|speaking|sat down|sit down|sitting down|here) "
        rf"(?:today )?with {called}",
        rf"\b[Ww]ith (?:me|us)(?: today| tonight| here| now)*,? (?:is|are) [^.?!]{{0,20}}?{called}",
    )
    return any(
        not _COHOST.search(text[max(0, found.start() - 200) : found.end() + 25])
        for pattern in patterns
        for found in re.finditer(pattern, text)
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
