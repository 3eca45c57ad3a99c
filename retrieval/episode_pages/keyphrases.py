"""Finds the phrases that name what a stretch of talk is about, in its speakers' own words."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from retrieval.episode_pages.page_input import PageInput
from retrieval.language.lexicon import words as lexicon_words
from retrieval.language.word_frequency import frequency_rank, rarity
from retrieval.language.words import CLAIM_STOP_WORDS, normalize_name, stem, tokenize
from retrieval.models import Segment

KEYPHRASE_MAX_WORDS = 3
"""Words of the longest keyphrase."""
COMMON_WORD_RANK = 700
"""Frequency rank down to which a word names nothing on its own."""
COMMON_PART_RANK = COMMON_WORD_RANK // 3
"""Frequency rank down to which a word names nothing with others or capitalised either."""
CAPITALISED_WORD_RANK = 20_000
"""Frequency rank down to which a capital at the beginning of a sentence does not make a name."""
SURPRISING_WORD_RANK = 4_500
"""Frequency rank from which a word that two episodes share relates them."""
TITLE_FACTOR = 1.6
"""Score factor of a phrase that stands in the episode's title."""
NAME_FACTOR = 1.3
"""Score factor of a phrase with a capital."""
DESCRIPTIVE_FACTOR = 0.4
"""Score factor of adjectives, adverbs and verb forms, which say how something is rather than what."""
EXTRA_WORD_BONUS = 0.5
"""Share of the score gained for each word beyond the first."""
REPETITION_EXPONENT = 0.8
"""Exponent of the number of segments inside the stretch that say a phrase."""
RARITY_EXPONENT = 3
"""Exponent of the rarity of a phrase's rarest word."""
ROOT_MIN_LETTERS = 3
"""Letters of a stem from which a longer one that begins with it says the same again."""
PLURAL_MIN_SHARE = 0.2
"""How often a plural is said, as a share of its singular, from which a title has the plural."""
PLURAL_MIN_TIMES = 3
"""How often either is said at least: one "routing" and one "routings" may be misheard."""

JOINT = " and "
"""What stands between two phrases of a title."""

_PHRASE_BREAK = re.compile(r"[.!?,;:\u2026\n\"\u201c\u201d()\[\]]|\s[-\u2013\u2014]+\s?|^[-\u2013\u2014>]+\s")
_PHRASE_WORD = re.compile(r"[^\W_](?:[\w.]*[^\W_])?(?:[-'\u2019][^\W_]+)*")
_DESCRIPTIVE_ENDING = re.compile(
    r"(?:ive|ous|ful|ical|[iu]al|istic|[ai]ble|ed|ly|ier|iest|less|ish|-\w*[^m]ent)$"
)
_LINKING_WORDS = frozenset({"of", "for", "in"})


