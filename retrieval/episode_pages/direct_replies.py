"""Finds what is said right after a question: the answer that those who listen hear."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, groupby

from retrieval.answering.citations import cite
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.question_candidates import QuestionCandidate
from retrieval.episode_pages.question_cleaning import is_definition
from retrieval.language import lexicon
from retrieval.language.conversation import TRANSCRIBERS_NOTE, is_bare_assent
from retrieval.language.sentences import TURN_MARK
from retrieval.models import Citation
from retrieval.transcripts.segmenter import Span, segment_sentences, turn_starts

ADDED_MAX_WORDS = 14
"""Words that somebody may add to a question before it is answered: "Why does it need its own name?"."""
REPLY_MIN_WORDS = 15
"""Words of a reply below which it only nods, or asks to go on."""
QUOTED_MIN_WORDS, QUOTED_MAX_WORDS = 20, 60
"""Words of a reply that are quoted."""
PART_MIN_WORDS = 12
"""Words of a part of it, in its own segment."""
ENOUGH_WORDS = 30
"""Words of a quote that needs nothing from the next segment."""

_PREAMBLE = re.compile(rf"(?:{'|'.join(lexicon.entries('reply_preambles'))})[\s,.!\u2026-]*", re.IGNORECASE)
_BREAKS_OFF = ("-", "\u2013", "\u2014")
_WH_QUESTION = re.compile(r"(?:what|how|why|where|when|who|which)\b", re.IGNORECASE)
_SAYS_WHAT_IT_IS = re.compile(
    r"\b(?:(?:it|they)(?:['’]s|['’]re| is| are)|(?<!th)is|are) "
    r"(?:(?:basically|essentially|really|like|just|actually|kind of|sort of) )*(?:an?|the|our) ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the segment at `position`, and the number of turns since the question's own."""

    position: int
    span: Span
    turn: int

    @property
    def words(self) -> int:
        return len(self.span.text.split())


def find_direct_reply(
    candidate: QuestionCandidate, page_input: PageInput, shows_turns: bool
) -> tuple[Citation, ...]:
    """Return the beginning of what is said after a question, as far as it is one thought.

    A short one goes on in the next segment, by a second citation. Empty where somebody only nods, asks back
    or can't be heard, and, in a transcript that `shows_turns`, where nobody else goes on soon.
    """
    sentences = list(_sentences_after(candidate, page_input))
    if shows_turns:
        turns = [list(turn) for _, turn in groupby(sentences, lambda sentence: sentence.turn)]
        if turns and turns[0][0].turn == 0 and _words(turns.pop(0)) > ADDED_MAX_WORDS:
            return ()
        reply = turns[0] if turns else []
    else:
        reply = list(dropwhile(lambda sentence: sentence.span.text.endswith("?"), sentences))
    if _words(reply) < REPLY_MIN_WORDS:
        return ()
    chosen = _beginning(_from_its_point(reply, candidate.question))
    parts = [list(part) for _, part in groupby(chosen, lambda sentence: sentence.position)]
    quoted = [part for part in parts if _words(part) >= PART_MIN_WORDS]
    if sum(map(_words, quoted)) < QUOTED_MIN_WORDS:
        return ()
    return tuple(_cite(part, page_input) for part in quoted)


def _from_its_point(reply: Sequence[_Sentence], question: str) -> list[_Sentence]:
    """Return a reply without its preambles; one that says what something is from where it does."""
    wants_more = _WH_QUESTION.match(question) is not None

    def leads_in(sentence: _Sentence) -> bool:
        said = sentence.span.text
        return _PREAMBLE.fullmatch(said) is not None or (wants_more and is_bare_assent(said))

    rest = list(dropwhile(leads_in, reply))
    if not is_definition(question):
        return rest
    return list(dropwhile(lambda sentence: not _SAYS_WHAT_IT_IS.search(sentence.span.text), rest)) or rest


def _beginning(reply: Sequence[_Sentence]) -> list[_Sentence]:
    """Return the first sentences of a reply, up to one that asks, breaks off or could not be heard."""
    chosen: list[_Sentence] = []
    for sentence in reply:
        if sentence.span.text.endswith("?") or TRANSCRIBERS_NOTE.search(sentence.span.text):
            break
        if chosen and _words(chosen) + sentence.words > QUOTED_MAX_WORDS:
            break
        goes_on = chosen and sentence.position != chosen[-1].position
        if goes_on and _words(chosen) >= ENOUGH_WORDS:
            break
        chosen.append(sentence)
    while chosen and chosen[-1].span.text.endswith(_BREAKS_OFF):
        chosen.pop()
    return chosen


def _cite(sentences: Sequence[_Sentence], page_input: PageInput) -> Citation:
    segment = page_input.segments[sentences[0].position]
    start = sentences[0].span.start_char
    mark = TURN_MARK.match(segment.text, start)
    start = mark.end() if mark else start
    return cite(page_input.episode, segment, segment.text[start : sentences[-1].span.end_char], start)


def _words(sentences: Sequence[_Sentence]) -> int:
    return sum(sentence.words for sentence in sentences)


def _sentences_after(candidate: QuestionCandidate, page_input: PageInput) -> Iterator[_Sentence]:
    """Yield the sentences within reach of a question; those of the turn that asks it have turn 0."""
    turn, speaker = 0, None
    for position in candidate.answer_positions(page_input):
        segment = page_input.segments[position]
        asked_until = candidate.end_char if position == candidate.position else 0
        starts = {start for start in turn_starts(segment) if start >= asked_until}
        if position > candidate.position:
            first = segment.cues[0]
            turn += first.speaker != speaker or TURN_MARK.match(first.text) is not None
        for span in segment_sentences(segment):
            if span.start_char >= asked_until:
                yield _Sentence(position, span, turn + sum(start <= span.start_char for start in starts))
        turn, speaker = turn + len(starts), segment.cues[-1].speaker
