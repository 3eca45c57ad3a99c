"""A small made-up library to understand messages with: no index, and word counts from its own texts."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from retrieval.models import Cue, Episode, ScoredSegment, Segment, Show
from retrieval.understanding.library_view import LibraryView
from retrieval.understanding.names import LibraryNames

TODAY = date(2026, 6, 15)
HARBOUR = Show(1, "harbour-talk", "Harbour Talk")
OVEN = Show(2, "oven", "Oven Hour with Josip Varga")
LEDGER = Show(3, "ledger", "Ledger")

SAID = {
    "harbour-talk-11": (
        "Welcome to Harbour Talk. I'm Mira Quist. Today I have a guest, Bo Rantzau.",
        "Bo Rantzau tells of the breakwater. The breakwater took nine years.",
        "The breakwater is made of granite. Nobody believed in the breakwater.",
        "A breakwater needs a keeper, and the breakwater has one.",
    ),
    "harbour-talk-12": (
        "Welcome to Harbour Talk. I'm Mira Quist. My guest is Pelle Osk, who quit sailing for his knees.",
        "Pelle Osk ties knots. A knot holds or a knot kills.",
    ),
    "oven-7": (
        "This is Oven Hour, recorded May 2nd, 2026. With me is Ada Brisk.",
        "Ada Brisk bakes rye. A sourdough wants time, and a sourdough wants warmth.",
        "Rye bread keeps for a week. Sourdough keeps longer.",
    ),
    "ledger-12": ("Numbers for people. We speak about taxes and about bread prices.",),
}
EPISODES = (
    Episode(
        1,
        "harbour-talk-11",
        HARBOUR,
        "The breakwater",
        1,
        4,
        date(2026, 6, 1),
        ("Bo Rantzau",),
        duration=3600.0,
    ),
    Episode(
        2,
        "harbour-talk-12",
        HARBOUR,
        "Knots that hold",
        2,
        2,
        date(2026, 6, 8),
        ("Pelle Osk",),
        duration=1800.0,
    ),
    Episode(3, "oven-7", OVEN, "Rye and patience", 3, 3, None, ("Ada Brisk",), duration=2400.0),
    Episode(4, "ledger-12", LEDGER, "What bread costs", 4, 1),
)


def segments_of(episode: Episode) -> tuple[Segment, ...]:
    texts = SAID[episode.id]
    return tuple(Segment(n, (Cue(text, n * 30.0, n * 30.0 + 29),)) for n, text in enumerate(texts, 1))


def names(episodes: Sequence[Episode] = EPISODES) -> LibraryNames:
    return LibraryView(read_openings, count_mentions, search_words).names(episodes, TODAY)


def read_openings(generations: Sequence[int], count: int) -> dict[int, tuple[Segment, ...]]:
    return {e.generation: segments_of(e)[:count] for e in EPISODES if e.generation in generations}


def count_mentions(words: Sequence[str]) -> dict[str, dict[int, int]]:
    counts: dict[str, dict[int, int]] = {}
    for word in words:
        parts = word.split()
        found = Counter(
            e.generation for e in EPISODES for s in segments_of(e) if all(p in spoken(s) for p in parts)
        )
        counts[word] = dict(found)
    return counts


def search_words(text: str, k: int, shows: Collection[int]) -> list[ScoredSegment]:
    words = set(re.findall(r"\w+", text.lower()))
    hits = [
        ScoredSegment(e.generation, s.number, 3.0 * len(words & spoken(s)))
        for e in EPISODES
        for s in segments_of(e)
        if e.show.key in shows and words & spoken(s)
    ]
    return sorted(hits, key=lambda hit: -hit.score)[:k]


def spoken(segment: Segment) -> set[str]:
    return set(re.findall(r"\w+", segment.text.lower()))
