"""Names what a stretch of talk is about, in its speakers' own words."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.index.advertisements import asides
from retrieval.language.word_frequency import frequency_rank, rarity
from retrieval.language.words import CLAIM_STOP_WORDS, normalize_name, stem, tokenize
from retrieval.models import Segment
from retrieval.models.episode_pages import EpisodeIndex

LONGEST = 3
COMMON = 700
"""Words among the commonest 700 name nothing by themselves."""
SPECIAL = 4_500
"""That two episodes both say a commoner word relates them to nobody's surprise."""
AS_SAID_IN_TITLE = 1.6
"""What a phrase gains that the episode's title has: its makers thought it worth naming."""
AS_NAME = 1.3
AS_QUALITY = 0.4
"""Adjectives, adverbs and verb forms say how, not what."""
PER_WORD = 0.5
SPREAD = 0.8


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_CUT = re.compile(r"[.!?,;:\u2026\n\"\u201c\u201d()\[\]]|\s[-\u2013\u2014]+\s?|^[-\u2013\u2014>]+\s")
_WORD = re.compile(r"[^\W_](?:[\w.]*[^\W_])?(?:[-'\u2019][^\W_]+)*")
_EMPTY = _words(
    "way lot kind sort bit question questions stuff guy guys idea ideas fact sense case reason "
    "example examples minute minutes month months hour hours moment percent episode episodes podcast "
    "talking thinking saying feels guess crazy amazing awesome weird cool fascinating absolutely "
    "definitely probably obviously essentially super huge tons bunch couple folks gonna wanna okay "
    "alright yeah literally exactly incredible incredibly interesting wonderful beautiful fantastic "
    "remarkable especially particular specific specifically interested podcasts perspective favorite mention "
    "mentioned describe curious perhaps totally completely basically laughs laughter laughing music "
    "clip inaudible crosstalk ones somebody everybody anybody whoever hopefully listeners listener "
    "subscribe challenging exciting topic versus exists plenty deeper single encourage choose create "
    "creating decide fun discussing hearing upsetting excitement terrific expectation intuition calculate "
    "entity chat talk learn tip great improvement motivating resonate concur agree disagree mindset mistake "
    "improve productive handle important importance approach approaches explain figure "
    "sometimes always never already usually generally anything everything nothing "
)
_QUALITY = re.compile(r"(?:ive|ous|ful|ical|ial|ual|istic|able|ible|ed|ly|ier|iest|less|ish)$")
_LINKS = frozenset({"of", "for", "in"})


