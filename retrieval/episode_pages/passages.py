"""The passages of an episode that are worth showing by themselves: whole, clear, and about something."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy

from retrieval.answering.citations import cite
from retrieval.index.advertisements import asides
from retrieval.language.conversation import (
    ASKING_PHRASES,
    COURTESIES,
    DANGLING_OPENER,
    FILLERS,
    FIRST_OR_SECOND_PERSON,
    LEADING_FILLERS,
    UNCLEAR_SPEECH,
    VAGUE_WORDS,
)
from retrieval.language.word_frequency import rarity
from retrieval.language.words import content_stems, tokenize
from retrieval.models import Citation, Episode, Segment, Sentence
from retrieval.models.episode_pages import EpisodeIndex
from retrieval.transcripts.segmenter import Span, segment_sentences, turn_starts

LEAST_WORDS = 9
MOST_WORDS = 48
BEST_WORDS = 24
LEAST_OF_TWO = 5
WORDY = 2.5
"""What a share of filler costs: one word in ten, a quarter of what the most central passage gains."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one segment that can stand alone, from character `at` on; `place` is where the segment is."""

    place: int
    segment: Segment
    at: int
    text: str
    worth: float = 0.0

    def cite(self, episode: Episode) -> Citation:
        return cite(episode, self.segment, self.text, self.at)

    def sentence(self, episode: Episode) -> Sentence:
        """The passage as a sentence of its own: verbatim but for a capital at its beginning."""
        return Sentence(self.text[:1].upper() + self.text[1:], (self.cite(episode),))


def passages(index: EpisodeIndex, first: int, end: int) -> list[Passage]:
    """What can stand alone of the segments from `first` to `end`, the most central and telling first."""
    weights = _weights(index, first, end)
    rows = index.vectors[first:end]
    mean = rows.mean(axis=0)
    closeness = rows @ (mean / (float(numpy.linalg.norm(mean)) or 1.0))
    spread = float(closeness.max() - closeness.min()) or 1.0
    found: list[Passage] = []
    aside = asides(index.segments)
    for place in range(first, end):
        if place in aside:
            continue
        segment = index.segments[place]
        central = (float(closeness[place - first]) - float(closeness.min())) / spread
        for at, text in _standing(segment):
            found.append(Passage(place, segment, at, text, central + _telling(text, weights)))
    return sorted(found, key=lambda passage: (-passage.worth, passage.place, passage.at))


def stands_alone(segment: Segment, start: int) -> bool:
    """Whether the sentence at character `start` leans on nothing that was said before it."""
    span = next((span for span in segment_sentences(segment) if span.start_char == start), None)
    if span is None or _beginning(segment.text, span) != start:
        return False
    return not (COURTESIES.search(span.text) or ASKING_PHRASES.search(span.text) or span.text.endswith("?"))


def clutter(text: str) -> float:
    """What its filler and its vague words take from a text's worth."""
    filler = sum(len(found[0].split()) for found in FILLERS.finditer(text))
    vague = sum(word in VAGUE_WORDS for word in tokenize(text))
    return WORDY * (filler + 0.5 * vague) / len(text.split())


def _standing(segment: Segment) -> Iterator[tuple[int, str]]:
    """Each sentence, and each two in a row of one speaker, that can stand alone: where it begins, and it."""
    spans = segment_sentences(segment)
    for position, span in enumerate(spans):
        start = _beginning(segment.text, span)
        if start is None:
            continue
        if _is_whole(segment.text[start : span.end_char]):
            yield start, segment.text[start : span.end_char]
        after = spans[position + 1] if position + 1 < len(spans) else None
        if after and after.complete and _follows(segment, span, after):
            both = segment.text[start : after.end_char]
            if _is_whole(both) and not span.text.endswith("?"):
                yield start, both


def _follows(segment: Segment, span: Span, after: Span) -> bool:
    """Whether both are one speaker's, and each says enough to be read."""
    enough = min(len(each.text.split()) for each in (span, after)) >= LEAST_OF_TWO
    one = segment.text[span.end_char : after.start_char].isspace()
    return enough and one and after.start_char not in turn_starts(segment)


def _beginning(text: str, span: Span) -> int | None:
    """Where a sentence really begins after its filler; None where it leans on what was said before."""
    if not span.complete:
        return None
    lead = LEADING_FILLERS.match(span.text)
    start = span.start_char + (lead.end() if lead else 0)
    rest = text[start : span.end_char]
    if not rest or not rest[0].isalnum() or DANGLING_OPENER.match(rest):
        return None
    return start


def _is_whole(text: str) -> bool:
    words = len(text.split())
    return (
        LEAST_WORDS <= words <= MOST_WORDS
        and not text.rstrip("\"'\u201d").endswith(("?", "-", "\u2026", "...", ","))
        and not COURTESIES.search(text)
        and not ASKING_PHRASES.search(text)
        and not UNCLEAR_SPEECH.search(text)
    )


def _telling(text: str, weights: Mapping[str, float]) -> float:
    """How much of what characterises the stretch a text says, for its length, less what is only filler."""
    words = len(text.split())
    said = sum(weights.get(stem, 0.0) for stem in content_stems(text))
    length = -abs(words - BEST_WORDS) / BEST_WORDS
    shape = 0.3 * length + 0.35 * text[0].isupper()  # otherwise its beginning is missing
    shape -= 0.15 * (FIRST_OR_SECOND_PERSON.match(text) is not None)
    return said / (3 + words / 8) + shape - clutter(text)


def _weights(index: EpisodeIndex, first: int, end: int) -> dict[str, float]:
    """How characteristic each stem is of a stretch of segments, 0 to about 1."""
    counts = [_stems(segment.text) for segment in index.segments]
    inside = Counter(stem for stems in counts[first:end] for stem in stems)
    everywhere = Counter(stem for stems in counts for stem in stems)
    length, others = end - first, len(counts) - (end - first)
    weights = {}
    for stem, count in inside.items():
        outside = (everywhere[stem] - count + 0.5) / (others + 1)
        share = count / length
        weights[stem] = min(1.0, count / 3) * rarity(stem) * share / (share + outside)
    return weights


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))


def distinct(passages: Sequence[Passage], count: int, taken: Sequence[Passage] = ()) -> list[Passage]:
    """The best of `passages` that neither overlap nor say nearly the same, each other and those taken."""
    chosen: list[Passage] = []
    for passage in passages:
        if len(chosen) == count:
            break
        if not any(_alike(passage, other) for other in (*chosen, *taken)):
            chosen.append(passage)
    return chosen


def _alike(one: Passage, other: Passage) -> bool:
    if one.place == other.place and one.at < other.at + len(other.text) and other.at < one.at + len(one.text):
        return True
    a, b = _stems(one.text), _stems(other.text)
    return bool(a and b) and len(a & b) >= 0.5 * min(len(a), len(b))
