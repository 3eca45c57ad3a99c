"""Find what a transcript wrote in place of a name that it never spells as the question does.

Speech recognition writes "key cron" for Keychron and "versaille" for Vercel. Such words are searched for in
addition to the question's own.
"""

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from operator import attrgetter

from cachetools import LRUCache, cachedmethod
from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.language.sounds import compare_words, sound_code
from retrieval.language.word_frequency import UNKNOWN_RANK, frequency_rank
from retrieval.language.words import CLAIM_STOP_WORDS
from retrieval.models import Episode, Segment

MAX_NAMES = 3
"""The most unknown words of a question that are looked for: one with more is in another language."""
MIN_NAME_CHARACTERS = 4
"""The shortest word of a question that is looked for by its sound."""
RARE_RANK = 12_000
"""The frequency rank from which a word of a transcript is rare enough to be a misspelt name."""
MIN_RANK = 1_000
"""The rank below which words are too common to stand for a name; of two words, one may be."""
MAX_SHARE_OF_SEGMENTS = 0.1
"""The share of the segments up to which a word is rare in its transcript."""
MIN_FREQUENT_SEGMENTS = 5
"""Segments that a rare word may be in, however few an episode has."""
MIN_RARE_LIKENESS = 1.33
"""Least sum of the likeness in sound and in spelling of a rare word."""
MIN_SOUND = 0.66
"""Least likeness in sound of a word and the name, from 0 to 1."""
MIN_SPELLING_RARE, MIN_SPELLING_PAIR, MIN_SPELLING_COMMON = 0.43, 0.5, 0.65
"""Least likeness in spelling of a rare word, and of two words or a common one that sound like the name."""
MIN_NEAR_SOUND, MIN_NEAR_SPELLING = 0.75, 0.8
"""Least likeness in sound and in spelling of two words or a common one that don't sound like the name."""
MIN_SURNAME_LIKENESS = 0.9
"""Least sum of the two likenesses of a rare word that follows the first name in the question or details."""
MAX_SPELLINGS = 3
"""How many spellings of a name are searched for."""
CACHED_EPISODES = 8
"""How many episodes' words are cached; those of three hours of talk take about two megabytes."""

ReadSegments = Callable[[int], Iterable[Segment]]
"""Return the segments of a generation."""
CountWords = Callable[[Iterable[str], Sequence[int]], Mapping[str, int]]
"""Return how many segments of some generations have each word."""

