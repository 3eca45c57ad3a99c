"""Prefer the passages that moderators pinned for questions of the same meaning."""

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import numpy
from cachetools import LRUCache
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.errors import NotFoundError
from retrieval.language.negation import negated_words
from retrieval.language.word_families import are_opposites, base_form
from retrieval.language.word_frequency import frequency_rank
from retrieval.language.word_marks import find_moment
from retrieval.language.words import group_names, words_by_stem
from retrieval.models import Episode, Hit, Scope, SegmentKey
from retrieval.models.gaps import Pin, PlacedPin

MIN_PIN_SIMILARITY = 0.65
"""Least cosine of a question and a pin's wording that have the same meaning, by the shipped model.

Fitted on 580 listeners' questions, each in two wordings that are unlike on purpose: the second wording
reaches it for 30 %, another question about the same episode for none, about any of 29 episodes for 0.7 %. On
936 other questions: 26 %, 0.3 % and, of 39 episodes, 1.5 %. As also the rarest word must be shared, a second
wording finds its pin for 17 % and 15 %: a pin that isn't used does less harm than one for another question.
"""
MAX_VECTORS = 2_000
"""How many vectors of wordings are kept in memory."""
MAX_PLACES = 2_000
"""How many places of pins in generations other than that of their making are kept in memory."""

