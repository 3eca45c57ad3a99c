"""The passages of an episode that are worth quoting on their own: whole, clear, and about something."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.answering.citations import cite
from retrieval.episode_pages.introductions import (
    greeting_cost,
    introduces_somebody,
    needs_its_surroundings,
)
from retrieval.episode_pages.page_input import PageInput
from retrieval.language.conversation import (
    ASKING_PHRASES,
    COURTESIES,
    DANGLING_OPENER,
    FILLERS,
    FIRST_OR_SECOND_PERSON,
    HATEFUL_PHRASES,
    LEADING_FILLERS,
    STUTTERED_OPENER,
    STUTTERS,
    UNCLEAR_SPEECH,
    VAGUE_WORDS,
    is_balanced,
)
from retrieval.language.strong_language import is_strong
from retrieval.language.word_frequency import rarity
from retrieval.language.words import content_stems, tokenize
from retrieval.models import Citation, Episode, Segment, Sentence
from retrieval.transcripts.segmenter import Span, continues_turn, segment_sentences

PASSAGE_MIN_WORDS, PASSAGE_MAX_WORDS = 9, 48
"""Words of a passage."""
PASSAGE_IDEAL_WORDS = 24
"""Words of the passage that loses no score for its length."""
PAIRED_SENTENCE_MIN_WORDS = 5
"""Words of each sentence of a passage of two."""
FILLER_COST = 2.5
"""Score lost for a text of filler alone; one word in ten costs a quarter of what centrality gains."""
VAGUE_WORD_SHARE = 0.5
"""How much of a filler word a vague word counts."""
LENGTH_WEIGHT = 0.3
"""Score lost for a passage twice as long as the ideal."""
CAPITAL_BONUS = 0.35
"""Score gained by beginning with a capital; without one, the beginning of the sentence is missing."""
STRONG_LANGUAGE_COST = 1.0
"""Score lost by strong language, so that passages without it are quoted first."""
STUTTER_COST = 0.4
"""Score lost for each word said twice and each start that is given up."""
ABOUT_ONESELF_COST = 0.15
"""Score lost by beginning with "I" or "you"."""
CERTAIN_STEM_COUNT = 3
"""Occurrences of a stem in a stretch from which it can characterise it fully."""
REPEATED_STEM_SHARE = 0.5
"""Share of the shorter passage's stems from which two passages say nearly the same."""

_LEAD = re.compile(f"{LEADING_FILLERS.pattern}|{STUTTERED_OPENER.pattern}", re.IGNORECASE)
_COMPLEMENT = re.compile(r"(?:about|of)\b")
"""What belongs to the words before it: "I think" is no filler in "I think about tides"."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that can be quoted alone: `text` begins at `start_char` of the segment at `position`.

    `quality` are the log-odds that it is good to quote, where that was judged.
    """

    position: int
    segment: Segment
    start_char: int
    text: str
    score: float = 0.0
    quality: float = 0.0

    def cite(self, episode: Episode) -> Citation:
        """Return the citation of the passage."""
        return cite(episode, self.segment, self.text, self.start_char)

    def sentence(self, episode: Episode) -> Sentence:
        """Return the passage as a cited sentence, verbatim except for a capital at its beginning."""
        return Sentence(self.text[:1].upper() + self.text[1:], (self.cite(episode),))


def find_passages(page_input: PageInput, first: int, end: int) -> list[Passage]:
    """Return the quotable passages of the segments from position `first` to `end`, the best first.

    The score is how central the segment is (0 to 1) plus how much the words tell of what is special here.
    """
    weights = _stem_weights(page_input, first, end)
    closeness = page_input.vectors[first:end] @ page_input.mean_vector(first, end)
    spread = float(closeness.max() - closeness.min()) or 1.0
    passages: list[Passage] = []
    for position in range(first, end):
        if position in page_input.skipped_positions:
            continue
        segment = page_input.segments[position]
        centrality = (float(closeness[position - first]) - float(closeness.min())) / spread
        for start_char, text in _quotable_texts(segment):
            if introduces_somebody(page_input, position, text):
                continue
            score = centrality + _content_score(text, weights) - greeting_cost(page_input, position)
            passages.append(Passage(position, segment, start_char, text, score))
    return sorted(passages, key=lambda passage: (-passage.score, passage.position, passage.start_char))


def stands_alone(segment: Segment, span: Span, start: int) -> bool:
    """Return whether a sentence, read from `start` on, can be understood without what was said before."""
    if quotable_start(segment, span) != start:
        return False
    return not (COURTESIES.search(span.text) or ASKING_PHRASES.search(span.text) or span.text.endswith("?"))


def begins_with_name(text: str, names: Sequence[str]) -> bool:
    """Return whether a text begins with one of the names, as whole words: "Ann" doesn't begin "Annotate"."""
    return any(re.match(rf"{re.escape(name)}(?!-?\w)", text) for name in names)


