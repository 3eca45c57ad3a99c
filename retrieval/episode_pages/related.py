"""Other episodes that talk about the same, with a passage of each that shows it."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import Phrases
from retrieval.episode_pages.passages import passages
from retrieval.episode_pages.topic_segmentation import outline
from retrieval.index.advertisements import asides
from retrieval.language.word_frequency import rarity
from retrieval.models import Episode, Segment
from retrieval.models.episode_pages import EpisodeIndex, Related
from retrieval.transcripts.segmenter import segment_sentences

WANTED = 5
DEPTH = 120
"""How many of the nearest segments each passage brings."""
ALIKE = 0.5
"""The cosine from which two segments are about the same; below it they only sound alike."""
LEAST_CLOSE = 0.2
"""How close an episode has to be: the 19 pairs of real ones below it share a word, hardly ever a subject."""
PAIRS = 8
"""Of so many pairs of segments the sentences are compared, to find those that show it best."""
OPENING = 2
"""So many segments at the beginning say what an episode will be about; they show nothing yet."""
LEAST_WORDS, MOST_WORDS = 8, 45
_COURTESY = re.compile(r"\b(?:thank(?:s| you)|subscribe|congratulations)\b", re.IGNORECASE)
ON_SUBJECT = 0.1
"""From what on a phrase names what two sentences are both about: its cosine times how special it is here."""
AGAIN = 0.5
"""What a phrase is worth that has named another episode already."""
SECOND = 0.8
"""A second phrase is named where it is nearly as near."""

Near = Callable[[NDArray[float32], int], Sequence[tuple[int, int, float]]]
"""The nearest segments of everything that may be seen: (generation, number, cosine)."""
Read = Callable[[Sequence[tuple[int, int]]], Mapping[tuple[int, int], Segment]]

Pair = tuple[float, int, int]
"""(cosine, place here, number there)."""


def related(
    index: EpisodeIndex, visible: Mapping[int, Episode], near: Near, read: Read, embed: Embed
) -> tuple[Related, ...]:
    """Up to five of the `visible` episodes (by generation), nearest first, each with what it shares."""
    pairs: dict[int, list[Pair]] = {}
    for place in _typical(index):
        for generation, number, cosine in near(index.vectors[place], DEPTH):
            other = visible.get(generation)
            if cosine >= ALIKE and number > OPENING and other and other.key != index.episode.key:
                pairs.setdefault(generation, []).append((cosine, place, number))
    closeness = {generation: _closeness(found) for generation, found in pairs.items()}
    ranked = sorted(
        (generation for generation, close in closeness.items() if close >= LEAST_CLOSE),
        key=lambda generation: (-closeness[generation], generation),
    )
    phrases = Phrases.of(index)
    used: set[str] = set()
    found: list[Related] = []
    for generation in ranked[: 3 * WANTED]:
        best = _varied(pairs[generation])
        shown = _shown(index, _Subjects(index, phrases, used, embed), visible[generation], best, read)
        if shown is not None:
            found.append(shown[0])
            used.update(shown[1])
        if len(found) == WANTED:
            break
    return tuple(found)


def _typical(index: EpisodeIndex) -> list[int]:
    """A segment or two of each stretch that say best what it is about."""
    places: list[int] = []
    for topic in outline(index):
        for first, end in topic:
            best = dict.fromkeys(passage.place for passage in passages(index, first, end))
            places += [place for place in best if place >= OPENING][:2]
    return places


def _closeness(pairs: Sequence[Pair]) -> float:
    """How near another episode is: how far its best pairs, each place here once, are over the bar."""
    best: dict[int, float] = {}
    for cosine, place, _ in pairs:
        best[place] = max(best.get(place, 0.0), cosine - ALIKE + 0.05)
    return sum(sorted(best.values(), reverse=True)[:5])


def _varied(pairs: Sequence[Pair]) -> list[Pair]:
    """The best pairs, not more than two of them of one place here."""
    chosen: list[Pair] = []
    for pair in sorted(pairs, reverse=True):
        if sum(pair[1] == other[1] for other in chosen) < 2:
            chosen.append(pair)
    return chosen[:PAIRS]


def _shown(
    index: EpisodeIndex, subjects: "_Subjects", other: Episode, pairs: Sequence[Pair], read: Read
) -> tuple[Related, list[str]] | None:
    """The pair of sentences that show best what both talk about, and the phrases that say what."""
    segments = read([(other.generation, number) for _, _, number in pairs])
    best: tuple[float, Related, list[str]] | None = None
    for _, place, number in pairs:
        here, there = index.segments[place], segments.get((other.generation, number))
        if there is None or asides((there,)):
            continue
        alike = subjects.shown(here, there, other)
        if alike is not None and (best is None or alike[0] > best[0]):
            worth, named, mine, theirs = alike
            pair = cite(index.episode, here, mine), cite(other, there, theirs)
            best = worth, Related(other, _why(index.episode, other, named), *pair), named
    return best[1:] if best else None


def _said(segment: Segment) -> list[str]:
    """The whole sentences of a segment that say something."""
    return [
        span.text
        for span in segment_sentences(segment)
        if span.complete
        and not span.text.endswith("?")
        and not _COURTESY.search(span.text)
        and LEAST_WORDS <= len(span.text.split()) <= MOST_WORDS
    ]


@dataclass(frozen=True)
class _Subjects:
    """What an episode and another are both about, told by their phrases; `used` ones name no other well."""

    index: EpisodeIndex
    phrases: Phrases
    used: Collection[str]
    embed: Embed

    def shown(
        self, here: Segment, there: Segment, other: Episode
    ) -> tuple[float, list[str], str, str] | None:
        """How well two segments show a subject, the phrases that name it, and a sentence of each."""
        people = [*self.index.episode.guests, *other.guests]
        shared = Phrases.read([here, there], self.index.episode.title, people).shared(self.phrases, 6)
        mine, theirs = _saying(shared, _said(here)), _saying(shared, _said(there))
        if not shared or not mine or not theirs:
            return None
        rows = self.embed([*shared, *mine, *theirs])
        names, left, right = rows[: len(shared)], rows[len(shared) : -len(theirs)], rows[-len(theirs) :]
        alike = left @ right.T
        first, second = divmod(int(alike.argmax()), len(theirs))
        about = (left[first] + right[second]) / 2
        worths = {
            phrase: float(row @ about) * self._special(phrase)
            for phrase, row in zip(shared, names, strict=True)
        }
        ranked = sorted(worths, key=lambda phrase: -worths[phrase])
        if worths[ranked[0]] < ON_SUBJECT:
            return None
        named = [phrase for phrase in ranked[:2] if worths[phrase] >= SECOND * worths[ranked[0]]]
        return float(alike.max()) + 2 * worths[ranked[0]], named, mine[first], theirs[second]

    def _special(self, phrase: str) -> float:
        """How telling a phrase is: a rare one, and not said all over the episode, or of another already."""
        count = len(self.index.segments)
        said = sum(f" {phrase.lower()}" in f" {segment.text.lower()}" for segment in self.index.segments)
        seldom = math.log((count + 1) / (said + 0.5)) / math.log(count + 2)
        return seldom * max(map(rarity, phrase.lower().split())) * (AGAIN if phrase in self.used else 1.0)


def _saying(phrases: Sequence[str], sentences: Sequence[str]) -> list[str]:
    """The sentences that say one of the phrases; all, where none does."""
    saying = [
        said for said in sentences if any(phrase.lower().rstrip("s") in said.lower() for phrase in phrases)
    ]
    return saying or list(sentences)


def _why(episode: Episode, other: Episode, shared: Sequence[str]) -> str:
    subject = " and ".join(shared)
    guests = [name for name in episode.guests if name in other.guests]
    return f"Also with {guests[0]}, and about {subject}." if guests else f"Also about {subject}."
