"""Finds the questions that are asked in an episode on behalf of its listeners."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.question_candidates import QuestionCandidate
from retrieval.episode_pages.question_cleaning import extract_question, standalone_score
from retrieval.language.clauses import is_unpunctuated
from retrieval.language.conversation import is_balanced
from retrieval.language.sentences import TURN_MARK
from retrieval.models import Segment
from retrieval.transcripts.segmenter import Span, segment_sentences

ADDRESSED_WEIGHT = 0.4
"""Score gained by a question of the host, and by one that another speaker answers; lost by one to nobody."""
SPONSORED_OPENING_SEGMENTS = 4
"""Segments at the beginning in which an advertisement may be followed by talk."""
MARKED_TURNS_RATIO = 4
"""Number of segments for each turn mark from which on a transcript marks no turns."""
HOST_QUESTION_SHARE = 0.4
"""Share of the questions of the host who asks others most from which on somebody is another host."""
GUESTS_MIN_SHARE = 0.2
"""Share of the words that speakers other than hosts say if the episode has guests."""
ANSWER_WITHIN_SENTENCES = 2
"""Sentences after a question within which another speaker begins if it is addressed to somebody."""

_OF_ONESELF = re.compile(r"\b(?:i|my|me|myself)\b", re.IGNORECASE)
_GUEST_INTRODUCTION = re.compile(r"\b(?:here's|here is|welcome|joined by|my guest)\b", re.IGNORECASE)


def find_host_questions(page_input: PageInput) -> list[QuestionCandidate]:
    """Return the questions of an episode that can be understood without it, the best first."""
    segments = page_input.segments
    hosts = find_hosts(segments)
    shows_turns = marks_turns(segments)
    candidates: dict[str, QuestionCandidate] = {}
    for position, segment in enumerate(segments):
        flat = is_unpunctuated(segment.text)
        spans = segment_sentences(segment)
        skipped = position in page_input.skipped_positions
        first = _after_advertisement(spans, position) if skipped else 0
        for number, span in enumerate(spans[first:], first):
            question = extract_question(span.text, flat)
            score = standalone_score(question)
            if score <= 0 or not is_balanced(segment.text[: span.end_char]):
                continue  # what somebody else was asked is quoted in quotation marks
            if not shows_turns and _OF_ONESELF.search(question):
                continue
            addressed = not shows_turns or _is_addressed(segments, position, number)
            asker = _speaker_at(segment, span)
            if hosts and not (addressed or asker in hosts):
                continue
            score += ADDRESSED_WEIGHT * _signals(asker in hosts, addressed, shows_turns)
            candidate = QuestionCandidate(question, position, span.end_char, score, asker=asker)
            candidates.setdefault(question.casefold(), candidate)
    return sorted(candidates.values(), key=lambda candidate: (-candidate.score, candidate.position))


def _signals(by_host: bool, addressed: bool, shows_turns: bool) -> int:
    """Return how many signs there are that a question is asked for an answer, less those against it."""
    signals = 1 if by_host else 0
    if not addressed:
        return signals - 1
    return signals + 1 if shows_turns else signals


def _after_advertisement(spans: Sequence[Span], position: int) -> int:
    """Return from which sentence on an advertisement is talk: after it introduces a guest, in an opening."""
    if position >= SPONSORED_OPENING_SEGMENTS:
        return len(spans)
    introductions = [number for number, span in enumerate(spans) if _GUEST_INTRODUCTION.search(span.text)]
    return introductions[-1] + 1 if introductions else len(spans)


def marks_turns(segments: Sequence[Segment]) -> bool:
    """Return whether the transcript shows where another speaker begins."""
    if any(len(segment.speakers) > 1 for segment in segments):
        return True
    marked = [cue for segment in segments for cue in segment.cues if TURN_MARK.match(cue.text)]
    return len(marked) > len(segments) / MARKED_TURNS_RATIO


def _is_addressed(segments: Sequence[Segment], position: int, number: int) -> bool:
    """Return whether another speaker follows sentence `number` of a segment, or one more sentence."""
    segment, spans = segments[position], segment_sentences(segments[position])
    for before, after in pairwise(spans[number : number + ANSWER_WITHIN_SENTENCES + 1]):
        between = segment.text[before.end_char : after.start_char]
        if not between.isspace() or _speaker_at(segment, before) != _speaker_at(segment, after):
            return True
    if number + ANSWER_WITHIN_SENTENCES < len(spans) or position + 1 == len(segments):
        return False
    following = segments[position + 1].cues[0]
    return TURN_MARK.match(following.text) is not None or following.speaker != segment.cues[-1].speaker


def find_hosts(segments: Sequence[Segment]) -> frozenset[str]:
    """Return the speakers who ask others most questions; none where the transcript names no speakers."""
    questions = Counter(
        speaker
        for position, segment in enumerate(segments)
        for number, span in enumerate(segment_sentences(segment))
        if span.text.endswith("?")
        and (speaker := _speaker_at(segment, span))
        and _is_addressed(segments, position, number)
    )
    most = max(questions.values(), default=0)
    return frozenset(name for name, count in questions.items() if count >= HOST_QUESTION_SHARE * most)


def has_guests(segments: Sequence[Segment], hosts: Collection[str]) -> bool:
    """Return whether others than the hosts say much of what is said."""
    words = Counter[str | None]()
    for segment in segments:
        for cue in segment.cues:
            words[cue.speaker] += len(cue.text.split())
    others = sum(count for speaker, count in words.items() if speaker and speaker not in hosts)
    return others >= GUESTS_MIN_SHARE * words.total()


def _speaker_at(segment: Segment, span: Span) -> str | None:
    position = 0
    for cue in segment.cues:
        position += len(cue.text) + 1
        if span.start_char < position:
            return cue.speaker
    return None
