"""The opening of an episode, in which its people are introduced, and words by which somebody is called."""

import re

from retrieval.episode_pages.page_input import PageInput
from retrieval.language import lexicon
from retrieval.language.conversation import ANNOUNCEMENTS, SHOWN_PICTURES, TRANSCRIBERS_NOTE

OPENING_SHARE = 0.12
"""Share of an episode's segments in which people are introduced."""
OPENING_MIN_SEGMENTS, OPENING_MAX_SEGMENTS = 4, 15
"""Number of those segments."""
GREETING_SEGMENTS = 3
"""Segments at the beginning, of which graded ones were introductions twice as often as later ones."""
GREETING_SHARE = 0.05
"""Share of a short episode's segments that these are at most."""
GREETING_COST = 1.5
"""Score lost by a passage of these."""

_BIOGRAPHY = re.compile(
    r"\b[A-Z][\w'’-]+ [A-Z][\w'’-]+, (?:who(?:'s|’s| is| has| was)?|an?|the|our|founder|creator|author)\b|"
    r"\bI(?:'m|’m| am) (?:from|based in|currently)\b|"
    r"\bI(?:'m|’m| am) (?:[\w-]+ ){1,5}(?:at|for) [A-Z]"
)
_CALLED = re.compile(
    r"(?:^|[.?!] )(?:Yeah, |So, |And |But |Okay, |Well, )?([A-Z][a-z]+)(?: [A-Z][a-z]+)?"
    r"(?:, (?:you|i|we|what|how|do|so|thank|can|could|tell|that|it)\b|[?!])|"
    r"(?:, |\b(?:Hi|Hey|Hello|Thanks) )([A-Z][a-z]+)[.?!](?= |$)",
    re.IGNORECASE,
)
"""A name by which somebody is called: "Paul, you …", "…, Brian."."""


def introduces_somebody(page_input: PageInput, position: int, text: str) -> bool:
    """Return whether a text of the episode's opening says who its speaker or another of its people is."""
    segments = len(page_input.segments)
    opening = min(OPENING_MAX_SEGMENTS, max(OPENING_MIN_SEGMENTS, round(OPENING_SHARE * segments)))
    if position >= opening:
        return False
    people = page_input.people
    names = re.findall(r"\b[A-Z][\w-]+", text) if people else []
    return not people.isdisjoint(names) or _BIOGRAPHY.search(text) is not None


def greeting_cost(page_input: PageInput, position: int) -> float:
    """Return the score that a passage loses for the position of its segment."""
    segments = min(GREETING_SEGMENTS, round(GREETING_SHARE * len(page_input.segments)))
    return GREETING_COST if position < segments else 0.0


def needs_its_surroundings(text: str) -> bool:
    """Return whether a text calls somebody, announces or sells something, has notes, or needs a picture."""
    found = (TRANSCRIBERS_NOTE, ANNOUNCEMENTS, SHOWN_PICTURES, lexicon.phrases("advertising"))
    if any(pattern.search(text) for pattern in found):
        return True
    return any(_is_given_name(match[1] or match[2]) for match in _CALLED.finditer(text))


def _is_given_name(word: str) -> bool:
    return word[0].isupper() and word.lower() in lexicon.words("given_names")
