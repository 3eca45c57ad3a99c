"""Picks the questions that an episode answers: those asked in it, then those about its subjects."""

from collections.abc import Collection, Sequence

import numpy

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.direct_replies import find_direct_reply
from retrieval.episode_pages.host_questions import find_host_questions, find_hosts, has_guests, marks_turns
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.question_candidates import (
    QuestionCandidate,
    repeats_question,
    select_self_contained,
    spread_over_episode,
)
from retrieval.episode_pages.quotability import load_quotability
from retrieval.episode_pages.subject_answers import answer_subjects
from retrieval.episode_pages.telling import tells_listeners
from retrieval.models import Citation
from retrieval.models.episode_pages import EpisodeQuestion

QUESTIONS_VERSION = "14"
"""Version of stored questions; raise it when the same episode would get others."""
MAX_QUESTIONS = 10
"""Number of questions that are shown."""
MAX_SUBJECT_QUESTIONS = 3
"""Number of those that only ask what is said about a subject."""
MIN_REPLY_SCORE = 0.3
"""Least score of a reply to a question.

Of 121 graded questions with their replies, 33 of the 40 above it could be shown, and 28 of the 81 below.
"""
QUOTABILITY_WEIGHT = 0.1
"""How much it counts in that score how well the reply can be quoted, next to how near it is in meaning."""


def find_questions(page_input: PageInput, embed: Embed) -> tuple[EpisodeQuestion, ...]:
    """Return up to ten questions that the episode answers, in spoken order."""
    answered: list[tuple[int, EpisodeQuestion]] = []

    def is_new(question: EpisodeQuestion) -> bool:
        before = [other for _, other in answered]
        asked = [other.question for other in before]
        return not repeats_question(question.question, asked) and cites_new_segment(question, before)

    for position, question in replied_questions(page_input, embed):
        if len(answered) < MAX_QUESTIONS and is_new(question):
            answered.append((position, question))
    enough = min(MAX_QUESTIONS, len(answered) + MAX_SUBJECT_QUESTIONS)
    for found in answer_subjects(page_input, embed):
        if len(answered) < enough and is_new(found.question):
            answered.append((min(found.positions), found.question))
    return tuple(question for _, question in sorted(answered, key=lambda pair: pair[0]))


def replied_questions(page_input: PageInput, embed: Embed) -> list[tuple[int, EpisodeQuestion]]:
    """Return the questions asked in the episode with what is replied, and their positions.

    Each tenth of the episode has its best one first.
    """
    candidates = find_host_questions(page_input)
    if not candidates:
        return []
    vectors = embed([candidate.question for candidate in candidates])
    shows_turns, hosts = marks_turns(page_input.segments), find_hosts(page_input.segments)
    guests = has_guests(page_input.segments, hosts)
    replies = {
        candidate: reply
        for candidate in select_self_contained(candidates, page_input, vectors)
        if (reply := find_direct_reply(candidate, page_input, shows_turns))
        and _may_reply(candidate, reply[0], hosts, guests)
    }
    if not replies:
        return []
    texts = [" ".join(part.quote for part in reply) for reply in replies.values()]
    asked, said = embed([candidate.question for candidate in replies]), embed(texts)
    quality = load_quotability("quote", page_input.embedding_model).scores(texts, said)
    scores = (asked * said).sum(axis=1) + QUOTABILITY_WEIGHT * numpy.asarray(quality)
    good = [candidate for candidate, score in zip(replies, scores, strict=True) if score >= MIN_REPLY_SCORE]
    return [
        (candidate.position, EpisodeQuestion(candidate.question, replies[candidate]))
        for candidate in spread_over_episode(good, MAX_QUESTIONS)
    ]


def cites_new_segment(question: EpisodeQuestion, others: Sequence[EpisodeQuestion]) -> bool:
    """Return whether a question cites a segment that none of the others does."""
    shown = {citation.segment for other in others for citation in other.citations}
    return any(citation.segment not in shown for citation in question.citations)


def _may_reply(candidate: QuestionCandidate, reply: Citation, hosts: Collection[str], guests: bool) -> bool:
    """Return whether a reply may answer: not a host's where guests are there, nor one that denies knowing."""
    is_to_guest = candidate.asker is not None and candidate.asker not in hosts
    if reply.speaker in hosts and (is_to_guest or guests):
        return False
    return tells_listeners(reply.quote)
