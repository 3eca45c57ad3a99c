"""What a sentence claims, and how well segments bear it out, word by word. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from retrieval.answering.model_sentences import addresses
from retrieval.language.negation import contradicts
from retrieval.language.numbers import numbers
from retrieval.language.words import (
    content_stems,
    find_names,
    has_name,
    index_words,
    normalize_name,
    possible_names,
    stem,
)
from retrieval.models import Episode, Hit, Segment
from retrieval.transcripts.segmenter import segment_sentences

QUOTE_SPANS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as what its evidence must hold. What `question` brings may be said, but proves nothing."""

    text: str
    stems: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    addresses: tuple[str, ...]
    question: str

    @classmethod
    def read(cls, text: str, question: str, hits: Sequence[Hit]) -> "Claim":
        """Reads a sentence; its first word is a name where the hits write it as one or have none like it."""
        said = " ".join(hit.segment.text for hit in hits)
        first = {
            word
            for word in possible_names(text)
            if normalize_name(word) in _name_keys(said) or not _is_like(word, said)
        }
        named = frozenset(find_names(text)) | first
        stems = frozenset(content_stems(text)) - {stem(normalize_name(name)) for name in named}
        return cls(text, stems, named, frozenset(numbers(text)), tuple(addresses(text)), question)

    def shared(self, text: str) -> int:
        """How many of its words, names and numbers a text has."""
        said = index_words(text)
        named = sum(has_name(said, name) for name in self.names)
        return len(self.stems & said.stems) + named + len(self.numbers & said.numbers)


@dataclass(frozen=True)
class Evidence:
    """Some hits, held against a claim."""

    claim: Claim
    hits: tuple[Hit, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(hit.segment.text for hit in self.hits)

    @cached_property
    def known(self) -> str:
        return " ".join(details(hit.episode, hit.segment) for hit in self.hits)

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """Of each hit the words that say most of the claim."""
        return tuple(_quote(self.claim, hit.segment) for hit in self.hits)

    @cached_property
    def contradicts(self) -> bool:
        return contradicts(self.claim.text, " ".join(self.quotes))

    @cached_property
    def is_sound(self) -> bool:
        """Whether it has every name and number, if need be by what is known of the episode or was asked, and
        every address.
        """
        said, known, asked = index_words(self.text), index_words(self.known), index_words(self.claim.question)
        return (
            all(any(has_name(text, name) for text in (said, known, asked)) for name in self.claim.names)
            and self.claim.numbers <= said.numbers | known.numbers | asked.numbers
            and all(address.casefold() in self.text.casefold() for address in self.claim.addresses)
        )

    @cached_property
    def coverage(self) -> float:
        """The share of the claim's words, names and numbers that is said.

        What is known of the episode is left out of the count. A word that only the question brings is half
        missing, as it may be how the answer begins, a name or number that only the question brings wholly.
        """
        said, known, asked = index_words(self.text), index_words(self.known), index_words(self.claim.question)
        unsaid = self.claim.stems - said.stems - known.stems
        missing = len(unsaid) - len(unsaid & asked.stems) / 2
        missing += sum(not has_name(said, name) and not has_name(known, name) for name in self.claim.names)
        missing += len(self.claim.numbers - said.numbers - known.numbers)
        held = self.claim.shared(self.text)
        return held / (held + missing) if held else 0.0


def details(episode: Episode, segment: Segment) -> str:
    """What is known of an episode besides its words: show, title, people, date."""
    day = f"{episode.published:%Y-%m-%d %B %d %Y}" if episode.published else ""
    return " ".join([episode.show.title, episode.title, *episode.guests, *segment.speakers, day])


def _quote(claim: Claim, segment: Segment) -> str:
    """The one to three sentences in a row of a segment that say most of the claim."""
    spans = segment_sentences(segment)
    best, best_worth = segment.text, -1.0
    for first in range(len(spans)):
        for last in range(first, min(first + QUOTE_SPANS, len(spans))):
            quote = segment.text[spans[first].start_char : spans[last].end_char]
            # Another sentence must bring at least one more word of the claim, or it isn't worth reading.
            worth = claim.shared(quote) - 0.9 * (last - first) - len(quote) / 10_000
            if worth > best_worth:
                best, best_worth = quote, worth
    return best


def _is_like(word: str, said: str) -> bool:
    reading, bare = index_words(said), stem(normalize_name(word))
    return has_name(reading, word) or (len(bare) > 3 and any(s.startswith(bare) for s in reading.stems))


@lru_cache(maxsize=64)
def _name_keys(text: str) -> frozenset[str]:
    return frozenset(normalize_name(name) for name in find_names(text))
