"""What is asked on about an answer: what else was said about it, and who somebody is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.answering.extractive import say_the_same
from retrieval.language.query_analysis import extract_terms
from retrieval.language.words import content_stems, index_words
from retrieval.models import Answer, Citation, Reference, Request, Segment, SegmentKey, Turn
from retrieval.models.requests import RequestKind
from retrieval.understanding.classify import understand
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.voices import find_voice, person_talked_about

MIN_SAID = 0.5
"""The least share of a question's words that must be said around what else is quoted."""
_ELSE = re.compile(r"\b(?:what|anything|something|who|where|anybody|anyone) else\b", re.IGNORECASE)
_ASKING: tuple[RequestKind, ...] = ("talk", "followup")


def last_question(history: Sequence[Turn], names: LibraryNames) -> int | None:
    """Return the position of the last turn that asks what was said, `None` where the catalog was asked since.

    A turn about the answer before it, as "who said that?", asks nothing new.
    """
    for at in reversed(range(len(history))):
        request = understand(history[at].question, names, history[:at])
        if request.kind not in _ASKING:
            return None
        if request.kind == "talk" or request.detail == "question":
            return at
    return None


def shown_in(turns: Sequence[Turn]) -> tuple[Citation, ...]:
    """Return all that the answers of some turns cite."""
    return tuple(citation for turn in turns for citation in turn.citations)


def shown_before(text: str, history: Sequence[Turn]) -> frozenset[SegmentKey]:
    """Return the segments that were shown, where a question asks what else was said; else none."""
    return frozenset(c.key for c in shown_in(history)) if _ELSE.search(text) else frozenset()


def unlike(answer: Answer, shown: Sequence[Citation]) -> Answer:
    """Return an answer without the quotes that say what was shown before in nearly the same words."""
    new = tuple(
        sentence
        for sentence in answer.sentences
        if not any(say_the_same(sentence.text, citation.quote) for citation in shown)
    )
    return replace(answer, sentences=new)


def about_question(
    answer: Answer,
    question: str,
    before: Sequence[Turn],
    names: LibraryNames,
    shown: Sequence[Citation],
    spoken: Sequence[Sequence[Segment]],
) -> Answer:
    """Return an answer without the quotes around which hardly a word of the question is said.

    After the best passages were shown, the nearest of the rest may be about something else. `spoken` are the
    segments around each of the answer's sentences. Only words count that are said in what was `shown`: those
    of another language are said nowhere.
    """
    voice = find_voice(question, names, None, before)
    named = {stem for word in (voice.words if voice else ()) for stem in content_stems(word)}
    heard = index_words(" ".join(citation.quote for citation in shown)).stems
    stems = (set(content_stems(extract_terms(question))) - named) & heard
    said = [stems & index_words(" ".join(segment.text for segment in segments)).stems for segments in spoken]
    least = MIN_SAID * len(stems)
    near = tuple(s for s, found in zip(answer.sentences, said, strict=True) if len(found) >= least)
    return replace(answer, sentences=near)


def person_asked_about(request: Request, history: Sequence[Turn], names: LibraryNames) -> Request | None:
    """Return the request for who somebody is whom the conversation is about, `None` where it names nobody."""
    person = person_talked_about(history, names)
    if person is None:
        return None
    reference = Reference(words=(person,), is_person=True)
    return replace(request, kind="library", detail="appearance", subject=person, reference=reference)
