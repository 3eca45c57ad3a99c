"""Prefer the passages that moderators pinned for questions in the same words."""

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from cachetools import LRUCache

from retrieval.catalog.catalog import Catalog
from retrieval.errors import NotFoundError
from retrieval.language import lexicon
from retrieval.language.numbers import number_spans, numbers
from retrieval.language.word_marks import find_moment
from retrieval.models import Episode, Hit, Scope, SegmentKey
from retrieval.models.gaps import Pin, PlacedPin

MAX_PLACES = 2_000
"""How many places of pins in generations other than that of their making are kept in memory."""
MAX_PINS = 2_000
"""How many pins' words are kept in memory; those of other questions aren't."""

Search = Callable[[str, Scope, int], Awaitable[Sequence[Hit]]]

_UNSAID = lexicon.words("question_words_unsaid")
_WORD = re.compile(r"[^\W_]+(?:['.&/+-][^\W_]+)*|[^\w\s.,;:!?¡¿\"'“”()…-]+|(?<!\S)-(?=\d)")
_PLURAL_ENDING = re.compile(r"(?<=\w\w)(?<!s)s$")
_CONTRACTIONS = (
    (re.compile(r"\b(who|what|when|where|why|how|that|there|here|it)'?s\b(?<!\bits)"), r"\1 is"),
    (re.compile(r"\b(you|they|we|who)'re\b"), r"\1 are"),
    (re.compile(r"\bcan(?:'t|not)\b"), "can not"),
    (re.compile(r"\b(do|does|did|is|are|was|were|has|have|had|could|would|should)n'?t\b"), r"\1 not"),
)
_SAME_WORDS = {"does": "do", "are": "is", "were": "was", "has": "have", "i": "you", "we": "you"}


def find_place(catalog: Catalog, pin: Pin, episode: Episode) -> int | None:
    """Return the segment that holds the pinned words now; `None` if they are gone."""
    if episode.generation == pin.passage.generation:
        return pin.passage.segment
    moment = find_moment(catalog.transcript(episode.generation), pin.passage.segment, pin.passage.mark)
    return None if moment is None else moment.segment.number


def asks_the_same(question: str, wording: str) -> bool:
    """Return whether two questions are the same word by word.

    Only case, punctuation, articles, courtesies, singular and plural, contractions, and how numbers are
    written may differ. One other word can ask for the contrary, for another person or another time, and a
    pin that doesn't apply does less harm than one that replies to another question.
    """
    return _said(question) == _said(wording)


class Pins:
    """The pins of guilds where they are now; what any process changes is seen at once.

    A guild's own pins come first, then those of the host (`None`), which hold in every guild.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._of_guild: LRUCache[int | None, tuple[int, list[Pin]]] = LRUCache(64)
        self._places: LRUCache[tuple[int, int], int | None] = LRUCache(MAX_PLACES)

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
        said = _said(question)
        pins = [pin for pin in pins if _said_by_pin(pin.question) == said]
        if not pins:
            return None
        episodes = {episode.id: episode for episode in self._catalog.episodes(scope)}
        for pin in pins:
            episode = episodes.get(pin.passage.episode)
            if episode is None:
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


def _said(question: str) -> tuple[str, ...]:
    """Return the words of a question that must be the same in another one, in order."""
    kept = " ".join(word for word in question.replace("’", "'").split() if word.strip(",.!?") not in _UNSAID)
    text = kept.lower()
    for pattern, words in _CONTRACTIONS:
        text = pattern.sub(words, text)
    for span in reversed(number_spans(text)):
        if len(values := numbers(text[span.start : span.end])) == 1:
            text = text[: span.start] + values.pop() + text[span.end :]
    same = (_SAME_WORDS.get(word, word).removesuffix("'s") for word in _WORD.findall(text))
    return tuple(_PLURAL_ENDING.sub("", word) for word in same)


_said_by_pin = lru_cache(maxsize=MAX_PINS)(_said)
