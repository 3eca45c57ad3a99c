"""Who is introduced at the beginning of an episode: guests by those who welcome them, hosts by themselves."""

import re
from collections.abc import Iterator, Sequence

from retrieval.language import lexicon
from retrieval.models import Segment
from retrieval.understanding.wording import fold

MAX_INTRODUCTION_CHARACTERS = 3500
"""How far into the talk guests are introduced."""

_WORD = r"(?:[A-ZÀ-Þ]\.|(?:[A-ZÀ-Þ][’'])?[A-ZÀ-Þ][a-zß-ÿ]+(?:-?[A-ZÀ-Þ][a-zß-ÿ]+)*)(?![\w])"
NAME = rf"{_WORD}(?: (?:von |van |de |der |di |da |la |le )*{_WORD}){{1,2}}"
"""The pattern of a full name as it is written."""
_FULL_OR_FIRST = rf"(?:{NAME}|{_WORD})"
_LIST = rf"({_FULL_OR_FIRST}(?:,? (?:and|&) {_FULL_OR_FIRST}|, {_FULL_OR_FIRST})*)"
_CALLED_GUESTS = (
    re.compile(
        r"\b[Gg]uests?\b(?! (?:co-?)?host)(?:(?! host)[^.?!]){0,70}?"
        rf"(?:\bis|\bare|,|:|\bnamed|\bhave|\bwelcome|\bwith) {_LIST}"
    ),
)
_WELCOMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b[Ww]elcome(?: back)?(?:,| to the show,?| to the podcast,?| on the show,?|) {_LIST}",
        rf"\b[Ww]ith (?:me|us)(?: today| tonight| here| now)*,? (?:is|are) {_LIST}",
        r"\b(?:here|conversation|interview|chat|chatting|talk|talking|speak|speaking|sat down|sit down) "
        rf"(?:today )?with {_LIST}",
        rf"(?:^|[.?!,] ){_LIST},? (?:welcome|(?:thanks|thank you)(?: so much)? for (?:coming|joining|being)|"
        r"(?:it['’]s )?(?:so )?(?:good|nice|great) to have)\b",
        rf"({NAME}) (?:is|are) (?:back on|on the show|with us|our guests?|my guests?|joining|"
        r"here (?:to|with|today))\b",
    )
)
_PRESENT = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b[Jj]oin(?:ed|ing)(?: (?:us|me))?"
        r"(?: (?:today|now|once again|again|in conversation|here|this week))?"
        rf",? (?:by|is|are) (?:today )?{_LIST}",
        r"\b(?:we|we've|I|I've|I’ve|we’ve) (?:also )?(?:have|got) "
        rf"{_LIST} (?:here|with|on|joining|from|back)\b",
    )
)
_LOWER_CASE_CONVERSATION = re.compile(
    r"(?:the following is|this is|here is|welcome to) (?:a|my) conversation with ([a-z]+ [a-z]+)\b"
)
_CONVERSATION = re.compile(r"\b(?:the following|this|here) is (?:a|my) conversation with\b", re.IGNORECASE)
_SHOW_OF = re.compile(rf"\b[Tt]he ({_WORD} {_WORD}) (?:[Pp]odcast|[Ss]how|[Ee]xperience)\b")
_OWN_SHOW = re.compile(
    rf"\b(?:(?:[Tt]his is|[Ww]elcome (?:back )?to|[Yy]ou(?:['’]re| are) listening to)|"
    rf"[Cc]onversation with [^.?!]{{1,60}}? time on(?: this)?) [Tt]he ({_WORD} {_WORD}) "
    r"(?:[Pp]odcast|[Ss]how|[Ee]xperience)\b"
)
"""The one who speaks names the show that this is: "This is the Ada Brisk Podcast"."""
_HOST_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:[Yy]our|[Tt]he|[Mm]y co-?|[Cc]o-?|your lovely) ?hosts?,? "
        rf"(?:is |are |today is |this week is )?({NAME})",
        rf"\b(?:I['’]m|I am|[Mm]y name is|[Tt]his is) ({NAME})"
        r",? (?:and )?(?:I['’]m |I am )?(?:your|the) host\b",
    )
)
_GREETING = re.compile(
    r"\b(?:(?:hello|hi|hey|well)\b[^.?!]{0,40}\bwelcome|welcome (?:back |once again )?to\b|"
    r"welcome,? welcome|I(?:['’]m| am) joined|(?:our|my) guests?\b|joining (?:me|us)\b|"
    r"today (?:we['’]re|I['’]m) (?:joined|talking|here with))",
    re.IGNORECASE,
)
_COHOST = re.compile(r"\b(?:co-?hosts?|regular|panel(?:ist)?s?|as (?:always|usual)|fellow)\b", re.IGNORECASE)


