"""Tell an interviewer's questions, and what leads up to them, from what is said to them."""

import re
from collections.abc import Sequence

from retrieval.models import Segment
from retrieval.transcripts.segmenter import Span, continues_turn, segment_sentences

MAX_RUN_UP_SENTENCES = 3
"""The most sentences before a question that belong to it, where nothing tells one speaker from the next."""

_QUESTION_MARK = re.compile(r"[?\uff1f][\"'\u201d\u2019)\]]*$")
_MAKES_SURE = re.compile(r"\b(?:right|you know|you see|okay|ok|yeah|huh)\?$", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:(?:what|how|why|when|where|who|which) (?:do|did|would|are|can|could|should|have|were) you\b|"
    r"(?:what|how|why|when|where|who) (?:is|are|was|were|does|do|did|would|will|should|can|could) "
    r"(?:the|an?|your|some|that|this|it|they|we|people|like)\b|"
    r"(?<!what )(?<!that )(?<!as )(?<!where )(?:do|did|would|can|could|have) you (?:think|see|describe|"
    r"explain|tell|talk|say|speak|give|imagine|feel|find|believe|remember|have|ever|worry|agree|mean)\b|"
    r"let me ask|(?:i have|want|got|gotta|like) to ask|\bask you\b|tell (?:me|us) about\b|what about\b|"
    r"you(?:['’]ve| have) (?:been|said|talked|mentioned|written|spoken|tweeted)\b|"
    r"you (?:mentioned|said|talked about|tweeted|wrote)\b)",
    re.IGNORECASE,
)
"""What asks somebody, in talk without punctuation."""
_TO_ANOTHER = re.compile(r"\b(?:you|your|yours|you['’](?:re|ve|d|ll))\b", re.IGNORECASE)


def interviewer_sentences(segment: Segment) -> frozenset[int]:
    """Return the positions of a segment's sentences that an interviewer seems to say, without any names.

    With marks of turns, that is a whole turn that ends by asking. Without, it is each question, the sentence
    before it, and those before that one that speak to somebody.
    """
    spans = segment_sentences(segment)
    turns = _turns(segment, spans)
    asked = {at for turn in turns for at in turn if asks(spans[at].text)}
    if len(turns) > 1:
        return frozenset(asked.union(*(turn for turn in turns if turn[-1] in asked)))
    return frozenset(asked.union(*(_run_up(spans, at, asked) for at in asked)))


def asks(sentence: str) -> bool:
    """Return whether a sentence asks somebody, also one of talk without punctuation; "right?" only agrees."""
    if _QUESTION_MARK.search(sentence):
        return _MAKES_SURE.search(sentence) is None
    return not re.search(r"[.!]\W*$", sentence) and _ASKS.search(sentence) is not None


def _run_up(spans: Sequence[Span], asked: int, questions: set[int]) -> set[int]:
    """Return the sentences that lead up to a question; what follows another question answers that one."""
    found: set[int] = set()
    for at in range(asked - 1, max(-1, asked - 1 - MAX_RUN_UP_SENTENCES), -1):
        if at in questions or at - 1 in questions:
            break
        if found and not _TO_ANOTHER.search(spans[at].text):
            break
        found.add(at)
    return found


def _turns(segment: Segment, spans: Sequence[Span]) -> list[list[int]]:
    """Return the positions of sentences by turns, as marks between them tell them apart."""
    turns: list[list[int]] = [[]]
    for at, span in enumerate(spans):
        if at and not continues_turn(segment, spans[at - 1], span):
            turns.append([])
        turns[-1].append(at)
    return [turn for turn in turns if turn]
