"""Picks the questions that an episode answers: those asked in it, then those about its subjects."""

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace

from retrieval.answering.grounding import Embed
from retrieval.concurrency import WorkerThreads
from retrieval.episode_pages.direct_replies import find_direct_reply
from retrieval.episode_pages.host_questions import find_host_questions, find_hosts, has_guests, marks_turns
from retrieval.episode_pages.introductions import needs_its_surroundings
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.question_candidates import (
    QuestionCandidate,
    repeats_question,
    select_self_contained,
    spread_over_episode,
)
from retrieval.episode_pages.quotability import load_answer_fit
from retrieval.episode_pages.subject_questions import ask_about_subjects
from retrieval.language.conversation import COURTESIES, SHOWN_PICTURES, TRANSCRIBERS_NOTE
from retrieval.language.words import content_stems
from retrieval.models import Answer, Citation, Progress, ProgressSink
from retrieval.models.episode_pages import EpisodeQuestion

QUESTIONS_VERSION = "12"
"""Version of stored questions; raise it when the same episode would get others."""
MAX_QUESTIONS = 10
"""Number of questions that are shown."""
HOST_QUESTIONS_ENOUGH = 6
"""Number of questions of the host below which the episode's subjects are asked about."""
MAX_SUBJECT_QUESTIONS = 3
"""Number of those that only ask what is said about a subject."""
MIN_REPLY_COSINE, MIN_REPLY_COSINE_WITHOUT_TURNS = 0.12, 0.15
"""Least cosine of a question to what is said right after it, where another speaker is known to say it or not.

Of 78 replies of 25 episodes, 9 of the 14 below answered something else, and 8 of the 64 above.
"""
ANSWER_QUOTE_MIN_WORDS = 12
"""Words of a quote that answers a question."""
MIN_ANSWER_PROBABILITY = 0.25
"""How probably a quote answers its question at least, to be shown under it."""
MIN_SUBJECT_COSINE = 0.35
"""Least cosine of a subject to a quote that says it, of which most below only mention it."""
QUESTION_MAX_CITATIONS = 3
"""Citations of a question."""
_ADDRESSES_OTHERS = re.compile(
    r"^(?:so |and |but |because |yeah,? |now,? )*(?:you(?:'re|'ve|'d)? (?!can|could|have to|need|know|get|go|"
    r"want|see|take|use|put|make|start|end|don't|just)|your )",
    re.IGNORECASE,
)
"""What is still said to somebody instead of in answer: "You worked with a lot of editors"."""
_REFERS_TO_OTHERS = re.compile(r"\byou (?:mentioned|said|talked about|wrote|tweeted)\b", re.IGNORECASE)
_DOESNT_KNOW = re.compile(
    r"\b(?:do not|don't|did not|didn't|never|no one|nobody) (?:really |even |actually |yet )?"
    r"(?:know|knew|knows|understand|understood|remember) (?:what|how|why|who|which|where)\b|"
    r"\b(?:have|had|'ve) no (?:idea|clue)\b|\b(?:couldn't|can't) (?:tell you|think of|remember|recall)\b|"
    r"\bi (?:dunno|don't know)(?: if\b| what to\b|[.,!]|$)",
    re.IGNORECASE,
)
"""Finds an answer that is none: "I didn't know what it was"."""

AskEpisode = Callable[[str], Awaitable[Answer]]
"""Answers a question from the segments of the episode."""