def filler_cost(text: str) -> float:
    """Return how much score a text loses for its share of filler and vague words."""
    filler = sum(len(match[0].split()) for match in FILLERS.finditer(text))
    vague = sum(word in VAGUE_WORDS for word in tokenize(text))
    return FILLER_COST * (filler + VAGUE_WORD_SHARE * vague) / len(text.split())


def choose_distinct(passages: Sequence[Passage], count: int, taken: Sequence[Passage] = ()) -> list[Passage]:
    """Return the first `count` passages that neither overlap nor repeat each other or those `taken`."""
    chosen: list[Passage] = []
    for passage in passages:
        if len(chosen) == count:
            break
        if not any(_repeats(passage, other) for other in (*chosen, *taken)):
            chosen.append(passage)
    return chosen


def _quotable_texts(segment: Segment) -> Iterator[tuple[int, str]]:
    """Yield each sentence, and each two in a row of one speaker, that can be quoted: its start, its text."""
    spans = segment_sentences(segment)
    for number, span in enumerate(spans):
        start = quotable_start(segment, span)
        if start is None:
            continue
        if _is_quotable(segment.text[start : span.end_char]):
            yield start, segment.text[start : span.end_char]
        following = spans[number + 1] if number + 1 < len(spans) else None
        if following and following.complete and _continues(segment, span, following):
            both = segment.text[start : following.end_char]
            if _is_quotable(both) and not span.text.endswith("?"):
                yield start, both


def _continues(segment: Segment, span: Span, following: Span) -> bool:
    """Return whether two sentences are one speaker's, and each is long enough to be part of a passage."""
    shortest = min(len(sentence.text.split()) for sentence in (span, following))
    return shortest >= PAIRED_SENTENCE_MIN_WORDS and continues_turn(segment, span, following)


def quotable_start(segment: Segment, span: Span) -> int | None:
    """Return where a sentence begins after its filler.

    None if it depends on what was said before, or begins with a speaker's name as introductions do.
    """
    if not span.complete:
        return None
    start = span.start_char
    while lead := _LEAD.match(segment.text, start, span.end_char):
        start = lead.end()
    rest = segment.text[start : span.end_char]
    if (
        not rest
        or not rest[0].isalnum()
        or (start > span.start_char and _COMPLEMENT.match(rest))
        or DANGLING_OPENER.match(rest)
        or begins_with_name(rest, segment.speakers)
    ):
        return None
    return start


def _is_quotable(text: str) -> bool:
    return (
        PASSAGE_MIN_WORDS <= len(text.split()) <= PASSAGE_MAX_WORDS
        and not text.rstrip("\"'\u201d").endswith(("?", "-", "\u2026", "...", ","))
        and not COURTESIES.search(text)
        and not ASKING_PHRASES.search(text)
        and not UNCLEAR_SPEECH.search(text)
        and not HATEFUL_PHRASES.search(text)
        and not needs_its_surroundings(text)
        and is_balanced(text)
    )


def _content_score(text: str, weights: Mapping[str, float]) -> float:
    """Return how much a text says, for its length, of what characterises the stretch, less its filler."""
    words = len(text.split())
    weight = sum(weights.get(stem, 0.0) for stem in content_stems(text))
    shape = -LENGTH_WEIGHT * (abs(words - PASSAGE_IDEAL_WORDS) / PASSAGE_IDEAL_WORDS)
    if text[0].isupper():
        shape += CAPITAL_BONUS
    if is_strong(text):
        shape -= STRONG_LANGUAGE_COST
    if FIRST_OR_SECOND_PERSON.match(text):
        shape -= ABOUT_ONESELF_COST
    shape -= STUTTER_COST * len(STUTTERS.findall(text))
    return weight / (3 + words / 8) + shape - filler_cost(text)


def _stem_weights(page_input: PageInput, first: int, end: int) -> dict[str, float]:
    """Return how characteristic each stem is of a stretch of segments, from 0 to about 1."""
    stems_of_segments = [_stems(segment.text) for segment in page_input.segments]
    inside = Counter(stem for stems in stems_of_segments[first:end] for stem in stems)
    everywhere = Counter(stem for stems in stems_of_segments for stem in stems)
    length, others = end - first, len(stems_of_segments) - (end - first)
    weights = {}
    for stem, count in inside.items():
        outside = (everywhere[stem] - count + 0.5) / (others + 1)
        share = count / length
        weights[stem] = min(1.0, count / CERTAIN_STEM_COUNT) * rarity(stem) * share / (share + outside)
    return weights


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))


def _repeats(one: Passage, other: Passage) -> bool:
    """Return whether two passages overlap or share half of their stems."""
    if one.position == other.position and _overlap(one, other):
        return True
    stems, others = _stems(one.text), _stems(other.text)
    shorter = min(len(stems), len(others))
    return shorter > 0 and len(stems & others) >= REPEATED_STEM_SHARE * shorter


def _overlap(one: Passage, other: Passage) -> bool:
    return one.start_char < other.start_char + len(other.text) and other.start_char < one.start_char + len(
        one.text
    )
