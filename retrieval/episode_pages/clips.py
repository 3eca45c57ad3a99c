"""The passages of an episode that are worth playing by themselves, 15 to 90 seconds long."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import Phrases, entitle
from retrieval.episode_pages.passages import Passage, clutter, passages, stands_alone
from retrieval.episode_pages.topic_segmentation import outline
from retrieval.index.advertisements import asides
from retrieval.language.conversation import COURTESIES
from retrieval.models import Segment, Soundbite
from retrieval.models.episode_pages import Clip, EpisodeIndex
from retrieval.transcripts.segmenter import segment_sentences

VERSION = "3"
"""Changes when the same episode would give other clips."""
SHORTEST, LONGEST = 15.0, 90.0
FEWEST_WORDS, MOST_WORDS = 35, 240
"""What stands for those seconds in a transcript without times."""
FEWEST, MOST = 5, 10
MINUTES = 12
"""About how many minutes of an episode have one clip."""
PICKED = 1.5
"""What a clip gains that is the passage that the episode's makers picked, and less the less it is that."""
MOSTLY = 0.5
"""The share from which on a clip is what they picked."""
PER_TOPIC = 2

GOOD_WORDS = 90
"""A clip gains by its length up to so many words."""
BY_LENGTH, PER_TURN, ADDRESSING = 0.6, 0.7, 0.4
"""What a clip gains by its length, and loses by each other voice and by beginning with "you"."""
NAMED = 0.25
"""The cosine from which a phrase says what a clip is about."""
CANDIDATES = 5
SECOND = 0.85
"""A second phrase stands in a title where it is nearly as near."""

_YOU = re.compile(r"(?:you|you're|you've|your|i'm|i'll)\b", re.IGNORECASE)
_TURN = re.compile(r"(?<=\S )[-\u2013\u2014>]+ (?=[A-Z])")


Seconds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class RankedClip:
    """A segment's best clip, what it is worth before anybody has met it, and the topic that it belongs to."""

    clip: Clip
    worth: float
    topic: int


def clips(index: EpisodeIndex, embed: Embed) -> tuple[RankedClip, ...]:
    """The best clip of every segment that has one, in spoken order."""
    aside = asides(index.segments)
    best_of: list[tuple[int, int, str, float]] = []
    for topic, stretches in enumerate(outline(index)):
        first, end = stretches[0][0], stretches[-1][1]
        standing: dict[int, list[Passage]] = {}
        for passage in passages(index, first, end):
            standing.setdefault(passage.place, []).append(passage)
        for place in range(first, end):
            best = _best(index, place, standing.get(place, [])) if place not in aside else None
            if best is not None:
                best_of.append((topic, place, *best))
    titles = _titles(index, [(place, quote) for _, place, quote, _ in best_of], embed)
    return tuple(
        RankedClip(_picked(index, _clip(index, place, quote, title)), worth, topic)
        for (topic, place, quote, worth), title in zip(best_of, titles, strict=True)
    )


def chosen(
    ranked: Sequence[RankedClip], met: Mapping[int, int], duration: float | None = None
) -> tuple[Clip, ...]:
    """Five to ten clips: first what people met most (`met`: how often, by segment), then what is worth most.

    What nobody met is taken from all topics.
    """
    count = min(MOST, max(FEWEST, round((duration or 0) / 60 / MINUTES)))

    def times(one: RankedClip) -> int:
        return met.get(one.clip.quote.segment, 0)

    best = sorted(ranked, key=lambda one: (-times(one), -one.worth))
    taken: list[RankedClip] = []
    for one in best:
        liked = times(one) > 0
        crowded = sum(one.topic == other.topic for other in taken) >= PER_TOPIC
        beside = any(abs(one.clip.quote.segment - other.clip.quote.segment) < 2 for other in taken)
        if liked or not (crowded or beside):
            taken.append(one)
    if len(taken) < FEWEST:
        taken += [one for one in best if one not in taken]
    return tuple(one.clip for one in taken[:count])