async def find_questions(
    page_input: PageInput, ask: AskEpisode, embed: Embed, progress: ProgressSink, threads: WorkerThreads
) -> tuple[EpisodeQuestion, ...]:
    """Return up to ten questions that the episode answers, in spoken order."""
    answered: list[tuple[int, EpisodeQuestion]] = []

    def is_new(question: EpisodeQuestion) -> bool:
        before = [other for _, other in answered]
        asked = [other.question for other in before]
        return not repeats_question(question.question, asked) and cites_new_segment(question, before)

    for position, question in await threads.run(replied_questions, page_input, embed):
        if len(answered) < MAX_QUESTIONS and is_new(question):
            answered.append((position, question))
    if len(answered) < HOST_QUESTIONS_ENOUGH:
        enough = min(HOST_QUESTIONS_ENOUGH, len(answered) + MAX_SUBJECT_QUESTIONS)
        subjects = await threads.run(ask_about_subjects, page_input, embed)
        for done, candidate in enumerate(subjects):
            if len(answered) == enough:
                break
            progress(Progress("questions", done, len(subjects)))
            found = answered_question(candidate, await ask(candidate.question), page_input)
            if found is not None:
                found = await threads.run(with_good_answers, found, candidate.subject, embed)
            if found is not None and is_new(found):
                answered.append((candidate.position, found))
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
    least = MIN_REPLY_COSINE if shows_turns else MIN_REPLY_COSINE_WITHOUT_TURNS
    replies = {
        candidate: reply
        for candidate in select_self_contained(candidates, page_input, vectors)
        if (reply := find_direct_reply(candidate, page_input, shows_turns))
        and _may_reply(candidate, reply[0], hosts, guests)
    }
    if not replies:
        return []
    asked = embed([candidate.question for candidate in replies])
    said = embed([" ".join(part.quote for part in reply) for reply in replies.values()])
    cosines = (asked * said).sum(axis=1)
    near = [candidate for candidate, cosine in zip(replies, cosines, strict=True) if cosine >= least]
    return [
        (candidate.position, EpisodeQuestion(candidate.question, replies[candidate]))
        for candidate in spread_over_episode(near, MAX_QUESTIONS)
    ]


def answered_question(
    candidate: QuestionCandidate, answer: Answer, page_input: PageInput
) -> EpisodeQuestion | None:
    """Return a subject's question with the citations of its answer that say so; None where there are none."""
    citations = [
        citation
        for sentence in answer.sentences
        for citation in sentence.citations
        if _answers(candidate, citation, page_input)
    ]
    if not citations:
        return None
    return EpisodeQuestion(candidate.question, tuple(dict.fromkeys(citations))[:QUESTION_MAX_CITATIONS])


def with_good_answers(question: EpisodeQuestion, subject: str, embed: Embed) -> EpisodeQuestion | None:
    """Return a question with those citations that are likely to answer it; None if none is.

    What only mentions the subject in passing doesn't.
    """
    asked, named, *quoted = embed(
        [question.question, subject, *(citation.quote for citation in question.citations)]
    )
    fit = load_answer_fit()
    citations = tuple(
        citation
        for citation, vector in zip(question.citations, quoted, strict=True)
        if float(vector @ named) >= MIN_SUBJECT_COSINE
        and fit.probability(citation.quote, float(vector @ asked)) >= MIN_ANSWER_PROBABILITY
    )
    return replace(question, citations=citations) if citations else None


def cites_new_segment(question: EpisodeQuestion, others: Sequence[EpisodeQuestion]) -> bool:
    """Return whether a question cites a segment that none of the others does."""
    shown = {citation.segment for other in others for citation in other.citations}
    return any(citation.segment not in shown for citation in question.citations)


def _answers(candidate: QuestionCandidate, citation: Citation, page_input: PageInput) -> bool:
    """Return whether a citation of the subject's own passage says enough of it, and stands alone."""
    segments = {page_input.segments[position].number for position in candidate.answer_positions(page_input)}
    if citation.segment not in segments or len(citation.quote.split()) < ANSWER_QUOTE_MIN_WORDS:
        return False
    if candidate.guest and citation.speaker not in (None, candidate.guest):
        return False
    if not set(content_stems(candidate.subject)) <= set(content_stems(citation.quote)):
        return False
    if _REFERS_TO_OTHERS.search(citation.quote):
        return False
    asks = "?" in citation.quote or COURTESIES.search(citation.quote) is not None
    return not asks and _may_be_said(citation.quote) and not needs_its_surroundings(citation.quote)


def _may_reply(candidate: QuestionCandidate, reply: Citation, hosts: Collection[str], guests: bool) -> bool:
    """Return whether a reply may answer: not a host's where guests are there, nor one that denies knowing."""
    is_to_guest = candidate.asker is not None and candidate.asker not in hosts
    if reply.speaker in hosts and (is_to_guest or guests):
        return False
    return _may_be_said(reply.quote)


def _may_be_said(quote: str) -> bool:
    """Return whether a quote tells something, instead of somebody in the talk, and is understood unseen."""
    found = (_ADDRESSES_OTHERS, _DOESNT_KNOW, TRANSCRIBERS_NOTE, SHOWN_PICTURES)
    return not any(pattern.search(quote) for pattern in found)
