"""Finds the quotes of an episode that can stand alone under a question about one of its subjects."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from retrieval.answering.citations import cite
from retrieval.episode_pages.host_questions import find_hosts, has_guests
from retrieval.episode_pages.introductions import introduces_somebody, needs_its_surroundings
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.passages import quotable_start
from retrieval.episode_pages.telling import tells_listeners
from retrieval.language.conversation import (
    ASKING_PHRASES,
    COURTESIES,
    HATEFUL_PHRASES,
    UNCLEAR_SPEECH,
    is_balanced,
)
from retrieval.language.words import content_stems
from retrieval.models import Segment
from retrieval.transcripts.segmenter import continues_turn, segment_sentences

QUOTE_MIN_WORDS, QUOTE_MAX_WORDS = 14, 60
"""Words of a quote."""
QUOTE_MAX_SENTENCES = 3
"""Sentences of a quote."""

_UNFINISHED_ENDS = ("?", "-", "\u2026", "...", ",")
_REFERS_TO_OTHERS = re.compile(r"\byou (?:mentioned|said|talked about|wrote|tweeted)\b", re.IGNORECASE)
_UNFIT = (COURTESIES, ASKING_PHRASES, UNCLEAR_SPEECH, HATEFUL_PHRASES, _REFERS_TO_OTHERS)


class Quote(NamedTuple):
    """Sentences of one speaker from `start` on in the segment at `position`, and the first of them."""

    position: int
    start: int
    text: str
    beginning: str


def find_quotes(page_input: PageInput) -> list[tuple[Quote, frozenset[str]]]:
    """Return the quotes that can stand alone, with their stems; those of guests, where there are any."""
    guests, hosts = page_input.episode.guests, find_hosts(page_input.segments)
    silent = hosts if has_guests(page_input.segments, hosts) else frozenset()
    quotes = []
    for position, segment in enumerate(page_input.segments):
        for start, text, beginning in () if position in page_input.skipped_positions else _runs(segment):
            if _is_unfit(page_input, position, text):
                continue
            speaker = cite(page_input.episode, segment, text, start).speaker
            if speaker not in silent and (len(guests) != 1 or speaker in (None, guests[0])):
                quote = Quote(position, start, text, " ".join(beginning.split()))
                quotes.append((quote, frozenset(content_stems(text))))
    return quotes


def _runs(segment: Segment) -> Iterator[tuple[int, str, str]]:
    """Yield runs of up to three whole sentences of one speaker: start, text, and the first sentence."""
    spans = segment_sentences(segment)
    for number, first in enumerate(spans):
        start = quotable_start(segment, first)
        if start is None:
            continue
        for at, last in enumerate(spans[number : number + QUOTE_MAX_SENTENCES], number):
            if not last.complete or (at > number and not continues_turn(segment, spans[at - 1], last)):
                break
            text = segment.text[start : last.end_char]
            words = len(text.split())
            if words > QUOTE_MAX_WORDS:
                break
            if words >= QUOTE_MIN_WORDS:
                yield start, text, segment.text[start : first.end_char]


def _is_unfit(page_input: PageInput, position: int, text: str) -> bool:
    """Return whether a text asks, sells, greets, breaks off, or is said to somebody in the talk."""
    if "?" in text or text.rstrip("\"'\u201d").endswith(_UNFINISHED_ENDS) or not is_balanced(text):
        return True
    if (
        needs_its_surroundings(text)
        or not tells_listeners(text)
        or introduces_somebody(page_input, position, text)
    ):
        return True
    return any(pattern.search(text) for pattern in _UNFIT)
