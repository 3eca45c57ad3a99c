"""What the beginning and the end of an episode say of it: who takes part, its date and its subject."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from retrieval.language import lexicon
from retrieval.models import Segment
from retrieval.understanding.dialogue import introductions, speak_of_own_show
from retrieval.understanding.goodbyes import hosts_saying_goodbye
from retrieval.understanding.introductions import (
    greeting_speakers,
    interviewers,
    introduced_guests,
    introduced_hosts,
    namesakes,
)
from retrieval.understanding.person_names import is_unnamed_role
from retrieval.understanding.wording import plain_form, words_of

OPENING_SEGMENTS = 8
"""How many segments at the beginning of an episode are searched for people and its subject."""
DIALOGUE_SEGMENTS = 16
"""How many segments at the beginning are read, as several guests may be introduced one after the other."""
INTRODUCTION_CHARACTERS = 2500
"""How far into the talk people are introduced."""

_WORD = r"(?:[A-Z]\.|[A-Z][\w-]*[\w])"
_NAME = rf"{_WORD}(?: {_WORD}){{1,2}}"
_INTRODUCED = re.compile(
    r"(?:with|joined by|joining (?:me|us)(?: today| now)?(?: is| are)|guest(?: today)?(?: is|,)|have|"
    r"welcome(?: back)?,?|"
    rf"here (?:is|are)|to have|and|we have|host,?)\s+({_NAME})"
)
_BACK = re.compile(
    rf"({_NAME})(?:,? (?:is|are) (?:back|here|on|joining|with)|,? (?:welcome|how are you|joins|on the show))"
)
_CONVERSATION = re.compile(r"conversation with ([A-Za-z]+ [A-Za-z]+)\b")
_HOST = re.compile(rf"(?:your hosts?,?|I[’']m|I am|my name is|this is) ({_NAME})")
_FIRST_NAME = re.compile(
    r"(?:\b[Gg]uest,?|[Hh]ave|[Ww]elcome(?: back)?(?: to our guest)?,?|"
    r"joined by) ([A-Z][a-z]{2,})(?=[ ,.])(?! [A-Z])"
)
_RECORDED = re.compile(
    r"(?:recorded|published|released|today is|aired)(?: on)? (?:\w+day,? )?"
    rf"({'|'.join(calendar.month_name[1:])}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})",
    re.IGNORECASE,
)

_UNNAMED = re.compile(r"(?:unknown|unnamed|guest|(?:unknown )?speaker)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opening:
    """What the beginning of an episode says: its speakers, who is introduced, and rare words.

    `introduced` and `hosts` may be anybody by whom people know the episode. `welcomed` are its guests,
    `hosting` those who are called hosts, `greeting` the speaker who welcomes listeners or guests.
    `interviewers` are people after whom a show is called where somebody opens a conversation of their own,
    `None` where nobody does. `namesakes` are those after whom they call this very show. `own_show` are the
    speakers who call the show theirs, and `signed_off` are those who say at the end that they hosted it.
    """

    speakers: tuple[str, ...] = ()
    introduced: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    recorded: date | None = None
    words: frozenset[str] = frozenset()
    welcomed: tuple[str, ...] = ()
    hosting: tuple[str, ...] = ()
    greeting: tuple[str, ...] = ()
    interviewers: tuple[str, ...] | None = None
    unnamed_turns: int = 0
    own_show: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    signed_off: tuple[str, ...] = ()


def read_opening(segments: Sequence[Segment], ending: Sequence[Segment] = ()) -> Opening:
    """Return what the first segments of an episode, and the last ones, say of it."""
    text = " ".join(segment.text for segment in segments[:OPENING_SEGMENTS])
    start = text[:INTRODUCTION_CHARACTERS]
    told = introductions(segments)
    hosts = dict.fromkeys(filter(_is_name, _HOST.findall(text)))
    conversation = [name.title() for name in _CONVERSATION.findall(text)]
    found = [*_BACK.findall(start), *_INTRODUCED.findall(start), *conversation, *_FIRST_NAME.findall(start)]
    introduced = dict.fromkeys(name.rstrip(".") for name in found if _is_name(name))
    return Opening(
        speakers_of(segments),
        tuple(name for name in introduced if name not in hosts),
        tuple(hosts),
        _recorded(text),
        frozenset(words_of(plain_form(text))),
        tuple(told.guests) or introduced_guests(segments[:OPENING_SEGMENTS]),
        tuple(dict.fromkeys((*introduced_hosts(segments[:OPENING_SEGMENTS]), *told.hosts))),
        greeting_speakers(segments[:OPENING_SEGMENTS]),
        interviewers(segments[:OPENING_SEGMENTS]),
        _unnamed_turns(segments),
        speak_of_own_show(segments),
        namesakes(segments[:OPENING_SEGMENTS]),
        hosts_saying_goodbye(ending),
    )


def speakers_of(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return whom segments name as speakers, in order of appearance, without "Speaker 1" and its kin."""
    stated = dict.fromkeys(speaker for segment in segments for speaker in segment.speakers)
    return tuple(speaker for speaker in stated if not is_unnamed_role(speaker))


def _unnamed_turns(segments: Sequence[Segment]) -> int:
    """Return how often somebody speaks whom the transcript doesn't name."""
    speakers = groupby(cue.speaker for segment in segments for cue in segment.cues)
    return sum(not speaker or _UNNAMED.fullmatch(speaker) is not None for speaker, _ in speakers)


def _is_name(name: str) -> bool:
    """Return whether capitalised words are no beginning of a sentence and no common phrase."""
    stop = lexicon.words("claim_stop_words")
    return all(word.lower().strip(".") not in stop for word in name.split()) and len(name.split()[-1]) > 2


def _recorded(text: str) -> date | None:
    found = _RECORDED.search(text)
    if found is None:
        return None
    months = [month.casefold() for month in calendar.month_name]
    try:
        return date(int(found[3]), months.index(found[1].casefold()), int(found[2]))
    except ValueError:
        return None