Search = Callable[[str, Scope, int], Awaitable[Sequence[Hit]]]
Embed = Callable[[Sequence[str]], "NDArray[float32]"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def find_place(catalog: Catalog, pin: Pin, episode: Episode) -> int | None:
    """Return the segment that holds the pinned words now; `None` if they are gone."""
    if episode.generation == pin.passage.generation:
        return pin.passage.segment
    moment = find_moment(catalog.transcript(episode.generation), pin.passage.segment, pin.passage.mark)
    return None if moment is None else moment.segment.number


def asks_the_same(question: str, wording: str, similarity: float) -> bool:
    """Return whether two questions have the same meaning: they are near, and what tells them apart is alike.

    Numbers must be the same, and negations; names where both have some; the rarest word of one must be in the
    other, and neither may have the contrary of the other's word.
    """
    if similarity < MIN_PIN_SIMILARITY:
        return False
    if sorted(_NUMBER.findall(question)) != sorted(_NUMBER.findall(wording)):
        return False
    if bool(negated_words(question)) != bool(negated_words(wording)):
        return False
    names, others = _names(question), _names(wording)
    if names and others and not (names <= others or others <= names):
        return False
    words, other_words = words_by_stem(question), words_by_stem(wording)
    bases, other_bases = (set(map(base_form, found.values())) for found in (words, other_words))
    if any(are_opposites(one, other) for one in bases for other in other_bases):
        return False
    return _rarest(words) <= other_words.keys() or _rarest(other_words) <= words.keys()


class Pins:
    """The pins of guilds where they are now; what any process changes is seen at once.

    A guild's own pins come first, then those of the host (`None`), which hold in every guild. Without `embed`
    they are only listed.
    """

    def __init__(self, catalog: Catalog, embed: Embed | None = None) -> None:
        self._catalog, self._embed = catalog, embed
        self._lock = threading.Lock()
        self._of_guild: LRUCache[int | None, tuple[int, list[Pin]]] = LRUCache(64)
        self._places: LRUCache[tuple[int, int], int | None] = LRUCache(MAX_PLACES)
        self._vectors: LRUCache[str, NDArray[float32]] = LRUCache(MAX_VECTORS)

    def placed(self, guild: int | None) -> list[PlacedPin]:
        """Return the guild's pins with their places, newest first."""
        return self._placed(self._pins(guild), guild)

    def placed_by_host(self, guild: int) -> list[PlacedPin]:
        """Return the host's pins whose passages the guild sees, newest first."""
        return [pin for pin in self._placed(self._pins(None), guild) if pin.episode is not None]

    def _placed(self, pins: Sequence[Pin], guild: int | None) -> list[PlacedPin]:
        episodes = {episode.id: episode for episode in self._catalog.episodes(Scope(guild))}
        placed = []
        for pin in pins:
            episode = episodes.get(pin.passage.episode)
            number = self._place(pin, episode) if episode else None
            if episode is None or number is None:
                placed.append(PlacedPin(pin))
                continue
            key = SegmentKey(episode.generation, number)
            segment = self._catalog.segments([key]).get(key)
            start = segment.cues[0].start if segment and segment.cues else None
            placed.append(PlacedPin(pin, episode, number, start))
        return placed

    def find(self, question: str, scope: Scope) -> Hit | None:
        """Return the passage that is pinned for the question and that the scope holds, if any."""
        pins = self._pins(scope.guild)
        if scope.guild is not None:
            pins = pins + self._pins(None)
        if not pins or self._embed is None:
            return None
        episodes = {episode.id: episode for episode in self._catalog.episodes(scope)}
        pins = [pin for pin in pins if pin.passage.episode in episodes]
        if not pins:
            return None
        vectors = self._vectors_of([question, *(pin.question for pin in pins)])
        similarities = numpy.stack(vectors[1:]) @ vectors[0]
        for at in numpy.argsort(-similarities, kind="stable"):
            pin, similarity = pins[at], float(similarities[at])
            if similarity < MIN_PIN_SIMILARITY:
                return None
            episode = episodes[pin.passage.episode]
            if not asks_the_same(question, pin.question, similarity):
                continue
            number = self._place(pin, episode)
            if number is None:
                continue
            key = SegmentKey(episode.generation, number)
            if segment := self._catalog.segments([key]).get(key):
                return Hit(episode, segment, 1.0, pinned=True)
        return None

    def _pins(self, guild: int | None) -> list[Pin]:
        version = self._catalog.version()
        with self._lock:
            known = self._of_guild.get(guild)
        if known is None or known[0] != version:
            known = version, self._catalog.pins.list(guild)
            with self._lock:
                self._of_guild[guild] = known
        return known[1]

    def _place(self, pin: Pin, episode: Episode) -> int | None:
        key = pin.id, episode.generation
        with self._lock:
            if key in self._places:
                return self._places[key]
        place = find_place(self._catalog, pin, episode)
        with self._lock:
            self._places[key] = place
        return place

    def _vectors_of(self, texts: Sequence[str]) -> list[NDArray[float32]]:
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        new = list(dict.fromkeys(text for text in texts if text not in known))
        if new:
            assert self._embed is not None  # noqa: S101 - checked by `find`
            known.update(zip(new, self._embed(new), strict=True))
            with self._lock:
                self._vectors.update((text, known[text]) for text in new[-MAX_VECTORS:])
        return [known[text] for text in texts]


class PinnedSearch:
    """Searches, and puts the passage that is pinned for a question first."""

    def __init__(self, search: Callable[[], Search], pins: Pins) -> None:
        self._search, self._pins = search, pins

    async def find(self, query: str, scope: Scope, k: int) -> Sequence[Hit]:
        """Return the `k` best hits; raises what the search raises."""
        hits = await self._search()(query, scope, k)
        try:
            pinned = await asyncio.to_thread(self._pins.find, query, scope)
        except NotFoundError:  # the scope's last episode was removed meanwhile
            pinned = None
        return hits if pinned is None else put_first(pinned, hits, k)


def put_first(pinned: Hit, hits: Sequence[Hit], k: int) -> list[Hit]:
    """Return the hits with the pinned one first, as good as the best of them."""
    known = next((hit for hit in hits if hit.key == pinned.key), pinned)
    relevances = [hit.relevance for hit in hits if hit.relevance is not None]
    score = max((hit.score for hit in hits), default=pinned.score)
    first = replace(known, score=score, relevance=max(relevances) if relevances else None, pinned=True)
    return [first, *(hit for hit in hits if hit.key != pinned.key)][:k]


def _names(question: str) -> set[str]:
    return {name.casefold() for run in group_names(question) for name in run}


def _rarest(words: Mapping[str, str]) -> set[str]:
    """Return the stem of the rarest of the words, which are by their stems; nothing where there is none."""
    return set(sorted(words, key=lambda stem: -frequency_rank(words[stem]))[:1])
