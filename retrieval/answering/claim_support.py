"""Measure how well segments support a sentence: its words, names, numbers and addresses. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from retrieval.answering.model_sentences import says_address, web_addresses
from retrieval.answering.proof.judgement import Rejection, Spoken, judge
from retrieval.language.conversation import is_bare_assent
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
from retrieval.transcripts.segmenter import continues_turn, segment_sentences

MAX_QUOTE_SENTENCES = 3
"""Most sentences in a row that a citation quotes."""
EXTRA_SENTENCE_COST = 0.9
"""Taken from a quote's score for each sentence after the first: it must bring at least one more match."""
QUOTE_CHARACTERS_PER_POINT = 10_000
"""How many characters take one point from a quote's score, so that of equal quotes the shorter is chosen."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as what its evidence must contain.

    It may repeat what `question` says, but the question proves nothing.
    """

    text: str
    stems: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    addresses: tuple[str, ...]
    question: str

    @classmethod
    def parse(cls, text: str, question: str, hits: Sequence[Hit]) -> "Claim":
        """Return the claim of a sentence.

        Its first word is a name where the hits write it as one or contain no word like it.
        """
        spoken = " ".join(hit.segment.text for hit in hits)
        opening_names = {word for word in possible_names(text) if _is_name(word, spoken)}
        all_names = frozenset(find_names(text)) | opening_names
        stems = frozenset(content_stems(text)) - {stem(normalize_name(name)) for name in all_names}
        return cls(
            text=text,
            stems=stems,
            names=all_names,
            numbers=frozenset(numbers(text)),
            addresses=tuple(web_addresses(text)),
            question=question,
        )

    def count_matches(self, text: str) -> int:
        """Return how many of the claim's words, names and numbers `text` contains."""
        reading = index_words(text)
        matching_names = sum(has_name(reading, name) for name in self.names)
        return len(self.stems & reading.stems) + matching_names + len(self.numbers & reading.numbers)


@dataclass(frozen=True)
class Evidence:
    """Some hits as evidence for a claim."""

    claim: Claim
    hits: tuple[Hit, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(hit.segment.text for hit in self.hits)

    @cached_property
    def metadata(self) -> str:
        return " ".join(episode_metadata(hit.episode, hit.segment) for hit in self.hits)

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """The quote of each hit that matches the claim best."""
        return tuple(_best_quote(self.claim, hit.segment) for hit in self.hits)

    @cached_property
    def rejection(self) -> Rejection | None:
        """Why the hits don't support the claim; `None` where no rule objects."""
        return judge(self.claim.text, [_spoken(hit) for hit in self.hits], self.claim.question)

    @cached_property
    def contradicts(self) -> bool:
        """Whether the hits contradict the claim."""
        return self.rejection in (Rejection.DENIED, Rejection.AFFIRMED, Rejection.OPPOSITE)

    @cached_property
    def has_addresses(self) -> bool:
        """Whether the hits contain every web address of the claim."""
        return all(says_address(self.text, address) for address in self.claim.addresses)

    @cached_property
    def has_names(self) -> bool:
        """Whether the hits, their metadata or the question contain every name of the claim."""
        readings = [index_words(text) for text in (self.text, self.metadata, self.claim.question)]
        return all(any(has_name(reading, name) for reading in readings) for name in self.claim.names)

    @cached_property
    def coverage(self) -> float:
        """The share, from 0 to 1, of the claim's words, names and numbers that the hits contain.

        What only the metadata contains is left out of the count. A word that only the question contains is
        half missing, as the answer may begin with it; a name or number that only it contains is missing.
        """
        spoken, metadata, question = (
            index_words(self.text),
            index_words(self.metadata),
            index_words(self.claim.question),
        )
        unsaid = self.claim.stems - spoken.stems - metadata.stems
        missing = len(unsaid) - len(unsaid & question.stems) / 2
        missing += sum(
            not has_name(spoken, name) and not has_name(metadata, name) for name in self.claim.names
        )
        missing += len(self.claim.numbers - spoken.numbers - metadata.numbers)
        matches = self.claim.count_matches(self.text)
        return matches / (matches + missing) if matches else 0.0


def episode_metadata(episode: Episode, segment: Segment) -> str:
    """Return what is known of an episode besides what is said: show, title, guests, speakers, date."""
    date = f"{episode.published:%Y-%m-%d %B %d %Y}" if episode.published else ""
    return " ".join([episode.show.title, episode.title, *episode.guests, *segment.speakers, date])


def _spoken(hit: Hit) -> Spoken:
    return Spoken(hit.segment.text, hit.segment.speakers, episode_metadata(hit.episode, hit.segment))


def _best_quote(claim: Claim, segment: Segment) -> str:
    """Return the one to three sentences in a row of one speaker that match best, else the whole segment."""
    spans = segment_sentences(segment)
    best, best_score = segment.text, -1.0
    for first in range(len(spans)):
        if is_bare_assent(spans[first].text):
            continue
        for last in range(first, min(first + MAX_QUOTE_SENTENCES, len(spans))):
            if last > first and not continues_turn(segment, spans[last - 1], spans[last]):
                break
            quote = segment.text[spans[first].start_char : spans[last].end_char]
            score = (
                claim.count_matches(quote)
                - EXTRA_SENTENCE_COST * (last - first)
                - len(quote) / QUOTE_CHARACTERS_PER_POINT
            )
            if score > best_score:
                best, best_score = quote, score
    return best


def _is_name(word: str, spoken: str) -> bool:
    """Return whether the first word of a claim is a name in what is spoken, or is like none of its words."""
    return not _has_similar_word(spoken, word) or normalize_name(word) in {
        normalize_name(name) for name in find_names(spoken)
    }


def _has_similar_word(text: str, word: str) -> bool:
    reading, word_stem = index_words(text), stem(normalize_name(word))
    if has_name(reading, word):
        return True
    return len(word_stem) > 3 and any(other.startswith(word_stem) for other in reading.stems)
