"""Choose the words of a segment that are quoted: its best sentence, and those next to it that complete it."""

import re
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, pstdev

from retrieval.answering.answer_types import AnswerType
from retrieval.language.conversation import UNHEARD, is_bare_assent
from retrieval.language.lexicon import entries
from retrieval.language.words import content_stems
from retrieval.models import Hit, Segment
from retrieval.transcripts.segmenter import Span, continues_turn, segment_sentences

MAX_COUNTED_WORDS = 20
"""Content words beyond which a sentence doesn't score higher for being longer."""
MIN_PASSAGE_WORDS = 5
"""Words below which a passage is too short to say something on its own."""
MIN_SAME_QUESTION_WEIGHT = 0.6
"""Share of a question's words, by weight, that makes a question in the talk the same one."""
MAX_THOUGHT_SENTENCES = 3
"""The most sentences of a quote: the best one, and those next to it that complete the thought."""
MAX_THOUGHT_WORDS = 60
"""The most words of a quote of several sentences; it quotes .63 of the words of listeners' answers."""
TARGET_REPLY_WORDS = 35
"""About how many words after a question of the host are quoted: people answer first and digress later."""
NEIGHBOUR_WEIGHT = 0.5
"""Weight of the question's words in the sentences next to a sentence, compared with its own."""
COMPLETE_SENTENCE_BONUS = 0.3
"""Added to the score of a sentence that is complete."""
QUESTION_PENALTY = 2.0
"""Taken from the score of a question: the host's question is not the answer."""
SHORT_SENTENCE_PENALTY = 0.5
"""Taken from the score of a sentence below `MIN_PASSAGE_WORDS`."""
UNHEARD_PENALTY = 1.0
"""Taken from the score of a sentence of which a transcriber could not hear a part."""
STATED_TYPE_BONUS = 1.0
"""Added to the score of a sentence that states what the question asks for, such as a time."""

_DEPENDENT_OPENING = re.compile(rf"(?:{'|'.join(entries('second_sentence_openings'))})\b", re.IGNORECASE)
_MAKES_SURE = re.compile(r"\b(?:right|you know|you see|okay|ok|yeah|huh)\?$", re.IGNORECASE)


def find_reply(segment: Segment, weights: Mapping[str, float]) -> str:
    """Return what one speaker says right after the same question, "" where the segment doesn't ask it."""
    spans = segment_sentences(segment)
    total = sum(weights.values())
    same_questions = [
        at
        for at, span in enumerate(spans)
        if span.text.endswith("?")
        and sum(weights.get(stem, 0.0) for stem in set(content_stems(span.text)))
        >= MIN_SAME_QUESTION_WEIGHT * total
        > 0
    ]
    if not same_questions or len(weights) < 2:
        return ""
    first = last = same_questions[-1] + 1
    words = 0
    while last < len(spans) and words < TARGET_REPLY_WORDS and not spans[last].text.endswith("?"):
        if words and not continues_turn(segment, spans[last - 1], spans[last]):
            break
        words += len(spans[last].text.split())
        last += 1
    if words < MIN_PASSAGE_WORDS:
        return ""
    return segment.text[spans[first].start_char : spans[last - 1].end_char]


