"""The answerer that needs no language model: the best whole sentences of the best segments, verbatim."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from retrieval.citations import cite
from retrieval.grounding import Embed
from retrieval.models import Citation, Hit, Sentence
from retrieval.segments import Span, sentences
from retrieval.words import content, read

MOST_SENTENCES = 4
LEAST_COVERED = 0.2


@dataclass(frozen=True, slots=True)
class Background:
    """How common words are where a question looks: of `segments` segments, how many have each stem of
    `content(question)`.
    """

    segments: int
    frequencies: Mapping[str, int]

    def weight(self, stem: str) -> float:
        """The stem's inverse document frequency; 1 where nothing is known."""
        count = self.frequencies.get(stem, 0)
        return math.log(1 + (self.segments - count + 0.5) / (count + 0.5)) if self.segments else 1.0


def answer(
    question: str,
    hits: Sequence[Hit],
    *,
    embed: Embed | None = None,
    background: Background = Background(0, {}),
) -> list[Sentence]:
    """Two to four whole sentences of `hits` (best first) in spoken order, each cited; none where the hits
    don't hold an answer.
    """
    words = {stem: background.weight(stem) for stem in content(question)}
    said = read(" ".join(hit.segment.text for hit in hits)).stems
    total = sum(words.values())
    if not total or sum(words[stem] for stem in words if stem in said) / total < LEAST_COVERED:
        return []
    best = [(hit, _best(words, hit)) for hit in hits[:MOST_SENTENCES]]
    best.sort(key=lambda found: (found[0].episode.id, found[0].segment.number))
    return [
        Sentence(span.text, (cite(hit.episode, hit.segment, span.text, span.start_char),))
        for hit, span in best
        if span
    ]


def nearest(question: str, hits: Sequence[Hit], count: int = 3) -> tuple[Citation, ...]:
    """The best sentence of each of the best `count` hits, for a refusal to show."""
    words = dict.fromkeys(content(question), 1.0)
    found = [(hit, _best(words, hit)) for hit in hits[:count]]
    return tuple(cite(hit.episode, hit.segment, span.text, span.start_char) for hit, span in found if span)


def _best(words: Mapping[str, float], hit: Hit) -> Span | None:
    def worth(span: Span) -> float:
        return sum(words.get(stem, 0.0) for stem in content(span.text)) + span.complete

    return max(sentences(hit.segment), key=worth, default=None)