@dataclass(frozen=True)
class Phrases:
    """The phrases of an episode: in which segments each is said (by position), and how it is written."""

    said_in: Mapping[str, frozenset[int]]
    written: Mapping[str, str]
    segments: int
    title: str

    @classmethod
    def of(cls, index: EpisodeIndex) -> "Phrases":
        """Reads an episode: who talks and what is advertised are no subjects of it."""
        speakers = {name for segment in index.segments for name in segment.speakers}
        people = [*index.episode.guests, *speakers]
        return cls.read(index.segments, index.episode.title, people, asides(index.segments))

    @classmethod
    def read(
        cls,
        segments: Sequence[Segment],
        title: str,
        people: Iterable[str] = (),
        skipped: Collection[int] = (),
    ) -> "Phrases":
        """Reads segments but the `skipped` ones (by position); the names of `people` are left out."""
        said: dict[str, set[int]] = defaultdict(set)
        written: dict[str, Counter[str]] = defaultdict(Counter)
        persons = {normalize_name(part) for name in people for part in name.split()}
        for position, segment in enumerate(segments):
            for phrase in _phrases(segment.text) if position not in skipped else ():
                bare = _bare(phrase)
                if persons.isdisjoint(bare.split()):
                    said[bare].add(position)
                    written[bare][phrase] += 1
        for bare in list(said):
            parts = bare.split()
            for part in (" ".join(parts[:-1]), " ".join(parts[1:])):
                mostly = len(said[part] - said[bare]) <= len(said[bare]) // 3 if part in said else False
                if mostly and len(said[bare]) > 1:
                    said[part] = set()  # hardly ever said but as part of the longer one
        return cls(
            {bare: frozenset(places) for bare, places in said.items() if len(places) > 1},
            {bare: forms.most_common(1)[0][0] for bare, forms in written.items()},
            len(segments),
            f" {_bare(' '.join(tokenize(title)))} ",
        )

    def characteristic(self, first: int, end: int, count: int, text: str | None = None) -> list[str]:
        """The phrases that name the segments from `first` to `end` best, as they are written there.

        Where there is a `text`, only those that it says.
        """
        worths = self.worths(first, end, text)
        chosen: list[str] = []
        for bare in sorted(worths, key=lambda bare: (-worths[bare], bare)):
            if not share_a_word(bare, chosen):
                chosen.append(bare)
            if len(chosen) == count:
                break
        return [self.written[bare] for bare in chosen]

    def worths(self, first: int, end: int, text: str | None = None) -> dict[str, float]:
        """How well each phrase that is said there, and in `text`, names those segments; more than 0."""
        said = None if text is None else f" {_bare(' '.join(_WORD.findall(text)))} "
        worths: dict[str, float] = {}
        for bare, places in self.said_in.items():
            inside = sum(first <= place < end for place in places)
            if inside > 1 and (said is None or f" {bare} " in said):
                worths[bare] = self._worth(bare, inside, len(places) - inside, end - first)
        return {bare: worth for bare, worth in worths.items() if worth > 0}

    def shared(self, others: "Phrases", count: int) -> list[str]:
        """The most telling phrases that every segment says, and others say twice, as they are written."""
        common = [
            bare
            for bare, places in self.said_in.items()
            if len(places) == self.segments and bare in others.said_in
        ]
        chosen: list[str] = []
        for bare in sorted(common, key=lambda bare: (-sum(map(rarity, bare.split())), bare)):
            named = self.written[bare][0].isupper() or self._is_special(bare)
            if named and not share_a_word(bare, chosen) and not is_quality(bare):
                chosen.append(bare)
        # A transcript without capitals has none in its names either; the other one may.
        written = [(self.written[bare], others.written[bare]) for bare in chosen[:count]]
        return [own if any(map(str.isupper, own)) else other for own, other in written]

    def _is_special(self, bare: str) -> bool:
        """Whether a word of a phrase is rare bare and as it is written: "companies" has a stem of its own."""
        forms = zip(bare.split(), self.written[bare].lower().split(), strict=False)
        return any(min(frequency_rank(one), frequency_rank(other)) > SPECIAL for one, other in forms)

    def _worth(self, bare: str, inside: int, outside: int, length: int) -> float:
        """How much more it is said inside than outside, how often, and how telling its words are."""
        share, other = inside / length, (outside + 0.5) / (self.segments - length + 1)
        words = bare.split()
        worth = inside**SPREAD * max(0.0, math.log(share / other) + 1) * max(map(rarity, words)) ** 3
        worth *= 1 + PER_WORD * (len(words) - 1)
        if any(letter.isupper() for letter in self.written[bare]):
            worth *= AS_NAME
        elif is_quality(bare):
            worth *= AS_QUALITY
        return float(worth * (AS_SAID_IN_TITLE if f" {bare} " in self.title else 1.0))


def entitle(phrases: Sequence[str], count: int = 2) -> str:
    """A title of the best phrases: "Neural networks and backpropagation"."""
    chosen = [phrase for phrase in phrases[:count] if phrase]
    joined = " and ".join([", ".join(chosen[:-1]), chosen[-1]]) if len(chosen) > 1 else "".join(chosen)
    return joined[:1].upper() + joined[1:]


def _phrases(text: str) -> Iterator[str]:
    for stretch in _CUT.split(text):
        words = _WORD.findall(stretch)
        for size in range(1, LONGEST + 1):
            for at in range(len(words) - size + 1):
                phrase = words[at : at + size]
                if not _names(phrase):
                    continue
                alone = size == 1 and at == 0 and not any(letter.isupper() for letter in phrase[0][1:])
                common = frequency_rank(phrase[0].lower()) < 20_000  # its capital may only begin the sentence
                yield phrase[0].lower() if alone and common else " ".join(phrase)


def _names(words: Sequence[str]) -> bool:
    """Whether words in a row may name something: common ones only beside a telling one."""
    if len(words) == 1:
        return _is_telling(words[0])
    ends = all(_is_telling(word, COMMON // 3) for word in (words[0], words[-1]))
    inner = all(word.lower() in _LINKS or _is_telling(word) for word in words[1:-1])
    return ends and inner and any(map(_is_telling, words))


def _is_telling(word: str, common: int = COMMON) -> bool:
    lower = word.lower().replace("\u2019", "'")
    if lower in CLAIM_STOP_WORDS or lower in _EMPTY or "'" in lower or len(lower) < 2 or lower.isdigit():
        return False
    if word[0].isupper():
        return frequency_rank(lower) > COMMON // 3 and (len(word) > 2 or word.isupper())
    return frequency_rank(lower) > common and len(lower) > 2


def is_quality(bare: str) -> bool:
    """Whether a word, or a phrase by its last one, says how something is rather than what."""
    return _QUALITY.search(bare) is not None


def share_a_word(bare: str, others: Iterable[str]) -> bool:
    """Whether a phrase shares a word, in any form, with one of the others."""
    stems = {stem(word) for word in bare.lower().split()}
    return any(not stems.isdisjoint(map(stem, other.lower().split())) for other in others)


def _bare(phrase: str) -> str:
    """What its singular and plural, and both cases, share."""
    return " ".join(_singular(word) for word in phrase.lower().split())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" else word
