"""The answerer that needs no language model: the best whole sentences of the best segments, verbatim."""

import re
from collections.abc import Mapping, Sequence

from retrieval.answering.answerability import Count, Inquiry
from retrieval.answering.citations import cite
from retrieval.language.conversation import strip_asides
from retrieval.language.words import content_stems, index_words
from retrieval.models import Citation, Hit, Segment, Sentence
from retrieval.transcripts.segmenter import Span, segment_sentences

MOST_SENTENCES = 5
"""Of 103 quotes of evidence for podcast questions four cite .70 within the episode and .71 over all, five .78
and .75; of what is cited .26 and .26 are evidence with four, .23 and .22 with five."""
ENOUGH_WORDS = 20
"""Content words beyond which a sentence isn't better for being longer."""
FAINT = 0.2
"""The share of the best hit's score below which another has only crumbs of the question in it."""
LEAST_WORDS = 5
ALIKE = 0.7
SAME_QUESTION = 0.6
"""The share of a question's words, by weight, that makes one in the talk the same question."""
REPLY_WORDS = 35
"""About how much of what follows such a question is quoted: what people say first is their answer."""

_DANGLING = re.compile(
    r"(?:and|so|but|or|because|which|that|this|these|those|it|it's|that's|they|he|she|there|then|also|like|"
    r"yeah|right|well|i mean|you know|exactly)\b",
    re.IGNORECASE,
)


def answer(question: str, hits: Sequence[Hit], *, count: Count | None = None) -> list[Sentence]:
    """Up to five passages of `hits` (best first), each one or two whole sentences, in spoken order.

    None where the hits don't hold an answer. `count` tells how rare the question's words are where the hits
    come from; without it every word counts the same and no name is known to be missing.
    """
    inquiry = Inquiry(strip_asides(question), hits, count)
    if not inquiry.is_answerable():
        return []
    faint = FAINT * max(hit.score for hit in hits)
    chosen: list[tuple[Hit, str]] = []
    replies = {hit.segment.text: _reply(hit.segment, inquiry.weights) for hit in hits}
    for hit in sorted(hits, key=lambda hit: not replies[hit.segment.text]):
        reply = replies[hit.segment.text]
        quote = reply or _passage(hit.segment, inquiry.weights)
        if any(replies.values()) and not reply and not inquiry.weights.keys() & index_words(quote).stems:
            continue  # beside a plain answer, what doesn't even mention the subject only distracts
        if chosen and hit.score < faint:
            continue
        if quote and not any(_alike(quote, other) for _, other in chosen):
            chosen.append((hit, quote))
        if len(chosen) == MOST_SENTENCES:
            break
    first = {hit.episode.key: place for place, (hit, _) in reversed(list(enumerate(chosen)))}
    chosen.sort(key=lambda found: (first[found[0].episode.key], found[0].segment.number))
    return [Sentence(quote, (cite(hit.episode, hit.segment, quote),)) for hit, quote in chosen]


def nearest(question: str, hits: Sequence[Hit], count: int = 3) -> tuple[Citation, ...]:
    """The best passage of each of the best `count` hits, for a refusal to show."""
    weights = dict.fromkeys(content_stems(question), 1.0)
    found = [(hit, _passage(hit.segment, weights)) for hit in hits[:count]]
    return tuple(cite(hit.episode, hit.segment, quote) for hit, quote in found if quote)


def _reply(segment: Segment, weights: Mapping[str, float]) -> str:
    """What one speaker says right after the same question, where it is asked in the segment."""
    spans = segment_sentences(segment)
    total = sum(weights.values())
    asked = [
        at
        for at, span in enumerate(spans)
        if span.text.endswith("?")
        and sum(weights.get(stem, 0.0) for stem in set(content_stems(span.text))) >= SAME_QUESTION * total > 0
    ]
    if not asked or len(weights) < 2:
        return ""
    first = last = asked[-1] + 1
    words = 0
    while last < len(spans) and words < REPLY_WORDS and not spans[last].text.endswith("?"):
        if words and not _same_turn(segment, spans, last):
            break
        words += len(spans[last].text.split())
        last += 1
    if words < LEAST_WORDS:
        return ""
    return segment.text[spans[first].start_char : spans[last - 1].end_char]


def _passage(segment: Segment, weights: Mapping[str, float]) -> str:
    """The best sentence of a segment, with the one before it where it begins as only a second one does."""
    spans = segment_sentences(segment)
    if not spans:
        return ""
    worths = _worths(spans, weights)
    first = last = max(range(len(spans)), key=lambda at: worths[at])
    if first and _dangles(spans[first]) and spans[first - 1].complete and _same_turn(segment, spans, first):
        first -= 1
    return segment.text[spans[first].start_char : spans[last].end_char]


def _same_turn(segment: Segment, spans: Sequence[Span], at: int) -> bool:
    """Whether nothing but white space, such as the mark of a new speaker, is before the sentence."""
    return segment.text[spans[at - 1].end_char : spans[at].start_char].isspace()


def _worths(spans: Sequence[Span], weights: Mapping[str, float]) -> list[float]:
    """What each sentence is worth: what it and its neighbours say of the question, and how much it says."""
    stems = [content_stems(span.text) for span in spans]
    asked = [sum(weights.get(stem, 0.0) for stem in found) for found in stems]
    near = [
        here + 0.5 * (before + after)
        for here, before, after in zip(asked, [0.0, *asked], [*asked[1:], 0.0], strict=False)
    ]
    most = max(near) or 1.0
    return [
        closeness / most + min(len(found), ENOUGH_WORDS) / ENOUGH_WORDS + _form(span)
        for closeness, found, span in zip(near, stems, spans, strict=True)
    ]


def _form(span: Span) -> float:
    """What a passage gains or loses by how it reads: whole sentences, no questions, no asides."""
    short = len(span.text.split()) < LEAST_WORDS
    return 0.3 * span.complete - 2.0 * span.text.endswith("?") - 0.5 * short


def _dangles(span: Span) -> bool:
    return not span.complete or _DANGLING.match(span.text) is not None


def _alike(one: str, other: str) -> bool:
    """Whether two passages say the same in nearly the same words."""
    a, b = index_words(one).stems, index_words(other).stems
    return len(a & b) >= ALIKE * min(len(a), len(b)) if a and b else False