def _best(index: EpisodeIndex, place: int, standing: Sequence[Passage]) -> tuple[str, float] | None:
    """The words of a segment that make its best clip, and their worth."""
    segment = index.segments[place]
    best: tuple[str, float] | None = None
    for start, end, seconds in _runs(segment):
        text = segment.text[start:end]
        inside = [p.worth for p in standing if start <= p.at and p.at + len(p.text) <= end]
        if not inside or COURTESIES.search(text) or not stands_alone(segment, start):
            continue
        turns = len(_TURN.findall(text)) + _voices(segment, start, end) - 1 + text.count("?")
        long = BY_LENGTH * min(1.0, len(text.split()) / GOOD_WORDS)
        worth = max(inside) + long - PER_TURN * turns - ADDRESSING * bool(_YOU.match(text)) - clutter(text)
        worth += PICKED * max((_overlap(seconds, bite) for bite in index.soundbites), default=0.0)
        if best is None or worth > best[1]:
            best = text, worth
    return best


def _runs(segment: Segment) -> Iterator[tuple[int, int, Seconds]]:
    """From where to where whole cues are whole sentences, of a clip's length; and when that is."""
    spans = segment_sentences(segment)
    begins = {span.start_char for span in spans if span.complete}
    ends = {span.end_char for span in spans if span.complete}
    position = 0
    opened: list[tuple[int, float | None]] = []
    for cue in segment.cues:
        mark = len(cue.text) - len(cue.text.lstrip("-\u2013\u2014> "))
        if position + mark in begins:
            opened.append((position + mark, cue.start))
        after = position + len(cue.text)
        if after in ends:
            for start, second in opened:
                if _fits(second, cue.end, segment.text[start:after]):
                    yield start, after, (second, cue.end)
        position = after + 1


def _fits(start: float | None, end: float | None, text: str) -> bool:
    if start is None or end is None:
        return FEWEST_WORDS <= len(text.split()) <= MOST_WORDS
    return SHORTEST <= end - start <= LONGEST


def _overlap(seconds: Seconds, bite: Soundbite) -> float:
    """How much of what a passage and a soundbite last together both share, 0 to 1."""
    start, end = seconds
    if start is None or end is None:
        return 0.0
    last = bite.start + bite.duration
    return max(0.0, min(end, last) - max(start, bite.start)) / (max(end, last) - min(start, bite.start))


def _picked(index: EpisodeIndex, clip: Clip) -> Clip:
    """The clip with the title that its makers gave it, if they picked it."""
    titles = {bite.title: _overlap((clip.start, clip.end), bite) for bite in index.soundbites if bite.title}
    best = max(titles, key=lambda title: titles[title], default=None)
    return replace(clip, title=best) if best and titles[best] >= MOSTLY else clip


def _voices(segment: Segment, start: int, end: int) -> int:
    """How many speakers the transcript names in these words of a segment."""
    speakers, position = set(), 0
    for cue in segment.cues:
        if position < end and position + len(cue.text) > start:
            speakers.add(cue.speaker)
        position += len(cue.text) + 1
    return len(speakers)


def _titles(index: EpisodeIndex, quotes: Sequence[tuple[int, str]], embed: Embed) -> list[str]:
    """For each quote of the segment at a place: the phrases of it that are nearest to what it says."""
    phrases = Phrases.of(index)
    count = len(index.segments)
    likely = [
        phrases.characteristic(max(0, place - 3), min(count, place + 4), CANDIDATES, quote)
        or phrases.characteristic(0, count, CANDIDATES, quote)
        for place, quote in quotes
    ]
    every = sorted({phrase for named in likely for phrase in named})
    rows = dict(zip(every, embed(every), strict=True)) if every else {}
    titles = []
    for (place, quote), named in zip(quotes, likely, strict=True):
        near = {phrase: float(rows[phrase] @ index.vectors[place]) for phrase in named}
        best = sorted(near, key=lambda phrase: -near[phrase])[:2]
        enough = [phrase for phrase in best if near[phrase] >= max(NAMED, SECOND * near[best[0]])]
        words = quote.split()
        titles.append(entitle(enough) or " ".join(words[:8]) + ("…" if len(words) > 8 else ""))
    return titles


def _clip(index: EpisodeIndex, place: int, quote: str, title: str) -> Clip:
    citation = cite(index.episode, index.segments[place], quote)
    return Clip(title, citation.start, citation.end, citation, (citation,))
