"""Extractive answers: the best whole sentences of the best segments, verbatim, without a language model."""

import re
from collections.abc import Mapping, Sequence
from statistics import fmean, pstdev

from retrieval.answering.answer_types import AnswerType, expected_type
from retrieval.answering.answerability import AnswerabilityCheck, CountSegments
from retrieval.answering.citations import cite
from retrieval.language.conversation import is_bare_assent, strip_asides
from retrieval.language.lexicon import entries
from retrieval.language.words import content_stems, index_words
from retrieval.models import Citation, Hit, Segment, Sentence
from retrieval.transcripts.segmenter import Span, continues_turn, segment_sentences

MAX_EXTRACTED_SENTENCES = 3
"""The most passages of an answer: if more are quoted, more of them miss the point."""
QUOTABLE_HITS = 10
"""How many of the best hits may be quoted."""
STATING_HITS = 20
"""Of how many hits those may be quoted too that say what the thing is that is asked for."""
NEAREST_CITATIONS = 3
"""How many citations a refusal shows."""
MAX_COUNTED_WORDS = 20
"""Content words beyond which a sentence doesn't score higher for being longer."""
MIN_RELATIVE_STRENGTH = 0.6
"""Share of the best hit's relevance, or else of its score, below which another hit is left out."""
MIN_PASSAGE_WORDS = 5
"""Words below which a passage is too short to say something on its own."""
MIN_DUPLICATE_OVERLAP = 0.7
"""Share of the shorter passage's stems that another passage has if the two say the same."""
MIN_SAME_QUESTION_WEIGHT = 0.6
"""Share of a question's words, by weight, that makes a question in the talk the same one."""
MAX_THOUGHT_SENTENCES = 3
"""The most sentences of a quote: the best one, and those next to it that complete the thought."""
MAX_THOUGHT_WORDS = 60
"""Words up to which sentences are quoted together; .63 of the words of listeners' answers are quoted so."""
TARGET_REPLY_WORDS = 35
"""About how many words after such a question are quoted: people answer first and digress later."""
NEIGHBOUR_WEIGHT = 0.5
"""Weight of the question's words in the sentences next to a sentence, compared with its own."""
COMPLETE_SENTENCE_BONUS = 0.3
"""Added to the score of a sentence that is complete."""
QUESTION_PENALTY = 2.0
"""Taken from the score of a question: the host's question is not the answer."""
SHORT_SENTENCE_PENALTY = 0.5
"""Taken from the score of a sentence below `MIN_PASSAGE_WORDS`."""
STATED_TYPE_BONUS = 1.0
"""Added to the score of a sentence that states what the question asks for, such as a time."""

_DEPENDENT_OPENING = re.compile(rf"(?:{'|'.join(entries('second_sentence_openings'))})\b", re.IGNORECASE)


def extract_answer(
    question: str, hits: Sequence[Hit], *, count: CountSegments | None = None
) -> list[Sentence]:
    """Return up to three passages of `hits`, each up to three whole sentences, the best first as in `hits`.

    The list is empty where the hits don't hold an answer. `count` tells how rare the question's words are in
    the episodes of the hits; without it every word counts the same and no name is known to be missing.
    """
    check = AnswerabilityCheck(strip_asides(question), hits, count)
    if not any(hit.pinned for hit in hits) and not check.is_answerable():
        return []
    expected = expected_type(question)
    quotable = list(hits[:QUOTABLE_HITS])
    if expected and not expected.is_required:
        quotable += [hit for hit in hits[QUOTABLE_HITS:STATING_HITS] if expected.is_stated(hit.segment.text)]
    passages = _select_passages(quotable, check.stem_weights, expected)
    if expected and expected.is_required and not _states(passages, expected):
        return []
    return [Sentence(quote, (cite(hit.episode, hit.segment, quote),)) for hit, quote in passages]


def cite_nearest(question: str, hits: Sequence[Hit], count: int = NEAREST_CITATIONS) -> tuple[Citation, ...]:
    """Return citations of the best passage of each of the best `count` hits, for a refusal to show."""
    weights = dict.fromkeys(content_stems(question), 1.0)
    passages = [(hit, _best_passage(hit, weights)) for hit in hits[:count]]
    return tuple(cite(hit.episode, hit.segment, quote) for hit, quote in passages if quote)


