"""Picks the questions that an episode asks and answers, with the citations that answer them."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from retrieval.answering.grounding import Embed
from retrieval.concurrency import WorkerThreads
from retrieval.episode_pages.host_questions import find_host_questions
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
from retrieval.models import Answer, Citation, Progress, ProgressSink
from retrieval.models.episode_pages import EpisodeQuestion

QUESTIONS_VERSION = "11"
"""Version of stored questions; raise it when the same episode would get others."""
MAX_QUESTIONS = 10
"""Number of questions that are shown."""
HOST_QUESTIONS_ENOUGH = 6
"""Number of questions of the host below which the episode's subjects are asked about."""
MAX_SUBJECT_QUESTIONS = 3
"""Number of those that only ask what is said about a subject."""
MAX_CANDIDATES = 30
"""Number of questions of the host that are tried."""
ANSWER_QUOTE_MIN_WORDS = 12
"""Words of a quote that answers a question."""
MIN_ANSWER_PROBABILITY = 0.25
"""How probably a quote answers its question at least, to be shown under it."""
QUESTION_MAX_CITATIONS = 3
"""Citations of a question."""
_ADDRESSES_OTHERS = re.compile(
    r"^(?:so |and |but |because |yeah,? |now,? )*(?:you(?:'re|'ve|'d)? (?!can|could|have to|need|know|get|go|"
    r"want|see|take|use|put|make|start|end|don't|just)|your )|"
    r"\byou (?:mentioned|said|talked about|wrote|tweeted)\b|\?[\"”']?$",
    re.IGNORECASE,
)
"""What is still said to somebody instead of in answer: "You worked with a lot of editors"."""
_DOESNT_KNOW = re.compile(
    r"\b(?:do not|don't|did not|didn't|never|no one|nobody) (?:really |even |actually |yet )?"
    r"(?:know|knew|knows|understand|understood|remember) (?:what|how|why|who|which|where)\b|"
    r"\b(?:have|had|'ve) no (?:idea|clue)\b|\b(?:couldn't|can't) tell you\b",
    re.IGNORECASE,
)
"""Finds an answer that is none: "I didn't know what it was"."""

AskEpisode = Callable[[str], Awaitable[Answer]]
"""Answers a question from the segments of the episode."""


async def find_questions(
    page_input: PageInput, ask: AskEpisode, embed: Embed, progress: ProgressSink, threads: WorkerThreads
) -> tuple[EpisodeQuestion, ...]:
    """Return up to ten questions that the episode answers, in spoken order."""
    candidates = await threads.run(_host_candidates, page_input, embed)
    answered: list[tuple[int, EpisodeQuestion]] = []

    async def try_candidates(candidates: Sequence[QuestionCandidate], enough: int) -> None:
        for done, candidate in enumerate(candidates):
            if len(answered) >= enough:
                return
            progress(Progress("questions", done, len(candidates)))
            before = [question for _, question in answered]
            if repeats_question(candidate.question, [question.question for question in before]):
                continue
            question = answered_question(candidate, await ask(candidate.question), page_input)
            if question is not None:
                question = await threads.run(with_good_answers, question, embed)
            if question is not None and cites_new_segment(question, before):
                answered.append((candidate.position, question))

    await try_candidates(candidates, MAX_QUESTIONS)
    if len(answered) < HOST_QUESTIONS_ENOUGH:
        subjects = await threads.run(ask_about_subjects, page_input, embed)
        await try_candidates(subjects, min(HOST_QUESTIONS_ENOUGH, len(answered) + MAX_SUBJECT_QUESTIONS))
    return tuple(question for _, question in sorted(answered, key=lambda pair: pair[0]))


def answered_question(
    candidate: QuestionCandidate, answer: Answer, page_input: PageInput
) -> EpisodeQuestion | None:
    """Return the question with the citations of its answer that follow it soon; None where there are none."""
    citations = [
        citation
        for sentence in answer.sentences
        for citation in sentence.citations
        if _answers(candidate, citation, page_input)
    ]
    if not citations:
        return None
    return EpisodeQuestion(candidate.question, tuple(dict.fromkeys(citations))[:QUESTION_MAX_CITATIONS])


def with_good_answers(question: EpisodeQuestion, embed: Embed) -> EpisodeQuestion | None:
    """Return a question with those citations that are likely to answer it; None if none is."""
    asked, *quoted = embed([question.question, *(citation.quote for citation in question.citations)])
    fit = load_answer_fit()
    citations = tuple(
        citation
        for citation, vector in zip(question.citations, quoted, strict=True)
        if fit.probability(citation.quote, float(vector @ asked)) >= MIN_ANSWER_PROBABILITY
    )
    return replace(question, citations=citations) if citations else None


def cites_new_segment(question: EpisodeQuestion, others: Sequence[EpisodeQuestion]) -> bool:
    """Return whether a question cites a segment that none of the others does."""
    shown = {citation.segment for other in others for citation in other.citations}
    return any(citation.segment not in shown for citation in question.citations)


def _answers(candidate: QuestionCandidate, citation: Citation, page_input: PageInput) -> bool:
    """Return whether a citation stands within the reach of a question, after it, and says enough."""
    positions = candidate.answer_positions(page_input)
    segments = {page_input.segments[position].number: page_input.segments[position] for position in positions}
    if citation.segment not in segments:
        return False
    if citation.quote.endswith("?") or len(citation.quote.split()) < ANSWER_QUOTE_MIN_WORDS:
        return False
    if _ADDRESSES_OTHERS.search(citation.quote) or _is_askers(candidate, citation):
        return False
    if _is_no_answer(candidate, citation.quote):
        return False
    own = page_input.segments[candidate.position]
    return citation.segment != own.number or own.text.find(citation.quote, candidate.end_char) >= 0


def _is_no_answer(candidate: QuestionCandidate, quote: str) -> bool:
    """Return whether a quote denies knowing, has notes in it, or asks or announces about a subject."""
    if any(pattern.search(quote) for pattern in (_DOESNT_KNOW, TRANSCRIBERS_NOTE, SHOWN_PICTURES)):
        return True
    asks = "?" in quote or COURTESIES.search(quote) is not None
    return not candidate.is_hosts and (asks or needs_its_surroundings(quote))


def _is_askers(candidate: QuestionCandidate, citation: Citation) -> bool:
    """Return whether only the person who asked says what is quoted."""
    return candidate.asker is not None and citation.speaker == candidate.asker


def _host_candidates(page_input: PageInput, embed: Embed) -> list[QuestionCandidate]:
    """Return the host's questions in the order in which they are to be tried."""
    candidates = find_host_questions(page_input)
    if not candidates:
        return []
    vectors = embed([candidate.question for candidate in candidates])
    selected = select_self_contained(candidates, page_input, vectors)
    return spread_over_episode(selected, MAX_QUESTIONS)[:MAX_CANDIDATES]