@dataclass(frozen=True)
class Keyphrases:
    """The phrases of some segments, each under its normalized form (lower case, singular).

    `positions` are the segments that say a phrase, at least two; `spellings` how it is written most often.
    """

    positions: Mapping[str, frozenset[int]]
    spellings: Mapping[str, str]
    segment_count: int
    title: str

    @classmethod
    def of_episode(cls, page_input: PageInput) -> "Keyphrases":
        """Extract the phrases of an episode's talk; the names of its speakers are not among them."""
        speakers = {name for segment in page_input.segments for name in segment.speakers}
        people = [*page_input.episode.guests, *speakers]
        title = page_input.episode.title
        return cls.extract(page_input.segments, title, people, page_input.skipped_positions)

    @classmethod
    def extract(
        cls,
        segments: Sequence[Segment],
        title: str,
        people: Iterable[str] = (),
        skipped_positions: Collection[int] = (),
    ) -> "Keyphrases":
        """Extract the phrases of all segments except the skipped ones, leaving out the names of `people`."""
        positions: dict[str, set[int]] = defaultdict(set)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        names = {normalize_name(part) for name in people for part in name.split()}
        for position, segment in enumerate(segments):
            for phrase in candidate_phrases(segment.text) if position not in skipped_positions else ():
                normalized = _normalize(phrase)
                if names.isdisjoint(normalized.split()):
                    positions[normalized].add(position)
                    spellings[normalized][phrase] += 1
        _drop_parts_of_longer_phrases(positions)
        return cls(
            {phrase: frozenset(said) for phrase, said in positions.items() if len(said) > 1},
            {phrase: _spelling(written) for phrase, written in spellings.items()},
            len(segments),
            f" {_normalize(' '.join(tokenize(title)))} ",
        )

    def most_characteristic(self, first: int, end: int, count: int, text: str | None = None) -> list[str]:
        """Return the phrases that name the segments from position `first` to `end` best, as they are spelled.

        With a `text`, only those that it says. No two have a word in common.
        """
        scores = self.scores(first, end, text)
        chosen: list[str] = []
        for phrase in sorted(scores, key=lambda phrase: (-scores[phrase], phrase)):
            if not shares_word(phrase, chosen):
                chosen.append(phrase)
            if len(chosen) == count:
                break
        return [self.spellings[phrase] for phrase in chosen]

    def said_in(self, phrase: str) -> int | None:
        """Return how many segments say a phrase, 0 for one or none; None if it holds a person's name."""
        normalized = _normalize(phrase)
        return len(self.positions.get(normalized, ())) if normalized in self.spellings else None

    def scores(self, first: int, end: int, text: str | None = None) -> dict[str, float]:
        """Return, by phrase, how well it names the segments from `first` to `end`; only what is above 0.

        With a `text`, only phrases that it says.
        """
        words = None if text is None else f" {_normalize(' '.join(_PHRASE_WORD.findall(text)))} "
        scores: dict[str, float] = {}
        for phrase, positions in self.positions.items():
            inside = sum(first <= position < end for position in positions)
            if inside > 1 and (words is None or f" {phrase} " in words):
                scores[phrase] = self._score(phrase, inside, len(positions) - inside, end - first)
        return {phrase: score for phrase, score in scores.items() if score > 0}

    def shared_with(self, other: "Keyphrases", count: int) -> list[str]:
        """Return the rarest phrases that all segments here and two of `other` say, as they are spelled."""
        common = [
            phrase
            for phrase, positions in self.positions.items()
            if len(positions) == self.segment_count and phrase in other.positions
        ]
        chosen: list[str] = []
        for phrase in sorted(common, key=lambda phrase: (-sum(map(rarity, phrase.split())), phrase)):
            telling = self.spellings[phrase][0].isupper() or self._is_surprising(phrase)
            if telling and not shares_word(phrase, chosen) and not is_descriptive(phrase):
                chosen.append(phrase)
        # A transcript without capitals has none in its names either; the other one may.
        pairs = [(self.spellings[phrase], other.spellings[phrase]) for phrase in chosen[:count]]
        return [own if any(map(str.isupper, own)) else others for own, others in pairs]

    def _is_surprising(self, phrase: str) -> bool:
        """Return whether a word is rare both normalized and as spelled ("companies" is normalized oddly)."""
        pairs = zip(phrase.split(), self.spellings[phrase].lower().split(), strict=False)
        return any(
            min(frequency_rank(word), frequency_rank(spelled)) > SURPRISING_WORD_RANK
            for word, spelled in pairs
        )

    def _score(self, phrase: str, inside: int, outside: int, length: int) -> float:
        """Score a phrase by how much more often it is said inside than outside, and by its rarest word."""
        share, elsewhere = inside / length, (outside + 0.5) / (self.segment_count - length + 1)
        words = phrase.split()
        contrast = max(0.0, math.log(share / elsewhere) + 1)
        score = inside**REPETITION_EXPONENT * contrast * max(map(rarity, words)) ** RARITY_EXPONENT
        score *= 1 + EXTRA_WORD_BONUS * (len(words) - 1)
        if any(letter.isupper() for letter in self.spellings[phrase]):
            score *= NAME_FACTOR
        elif is_descriptive(phrase):
            score *= DESCRIPTIVE_FACTOR
        return float(score * (TITLE_FACTOR if f" {phrase} " in self.title else 1.0))


