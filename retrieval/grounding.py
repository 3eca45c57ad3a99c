"""What an answer may say: a sentence stays only where a retrieved segment bears it out, word for word.

Nothing here trusts the model that wrote the sentence. Its citations are suggestions, its markup is removed,
its numbers and names are looked up, and its quotes are never used: quotes are cut from the segments.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.citations import cite
from retrieval.drafts import Draft, addresses, pieces
from retrieval.models import Citation, Episode, Hit, Segment, Sentence
from retrieval.numerals import numbers
from retrieval.segments import sentences
from retrieval.words import content, has_name, key, names, openers, polarity, read, stem

__all__ = ["Draft", "Embed", "ground"]

Embed = Callable[[list[str]], NDArray[np.float32]]

COVERED = 0.6
SIMILAR = 0.35
COSINE = 0.6
QUOTE_SPANS = 3
MAX_CITATIONS = 3


def ground(
    drafts: Sequence[Draft], hits: Sequence[Hit], question: str, *, embed: Embed | None = None
) -> tuple[Sentence, ...]:
    """The sentences of `drafts` that `hits` support, each with one to three citations that prove it.

    A citation of the draft is kept where its segment supports the sentence, otherwise replaced by the best
    retrieved segment that does; a sentence without any is dropped, and so is a repeated one. `embed` gives
    unit vectors; with it a paraphrase may share fewer words with its evidence.
    """
    kept: dict[str, Sentence] = {}
    for draft in drafts:
        for text, cited in pieces(draft):
            claim = _claim(text, question, hits)
            positions = [at - 1 for at in dict.fromkeys(cited) if 1 <= at <= len(hits)]
            if proof := _prove(claim, positions, hits, embed):
                kept.setdefault(text.casefold(), Sentence(text, proof))
    return tuple(kept.values())


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence as what its evidence must hold. `question` and the names and numbers it brings may be
    repeated, but they prove nothing.
    """

    text: str
    stems: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]
    question: str

    @property
    def name_stems(self) -> frozenset[str]:
        return frozenset(stem(key(name)) for name in self.names)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How well some segments of one episode bear a claim out: `coverage` of its words, and the quotes."""

    hits: tuple[Hit, ...]
    quotes: tuple[str, ...]
    coverage: float
    sound: bool


def _claim(text: str, question: str, hits: Sequence[Hit]) -> Claim:
    """Reads a sentence. Its first word is a name where the hits write it as one or don't know it at all."""
    said = " ".join(hit.segment.text for hit in hits)
    known = {key(name) for name in names(said)}
    first = {word for word in openers(text) if key(word) in known or not has_name(read(said), word)}
    return Claim(
        text, frozenset(content(text)), frozenset(names(text)) | first, frozenset(numbers(text)), question
    )


def _prove(
    claim: Claim, cited: Sequence[int], hits: Sequence[Hit], embed: Embed | None
) -> tuple[Citation, ...]:
    alone = {at: _weigh(claim, [hits[at]]) for at in range(len(hits))}
    good = [at for at in cited if _supports(claim, alone[at], embed)]
    jointly = [hits[at] for at in cited[:MAX_CITATIONS]]
    if good:
        chosen = [hits[at] for at in good[:MAX_CITATIONS]]
    elif len(jointly) > 1 and _supports(claim, _weigh(claim, jointly), embed):
        chosen = jointly
    else:
        ranked = sorted(alone, key=lambda at: -alone[at].coverage)
        chosen = [hits[at] for at in ranked if _supports(claim, alone[at], embed)][:1]
    return tuple(cite(hit.episode, hit.segment, _quote(claim, hit.segment)) for hit in chosen)


def _weigh(claim: Claim, hits: Sequence[Hit]) -> Evidence:
    """Whether names, numbers and addresses are in order, and the share of the claim's words that is said.

    A word that the episode's details bring is left out of the count, one that only the question brings is
    half missing, and a name or number that only the question brings is missing.
    """
    said = read(" ".join(hit.segment.text for hit in hits))
    known = read(" ".join(details(hit.episode, hit.segment) for hit in hits))
    asked = read(claim.question)
    found = [name for name in claim.names if has_name(said, name) or has_name(known, name)]
    counted = [value for value in claim.numbers if value in said.numbers or value in known.numbers]
    sound = (
        all(has_name(asked, name) for name in claim.names.difference(found))
        and claim.numbers.difference(counted) <= asked.numbers
        and all(a.casefold() in hit.segment.text.casefold() for a in addresses(claim.text) for hit in hits)
    )
    words = claim.stems - claim.name_stems
    missing = words - said.stems - known.stems
    evident = words & said.stems
    names_said = [n for n in claim.names if has_name(said, n)]
    held = len(evident) + len(names_said) + len(claim.numbers & said.numbers)
    # What merely repeats the question is half a claim: it may be how the answer begins.
    words_lost = len(missing) - len(missing & asked.stems) / 2
    lost = words_lost + len(claim.names) - len(found) + len(claim.numbers) - len(counted)
    quotes = tuple(_quote(claim, hit.segment) for hit in hits)
    return Evidence(tuple(hits), quotes, held / (held + lost) if held else 0.0, sound)


def _supports(claim: Claim, evidence: Evidence, embed: Embed | None) -> bool:
    if not evidence.sound or evidence.coverage < SIMILAR:
        return False
    if any(_contradicts(claim.text, quote) for quote in evidence.quotes):
        return False
    if evidence.coverage >= COVERED:
        return True
    if embed is None:
        return False
    vectors = embed([claim.text, *evidence.quotes])
    return float((vectors[1:] @ vectors[0]).max()) >= COSINE


def _contradicts(text: str, quote: str) -> bool:
    """Whether one negates what the other affirms, and nothing is negated in both."""
    affirmed, negated = polarity(text)
    yes, no = polarity(quote)
    against = (affirmed & no - yes) | (negated & yes - no)
    return bool(against) and not negated & no


def _quote(claim: Claim, segment: Segment) -> str:
    """The one to three sentences in a row of a segment that say most of the claim."""
    spans = sentences(segment)
    best, best_worth = segment.text, -1.0
    for first in range(len(spans)):
        for last in range(first, min(first + QUOTE_SPANS, len(spans))):
            quote = segment.text[spans[first].start_char : spans[last].end_char]
            # Another sentence must bring at least one more word of the claim, or it isn't worth reading.
            worth = _shared(claim, quote) - 0.9 * (last - first) - len(quote) / 10_000
            if worth > best_worth:
                best, best_worth = quote, worth
    return best


def _shared(claim: Claim, quote: str) -> float:
    said = read(quote)
    marks = sum(has_name(said, name) for name in claim.names) + len(claim.numbers & said.numbers)
    return len(claim.stems & said.stems) + marks


def details(episode: Episode, segment: Segment) -> str:
    """What is known of an episode besides its words: show, title, people, date."""
    day = f"{episode.published:%Y-%m-%d %B %d %Y}" if episode.published else ""
    return " ".join([episode.show.title, episode.title, *episode.guests, *segment.speakers, day])
