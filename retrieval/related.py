"""Other episodes that talk about the same, with a passage of each that shows it."""

from collections.abc import Callable, Mapping, Sequence

from numpy import float32
from numpy.typing import NDArray

from retrieval.adverts import adverts
from retrieval.episode_page import EpisodeIndex, Related
from retrieval.extractive import nearest
from retrieval.models import Citation, Episode, Hit, Segment
from retrieval.salience import passages
from retrieval.titles import Phrases
from retrieval.topics import outline

WANTED = 5
DEPTH = 60
"""How many of the nearest segments each passage brings."""
ALIKE = 0.5
"""The cosine from which two segments are about the same; below it they only sound alike."""

Near = Callable[[NDArray[float32], int], Sequence[tuple[int, int, float]]]
"""The nearest segments of everything that may be seen: (generation, number, cosine)."""
Read = Callable[[Sequence[tuple[int, int]]], Mapping[tuple[int, int], Segment]]

Pair = tuple[float, int, int]
"""(cosine, place here, number there)."""


def related(
    index: EpisodeIndex, visible: Mapping[int, Episode], near: Near, read: Read
) -> tuple[Related, ...]:
    """Up to five of the `visible` episodes (by generation), nearest first, each with what it shares."""
    pairs: dict[int, list[Pair]] = {}
    for place in _typical(index):
        for generation, number, cosine in near(index.vectors[place], DEPTH):
            if cosine >= ALIKE and generation in visible and visible[generation].key != index.episode.key:
                pairs.setdefault(generation, []).append((cosine, place, number))
    ranked = sorted(pairs, key=lambda generation: (-_closeness(pairs[generation]), generation))
    phrases = Phrases.of(index)
    found: list[Related] = []
    for generation in ranked[: 4 * WANTED]:
        one = _shown(index, phrases, visible[generation], sorted(pairs[generation], reverse=True)[:8], read)
        if one is not None:
            found.append(one)
        if len(found) == WANTED:
            break
    return tuple(found)


def _typical(index: EpisodeIndex) -> list[int]:
    """A segment or two of each stretch that say best what it is about."""
    places: list[int] = []
    for topic in outline(index):
        for first, end in topic:
            best = dict.fromkeys(passage.place for passage in passages(index, first, end))
            places += list(best)[:2]
    return places


def _closeness(pairs: Sequence[Pair]) -> float:
    """How near another episode is: how far its best pairs, each place here once, are over the bar."""
    best: dict[int, float] = {}
    for cosine, place, _ in pairs:
        best[place] = max(best.get(place, 0.0), cosine - ALIKE + 0.05)
    return sum(sorted(best.values(), reverse=True)[:5])


def _shown(
    index: EpisodeIndex, phrases: Phrases, other: Episode, pairs: Sequence[Pair], read: Read
) -> Related | None:
    segments = read([(other.generation, number) for _, _, number in pairs])
    people = [*index.episode.guests, *other.guests]
    for _, place, number in pairs:
        here, there = index.segments[place], segments.get((other.generation, number))
        if there is None or adverts([there]):
            continue
        shared = Phrases.read([here, there], index.episode.title, people).shared(phrases, 2)
        if not shared:
            continue
        subject = " ".join(shared)
        mine, theirs = _quoted(subject, index.episode, here), _quoted(subject, other, there)
        if mine and theirs:
            return Related(other, _why(index.episode, other, shared), mine, theirs)
    return None


def _why(episode: Episode, other: Episode, shared: Sequence[str]) -> str:
    subject = " and ".join(shared)
    guests = [name for name in episode.guests if name in other.guests]
    return f"Also with {guests[0]}, and about {subject}." if guests else f"Also about {subject}."


def _quoted(subject: str, episode: Episode, segment: Segment) -> Citation | None:
    return next(iter(nearest(subject, [Hit(episode, segment, 1.0)])), None)