def join_as_title(phrases: Sequence[str], count: int = 2) -> str:
    """Return a title made of the first `count` phrases: "Neural networks and backpropagation"."""
    chosen = [phrase for phrase in phrases[:count] if phrase]
    joined = JOINT.join([", ".join(chosen[:-1]), chosen[-1]]) if len(chosen) > 1 else "".join(chosen)
    return joined[:1].upper() + joined[1:]


def is_descriptive(phrase: str) -> bool:
    """Return whether a word, or the last one of a phrase, says how something is rather than what."""
    return _DESCRIPTIVE_ENDING.search(phrase) is not None


def shares_word(phrase: str, others: Iterable[str]) -> bool:
    """Return whether a phrase shares a word with one of the others: in any form, or as a word's beginning."""
    stems = [stem(word) for word in phrase.lower().split()]
    return any(
        _is_same(own, stem(word)) for other in others for word in other.lower().split() for own in stems
    )


def _is_same(one: str, other: str) -> bool:
    """Return whether two stems are equal or one begins with the other, as cam and camera do."""
    if one == other:
        return True
    return min(len(one), len(other)) >= ROOT_MIN_LETTERS and (one.startswith(other) or other.startswith(one))


def _spelling(written: Counter[str]) -> str:
    """Return how a phrase is written most often; in the plural where that is said too, as titles have it."""
    usual = written.most_common(1)[0][0]
    plural = f"{usual}s"
    said_often = written[plural] >= PLURAL_MIN_SHARE * written[usual] and written.total() >= PLURAL_MIN_TIMES
    return plural if usual.islower() and said_often else usual


def _drop_parts_of_longer_phrases(positions: dict[str, set[int]]) -> None:
    """Clear the positions of phrases that are hardly ever said except as part of a longer one."""
    for phrase in list(positions):
        said, words = positions[phrase], phrase.split()
        for part in (" ".join(words[:-1]), " ".join(words[1:])):
            mostly = part in positions and len(positions[part] - said) <= len(said) // 3
            if mostly and len(said) > 1:
                positions[part] = set()


def candidate_phrases(text: str) -> Iterator[str]:
    """Yield every run of up to three words that may name something."""
    for stretch in _PHRASE_BREAK.split(text):
        words = _PHRASE_WORD.findall(stretch)
        for size in range(1, KEYPHRASE_MAX_WORDS + 1):
            for start in range(len(words) - size + 1):
                phrase = words[start : start + size]
                if not _may_name(phrase):
                    continue
                opening = size == 1 and start == 0 and not any(char.isupper() for char in phrase[0][1:])
                common = frequency_rank(phrase[0].lower()) < CAPITALISED_WORD_RANK
                yield phrase[0].lower() if opening and common else " ".join(phrase)


def _may_name(words: Sequence[str]) -> bool:
    """Return whether words in a row may name something: common ones only together with a telling one."""
    if len(words) == 1:
        return _is_telling(words[0])
    ends = all(_is_telling(word, COMMON_PART_RANK) for word in (words[0], words[-1]))
    inner = all(word.lower() in _LINKING_WORDS or _is_telling(word) for word in words[1:-1])
    return ends and inner and any(map(_is_telling, words))


def _is_telling(word: str, common_rank: int = COMMON_WORD_RANK) -> bool:
    lower = word.lower().replace("\u2019", "'")
    if lower in CLAIM_STOP_WORDS or lower in lexicon_words("subjectless_words"):
        return False
    if "'" in lower or len(lower) < 2 or lower.isdigit():
        return False
    if word[0].isupper():
        return frequency_rank(lower) > COMMON_PART_RANK and (len(word) > 2 or word.isupper())
    return frequency_rank(lower) > common_rank and len(lower) > 2


def _normalize(phrase: str) -> str:
    """Return a phrase in lower case with all its words in the singular."""
    return " ".join(_singular(word) for word in phrase.lower().split())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" else word