Spelling = tuple[str, ...]
"""The one or two words that a transcript has in place of a name."""
_WORD = re.compile(r"[^\W_]+")
_PREFIX = re.compile(r"^(?:un|re|mis|over)")
_ENDING = re.compile(r"(?:ing|ed|ers?|ly|es|ness|able|ish)$")
_QUERY_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class SpokenWords:
    """The words of a transcript, and its pairs of adjacent words, by their sound."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._by_sound: defaultdict[str, list[Spelling]] = defaultdict(list)
        self._by_first_name: defaultdict[str, list[str]] = defaultdict(list)
        texts = [_WORD.findall(segment.text.lower()) for segment in segments]
        segments_with = Counter(word for text in texts for word in set(text))
        pairs = {pair for text in texts for pair in pairwise(text)}
        most = max(MIN_FREQUENT_SEGMENTS, int(MAX_SHARE_OF_SEGMENTS * len(texts)))
        for word, count in segments_with.items():
            if len(word) >= MIN_NAME_CHARACTERS - 1 and _rank(word) >= MIN_RANK and count <= most:
                self._by_sound[sound_code(word)].append((word,))
        for first, second in pairs:
            if min(len(first), len(second)) > 1 and max(_rank(first), _rank(second)) >= MIN_RANK:
                self._by_sound[sound_code(first + second)].append((first, second))
            if _rank(second) >= RARE_RANK:
                self._by_first_name[first].append(second)

    def resembling(self, name: str, first_names: Iterable[str] = ()) -> list[Spelling]:
        """Return what sounds like a lower-case name, and is spelled somewhat like it, the most alike first.

        After one of the `first_names` a rare word may be less alike.
        """
        codes = process.extract(
            sound_code(name),
            self._by_sound.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=MIN_SOUND,
            limit=None,
        )
        likenesses = {
            spelling: likeness
            for code, *_ in codes
            for spelling in self._by_sound[code]
            if (likeness := _likeness(name, spelling))
        }
        for surname in chain.from_iterable(self._by_first_name.get(first, ()) for first in first_names):
            likeness = sum(compare_words(name, surname))
            if surname[0] == name[0] and likeness >= MIN_SURNAME_LIKENESS:
                likenesses.setdefault((surname,), likeness)
        return [
            spelling
            for spelling in sorted(likenesses, key=lambda spelling: (-likenesses[spelling], spelling))
            if len(spelling) == 1 or not any((word,) in likenesses for word in spelling)
        ][:MAX_SPELLINGS]


class MisheardNames:
    """Looks up how the transcripts of episodes spell the names of a question. Safe for several threads."""

    def __init__(self, read_segments: ReadSegments, count_words: CountWords) -> None:
        self._read_segments, self._count_words = read_segments, count_words
        self._lock = threading.Lock()
        self._spoken: LRUCache[int, SpokenWords] = LRUCache(CACHED_EPISODES)

    def spellings(self, query: str, episode: Episode) -> list[str]:
        """Return what a transcript has in place of names of the query that it lacks: "key cron"."""
        words = [word.lower() for word in _WORD.findall(query)]
        unsaid = self.unsaid(query, [episode.generation])
        if not unsaid:
            return []
        details = [_WORD.findall(text.lower()) for text in (episode.title, *episode.guests)]
        before = [pair for text in (words, *details) for pair in pairwise(text)]
        spoken = self._spoken_words(episode.generation)
        spellings = (
            spoken.resembling(name, [first for first, second in before if second == name]) for name in unsaid
        )
        return [" ".join(spelling) for spelling in dict.fromkeys(chain.from_iterable(spellings))]

    def unsaid(self, query: str, generations: Sequence[int]) -> list[str]:
        """Return the possible names of a query, in lower case, that the generations never have."""
        names = possible_names(query)
        counts = self._count_words(names, generations) if names else {}
        return [name for name in names if not counts[name]]

    @cachedmethod(attrgetter("_spoken"), lock=attrgetter("_lock"))
    def _spoken_words(self, generation: int) -> SpokenWords:
        return SpokenWords(self._read_segments(generation))


def possible_names(query: str) -> list[str]:
    """Return words of a question, in lower case, that may be names because no list of words has them.

    There are none in a question with too many of them.
    """
    found = _QUERY_WORD.findall(query.lower().replace("’", "'"))
    words = dict.fromkeys(word.removesuffix("'s") for word in found)
    names = [word for word in words if len(word) >= MIN_NAME_CHARACTERS and _may_be_name(word)]
    return names if len(names) <= MAX_NAMES else []


def _may_be_name(word: str) -> bool:
    if not word.isalpha() or word in _short_forms() or word.removesuffix("nt") in CLAIM_STOP_WORDS:
        return False
    return all(_rank(form) == UNKNOWN_RANK for form in _forms(word))


def _forms(word: str) -> Iterator[str]:
    """Yield a word and what may be its base: a list of words lacks most inflected and derived forms."""
    for whole in (word, _PREFIX.sub("", word)):
        base = _ENDING.sub("", whole)
        yield from (whole, base, f"{base}e", base[:-1] if base[-2:-1] == base[-1:] else base)


def _likeness(name: str, spelling: Spelling) -> float:
    """Return how alike a name and a spelling are, 0 where the spelling can't stand for it."""
    written = "".join(spelling)
    sound, letters = compare_words(name, written)
    is_pair = len(spelling) > 1
    if not is_pair and _rank(written) >= RARE_RANK:
        is_alike = letters >= MIN_SPELLING_RARE and sound + letters >= MIN_RARE_LIKENESS
    else:
        least = MIN_SPELLING_PAIR if is_pair else MIN_SPELLING_COMMON
        is_alike = written[0] == name[0] and (
            (sound == 1 and letters >= least) or (sound >= MIN_NEAR_SOUND and letters >= MIN_NEAR_SPELLING)
        )
    return sound + letters if is_alike else 0.0


@cache
def _short_forms() -> frozenset[str]:
    """Return short forms as they are typed without their apostrophe: "dont"."""
    return frozenset(word.replace("'", "") for word in CLAIM_STOP_WORDS if "'" in word)


@lru_cache(maxsize=1 << 16)
def _rank(word: str) -> int:
    return frequency_rank(word)