def _select_passages(
    hits: Sequence[Hit], weights: Mapping[str, float], expected: AnswerType | None
) -> list[tuple[Hit, str]]:
    """Return hits with what to quote of each: a pinned one, then those that reply to the same question."""
    min_strength = MIN_RELATIVE_STRENGTH * max(_strength(hit) for hit in hits)
    replies = [(hit, _find_reply(hit.segment, weights)) for hit in hits]
    has_reply = any(reply for _, reply in replies)
    passages: list[tuple[Hit, str]] = []
    questions: list[tuple[Hit, str]] = []

    def rank(pair: tuple[Hit, str]) -> tuple[bool, bool, bool]:
        hit, reply = pair
        states = expected is not None and not expected.is_required and expected.is_stated(hit.segment.text)
        return not hit.pinned, not reply, not states

    for hit, reply in sorted(replies, key=rank):
        quote = reply or _best_passage(hit, weights, expected)
        if has_reply and not (reply or hit.pinned) and not weights.keys() & index_words(quote).stems:
            continue  # next to a plain answer, what doesn't even mention the subject only distracts
        if passages and _strength(hit) < min_strength:
            continue
        if quote.endswith("?"):
            questions.append((hit, quote))
            continue
        if quote and not any(_is_near_duplicate(quote, other) for _, other in passages):
            passages.append((hit, quote))
        if len(passages) == MAX_EXTRACTED_SENTENCES:
            break
    return passages or questions[:1]


def _states(passages: Sequence[tuple[Hit, str]], expected: AnswerType) -> bool:
    """Return whether any passage states what the question asks for, or was pinned for it."""
    return any(hit.pinned or expected.is_stated(quote) for hit, quote in passages)


def _strength(hit: Hit) -> float:
    return hit.score if hit.relevance is None else hit.relevance


def _find_reply(segment: Segment, weights: Mapping[str, float]) -> str:
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


def _best_passage(hit: Hit, weights: Mapping[str, float], expected: AnswerType | None = None) -> str:
    """Return the best sentence of a hit's segment and, of the sentences next to it, what completes it."""
    segment = hit.segment
    spans = segment_sentences(segment)
    if not spans:
        return ""
    scores = _score_sentences(spans, weights, hit.sentence_matches)
    if expected:
        scores = [
            score + STATED_TYPE_BONUS * expected.is_stated(span.text)
            for score, span in zip(scores, spans, strict=True)
        ]
    first = last = max(range(len(spans)), key=lambda at: scores[at])
    previous = spans[first - 1] if first else None
    if previous and _depends_on_previous(spans[first]) and _introduces(previous):
        first -= continues_turn(segment, spans[first - 1], spans[first])
    while last - first + 1 < MAX_THOUGHT_SENTENCES:
        fitting = [at for at in (last + 1, first - 1) if _fits_beside(segment, spans, first, last, at)]
        if not fitting:
            break
        best = max(fitting, key=lambda at: scores[at])
        first, last = min(first, best), max(last, best)
    return segment.text[spans[first].start_char : spans[last].end_char]


def _fits_beside(segment: Segment, spans: Sequence[Span], first: int, last: int, at: int) -> bool:
    """Return whether the sentence next to others is of the same turn, no question, and short with them."""
    if not 0 <= at < len(spans) or spans[at].text.endswith("?"):
        return False
    if len(spans[at].text.split()) < MIN_PASSAGE_WORDS:
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
    return score


def _depends_on_previous(span: Span) -> bool:
    return not span.complete or _DEPENDENT_OPENING.match(span.text) is not None


def _introduces(span: Span) -> bool:
    """Return whether a sentence is whole and says what the next one leans on."""
    return span.complete and not is_bare_assent(span.text)


def _is_near_duplicate(one: str, other: str) -> bool:
    """Return whether two passages say the same in nearly the same words."""
    stems, other_stems = index_words(one).stems, index_words(other).stems
    if not stems or not other_stems:
        return False
    return len(stems & other_stems) >= MIN_DUPLICATE_OVERLAP * min(len(stems), len(other_stems))