def best_passage(
    hit: Hit,
    weights: Mapping[str, float],
    expected: AnswerType | None = None,
    *,
    omits: Callable[[str], bool] = lambda _: False,
) -> str:
    """Return the best sentence of a hit's segment and, of the sentences next to it, what completes it.

    No sentence that `omits` names is among them; "" where it names all.
    """
    segment = hit.segment
    spans = segment_sentences(segment)
    omitted = {at for at, span in enumerate(spans) if omits(span.text)}
    if len(omitted) == len(spans):
        return ""
    scores = _score_sentences(spans, weights, hit.sentence_matches)
    if expected:
        scores = [
            score + STATED_TYPE_BONUS * expected.is_stated(span.text)
            for score, span in zip(scores, spans, strict=True)
        ]
    first = last = max(set(range(len(spans))) - omitted, key=lambda at: scores[at])
    previous = spans[first - 1] if first and first - 1 not in omitted else None
    if previous and _depends_on_previous(spans[first]) and _introduces(previous):
        first -= continues_turn(segment, previous, spans[first])
    while last - first + 1 < MAX_THOUGHT_SENTENCES:
        fitting = [
            at
            for at in (last + 1, first - 1)
            if at not in omitted and _fits_beside(segment, spans, first, last, at)
        ]
        if not fitting:
            break
        best = max(fitting, key=lambda at: scores[at])
        first, last = min(first, best), max(last, best)
    return segment.text[spans[first].start_char : spans[last].end_char]


def _fits_beside(segment: Segment, spans: Sequence[Span], first: int, last: int, at: int) -> bool:
    """Return whether the sentence next to others is of the same turn, no question, and short with them."""
    if not 0 <= at < len(spans) or spans[at].text.endswith("?"):
        return False
    if len(spans[at].text.split()) < MIN_PASSAGE_WORDS or UNHEARD.search(spans[at].text):
        return False
    later = max(at, first)
    if not continues_turn(segment, spans[later - 1], spans[later]):
        return False
    text = segment.text[spans[min(first, at)].start_char : spans[max(last, at)].end_char]
    return len(text.split()) <= MAX_THOUGHT_WORDS


def _score_sentences(
    spans: Sequence[Span], weights: Mapping[str, float], matches: Sequence[float]
) -> list[float]:
    """Return a score per sentence: how well it matches the question, its content words, its form.

    Without `matches` from late interaction, the question's words in and around it count.
    """
    stems = [content_stems(span.text) for span in spans]
    relevance = _standardize(matches) if matches else _share_of_words(stems, weights)
    return [
        relevant + min(len(sentence_stems), MAX_COUNTED_WORDS) / MAX_COUNTED_WORDS + _score_form(span)
        for relevant, sentence_stems, span in zip(relevance, stems, spans, strict=True)
    ]


def _standardize(values: Sequence[float]) -> list[float]:
    deviation = pstdev(values)
    return [(value - fmean(values)) / deviation if deviation else 0.0 for value in values]


def _share_of_words(stems: Sequence[Sequence[str]], weights: Mapping[str, float]) -> list[float]:
    """Return for each sentence, 1 for the best, how many of the question's words are in and around it."""
    found = [sum(weights.get(stem, 0.0) for stem in sentence_stems) for sentence_stems in stems]
    with_neighbours = [
        own + NEIGHBOUR_WEIGHT * (before + after)
        for own, before, after in zip(found, [0.0, *found], [*found[1:], 0.0], strict=False)
    ]
    highest = max(with_neighbours) or 1.0
    return [value / highest for value in with_neighbours]


def _score_form(span: Span) -> float:
    """Return the part of a score that depends on how a sentence reads on its own."""
    score = 0.0
    if span.complete:
        score += COMPLETE_SENTENCE_BONUS
    if span.text.endswith("?"):
        score -= QUESTION_PENALTY
    if len(span.text.split()) < MIN_PASSAGE_WORDS:
        score -= SHORT_SENTENCE_PENALTY
    if UNHEARD.search(span.text):
        score -= UNHEARD_PENALTY
    return score


def _depends_on_previous(span: Span) -> bool:
    return not span.complete or _DEPENDENT_OPENING.match(span.text) is not None


def _introduces(span: Span) -> bool:
    """Return whether a sentence is whole and says what the next one leans on.

    A question doesn't, unless it only makes sure of being understood: "That's the big benefit, right?"
    """
    asks = span.text.endswith("?") and not _MAKES_SURE.search(span.text)
    is_heard = UNHEARD.search(span.text) is None
    return span.complete and is_heard and not asks and not is_bare_assent(span.text)