def introduced_guests(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return whom the first segments introduce as guests: full names, or given names alone."""
    text = " ".join(segment.text for segment in segments)[:MAX_INTRODUCTION_CHARACTERS]
    conversation = _LOWER_CASE_CONVERSATION.search(text.lower())
    if conversation and is_given_name(conversation[1].split()[0]):
        return (conversation[1].title(),)
    for patterns in (
        _CALLED_GUESTS,
        _WELCOMED,
        _PRESENT,
    ):  # those joined by others are often hosts themselves
        if found := [name for pattern in patterns for name in _guests_of(pattern, text)]:
            return tuple(dict.fromkeys(_full_name(name, text) for name in found))
    return ()


def _guests_of(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        before = re.split(r"[.?!]", text[max(0, match.start() - 40) : match.start()])[-1]
        if not _COHOST.search(before + text[match.start() : match.end() + 25]):
            yield from (name for name in split_names(match[1]) if is_person_like(name))


def _full_name(name: str, text: str) -> str:
    """Return a given name with the surname that the text has after it, if it is always the same."""
    if " " in name:
        return name
    surnames = set(re.findall(rf"\b{re.escape(name)} ({_WORD})", text))
    full = f"{name} {next(iter(surnames), '')}".strip()
    return full if len(surnames) == 1 and is_person_like(full) else name


def introduced_hosts(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return whom the first segments call a host."""
    text = " ".join(segment.text for segment in segments)
    called = [name for pattern in _HOST_PATTERNS for name in pattern.findall(text) if is_person_like(name)]
    return tuple(dict.fromkeys(called))


def interviewers(segments: Sequence[Segment]) -> tuple[str, ...] | None:
    """Return people after whom a show is called, if somebody opens a conversation of their own; else None."""
    text = " ".join(segment.text for segment in segments)
    if not _CONVERSATION.search(text):
        return None
    return tuple(dict.fromkeys(name for name in _SHOW_OF.findall(text) if is_person_like(name)))


def namesakes(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return people after whom the opener of a conversation calls this very show."""
    text = " ".join(segment.text for segment in segments)
    if not _CONVERSATION.search(text):
        return ()
    return tuple(dict.fromkeys(name for name in _OWN_SHOW.findall(text) if is_person_like(name)))


def greeting_speakers(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return the first speaker who welcomes listeners or guests; of two hosts, either can do that."""
    for segment in segments[:4]:
        for cue in segment.cues:
            is_named = cue.speaker and not cue.inferred and is_given_name(cue.speaker.split()[0])
            if cue.speaker and is_named and _GREETING.search(cue.text):
                return (cue.speaker,)
    return ()


def split_names(text: str) -> list[str]:
    """Return the names of a list such as "Ada Brisk, Bo Rantzau and Pelle Osk"."""
    return [part.strip() for part in re.split(r",? (?:and|&) |, ", text) if part.strip()]


def is_person_like(name: str) -> bool:
    """Return whether a name begins with a given name and goes on with no common word."""
    words = name.split()
    stop = lexicon.words("claim_stop_words")
    return is_given_name(words[0]) and all(word.lower().strip(".") not in stop for word in words)


def is_given_name(word: str) -> bool:
    """Return whether a word is a given name, such as "Ada" or "John-Daniel"."""
    return fold(word).split("-")[0].strip(".") in lexicon.words("given_names")
