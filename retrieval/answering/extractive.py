"""Extractive answers: the best whole sentences of the best segments, verbatim, without a language model."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from itertools import islice

from retrieval.answering.answer_types import AnswerType, expected_type
from retrieval.answering.answerability import AnswerabilityCheck, CountSegments, names_subject
from retrieval.answering.citations import cite
from retrieval.answering.greetings_and_sponsors import find_sponsored, is_greeting_or_sponsor
from retrieval.answering.voices import mark_interviewer, reply_to_others, says_only_by_others
from retrieval.answering.whole_thoughts import MIN_PASSAGE_WORDS, best_passage, find_reply
from retrieval.language.conversation import UNHEARD, strip_asides
from retrieval.language.query_analysis import find_named_speakers
from retrieval.language.words import content_stems, index_words
from retrieval.models import Citation, Hit, SegmentKey, Sentence
from retrieval.transcripts.segmenter import segment_sentences

MAX_EXTRACTED_SENTENCES = 3
"""The most passages of an answer: if more are quoted, more of them miss the point."""
QUOTABLE_HITS = 10
"""How many of the best hits may be quoted."""
STATING_HITS = 20
"""How many of the best hits may be quoted if they say what the thing is that is asked for."""
NEAREST_CITATIONS = 3
"""How many citations a refusal shows."""
MIN_RELATIVE_STRENGTH = 0.6
"""Least relevance of a hit that is quoted, or else score, as a share of the best hit's."""
MIN_DUPLICATE_OVERLAP = 0.7
"""Share of the shorter passage's stems from which two passages are taken to say the same."""


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
    if expected and expected.is_definition:
        quotable += [hit for hit in hits[QUOTABLE_HITS:STATING_HITS] if expected.is_stated(hit.segment.text)]
        quotable = [hit if hit.others else mark_interviewer(hit) for hit in quotable]
    weights, about = check.stem_weights, _without_speakers(check.stem_weights, question, hits)
    subject = check.subject()
    passages = _select_passages(quotable, weights, about, expected, subject, find_sponsored(question, hits))
    if expected:
        passages = [(hit, quote) for hit, quote in passages if hit.pinned or expected.answers(quote)]
    return [Sentence(quote, (cite(hit.episode, hit.segment, quote),)) for hit, quote in passages]


def cite_nearest(question: str, hits: Sequence[Hit], count: int = NEAREST_CITATIONS) -> tuple[Citation, ...]:
    """Return citations of the best passage of each of the best `count` hits, for a refusal to show."""
    weights = dict.fromkeys(content_stems(question), 1.0)
    sponsored = find_sponsored(question, hits)

    def quote_of(hit: Hit) -> str:
        left_out = {*sponsored.get(hit.key, ()), *_said_by_others(hit)}
        return best_passage(hit, weights, omits=lambda said: said.endswith("?") or said in left_out)

    quoted = [(hit, quote) for hit in hits if (quote := quote_of(hit))]
    if not quoted:  # somebody else says what comes nearest
        quoted = [(hit, quote) for hit in hits if (quote := quote_of(replace(hit, others=frozenset())))]
    return tuple(cite(hit.episode, hit.segment, quote) for hit, quote in islice(quoted, count))


def _select_passages(
    hits: Sequence[Hit],
    weights: Mapping[str, float],
    about: Mapping[str, float],
    expected: AnswerType | None,
    subject: Set[str],
    sponsored: Mapping[SegmentKey, Collection[str]],
) -> list[tuple[Hit, str]]:
    """Return hits with what to quote of each: a pinned one, then those that reply to the same question.

    No question of a host is quoted, no greeting, and no sponsor unless that is what is asked for. What a
    transcriber could not hear in part comes last. `about` are the weights of what is asked about somebody,
    `subject` the stems of what is only asked about as such: a quote with them goes before one without.
    """
    min_strength = MIN_RELATIVE_STRENGTH * max(_strength(hit) for hit in hits)
    replies = [(hit, _reply(hit, weights, about)) for hit in hits]
    has_reply = any(reply for _, reply in replies)
    passages: list[tuple[Hit, str]] = []
    defines = expected is not None and expected.is_definition

    def quote_of(hit: Hit) -> str:
        if says_only_by_others(hit, about):
            return ""
        left_out = {*sponsored.get(hit.key, ()), *_said_by_others(hit)}
        return best_passage(
            hit,
            weights,
            expected,
            omits=lambda said: said in left_out or is_greeting_or_sponsor(said, weights),
        )

    def rank(pair: tuple[Hit, str]) -> tuple[bool, bool, bool, bool]:
        hit, reply = pair
        states = expected is not None and defines and expected.is_stated(hit.segment.text)
        return not hit.pinned, not names_subject(subject, hit.segment.text), not reply, not states

    for hit, reply in sorted(replies, key=rank):
        quote = reply if reply and names_subject(subject, reply) else quote_of(hit) or reply
        if has_reply and not (reply or hit.pinned) and not weights.keys() & index_words(quote).stems:
            continue  # next to a plain answer, what doesn't even mention the subject only distracts
        if passages and _strength(hit) < min_strength:
            continue
        if passages and subject and subject.isdisjoint(index_words(hit.segment.text).stems):
            continue
        if passages and defines and not _names_all(quote, weights) and _names_all(passages[0][1], weights):
            continue  # what something is isn't said by words that don't name it, next to others that do
        if not quote or quote.endswith("?") or (hit.others and len(quote.split()) < MIN_PASSAGE_WORDS):
            continue
        if not any(say_the_same(quote, other) for _, other in passages):
            passages.append((hit, quote))
        if len(passages) == MAX_EXTRACTED_SENTENCES:
            break

    def comes_later(passage: tuple[Hit, str]) -> tuple[bool, bool]:
        hit, quote = passage
        return not (hit.pinned or names_subject(subject, quote)), not hit.pinned and _is_unheard(quote)

    return sorted(passages, key=comes_later)


def _reply(hit: Hit, weights: Mapping[str, float], about: Mapping[str, float]) -> str:
    """Return what is said to the same question within a hit, by the one whose words are asked for, if any."""
    return reply_to_others(hit, about) if hit.others else find_reply(hit.segment, weights)


def _without_speakers(
    weights: Mapping[str, float], question: str, hits: Sequence[Hit]
) -> Mapping[str, float]:
    """Return the weights of a question's stems without those of the speakers that it names."""
    speakers = {speaker for hit in hits for speaker in hit.segment.speakers}
    named = {stem for name in find_named_speakers(question, speakers) for stem in content_stems(name)}
    return {stem: weight for stem, weight in weights.items() if stem not in named}


def _said_by_others(hit: Hit) -> frozenset[str]:
    """Return the sentences of a hit that somebody else says than the one whose words are asked for."""
    spans = segment_sentences(hit.segment) if hit.others else ()
    return frozenset(spans[at].text for at in hit.others) if spans else frozenset()


def _is_unheard(quote: str) -> bool:
    return UNHEARD.search(quote) is not None


def _names_all(quote: str, weights: Mapping[str, float]) -> bool:
    return weights.keys() <= index_words(quote).stems


def _strength(hit: Hit) -> float:
    return hit.score if hit.relevance is None else hit.relevance


def say_the_same(one: str, other: str) -> bool:
    """Return whether two passages say the same in nearly the same words."""
    stems, other_stems = index_words(one).stems, index_words(other).stems
    if not stems or not other_stems:
        return False
    return len(stems & other_stems) >= MIN_DUPLICATE_OVERLAP * min(len(stems), len(other_stems))
