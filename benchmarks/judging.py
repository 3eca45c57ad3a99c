"""Judge answers by code alone: no model has a say. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy

from retrieval.language.numbers import numbers
from retrieval.language.words import content_stems
from retrieval.models import Answer, Citation, Segment, Turn

JUDGE = "code (benchmarks/judging.py)"
MIN_FACT_COVERAGE = 0.5
"""Share of a key fact's stems and numbers that an answer must have to cover it.

A sentence is supported where the cited segments and the question have that share of its stems and numbers,
and the cited segments every number.
"""

UNANSWERABLE_KINDS = {
    "false-premise": ("false-premise",),
    "near-topic": ("near-topic", "missing-detail"),
    "far": ("out-of-domain", "far"),
}
"""Kinds of questions that no transcript answers: their names in the result rows, and in the data."""

Row = dict[str, str | int | float | None]


@dataclass(frozen=True)
class Asked:
    """A question, where it is asked, and what a good answer rests on (nothing: it should be refused)."""

    scope: str
    kind: str
    question: str
    within: str | None
    episode: str = ""
    evidence: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    partial: tuple[int, ...] = ()
    """Segments that only touch the answer: citing them is neither right nor wrong."""
    contrary: tuple[int, ...] = ()
    """Segments that say the contrary of a false premise: an answer that cites these is right as well."""


@dataclass(frozen=True)
class Judged:
    """An answer in figures: each field says whether something holds, and has one entry per thing judged."""

    asked: Asked
    answered: bool
    corrected: bool
    evidence_cited: tuple[bool, ...]
    citations_right: tuple[bool, ...]
    facts: tuple[bool, ...]
    supported: tuple[bool, ...]
    verbatim: tuple[bool, ...]
    resolving: tuple[bool, ...]
    seconds: float


def judge(asked: Asked, answer: Answer, transcripts: Mapping[str, Sequence[Segment]]) -> Judged:
    cited = [(c.episode.id, c.segment) for sentence in answer.sentences for c in sentence.citations]
    found = {key: _segment(transcripts, *key) for key in cited}
    said = {n: _normal(text) for (episode, n), text in found.items() if episode == asked.episode}
    # A quote may run from one cited segment into the next.
    stretches = [*said.values(), *(f"{said[n]} {said[n + 1]}" for n in said if n + 1 in said)]
    quotes = [_normal(quote) for quote in asked.evidence]
    text = " ".join(sentence.text for sentence in answer.sentences)
    every = [*answer.nearest, *(c for sentence in answer.sentences for c in sentence.citations)]
    return Judged(
        asked,
        bool(answer.sentences),
        bool(found) and all(episode == asked.episode and n in asked.contrary for episode, n in found),
        tuple(any(quote in stretch for stretch in stretches) for quote in quotes),
        tuple(
            episode == asked.episode and any(quote in said[n] for quote in quotes)
            for episode, n in found
            if not (episode == asked.episode and n in asked.partial)
        ),
        tuple(_has(text, fact) for fact in asked.key_facts),
        tuple(supported(s.text, s.citations, asked.question, transcripts) for s in answer.sentences),
        tuple(
            citation.quote in _segment(transcripts, citation.episode.id, citation.segment)
            for citation in every
        ),
        tuple(_resolves(citation, transcripts) for citation in every),
        answer.seconds.total,
    )


def rows(judged: Sequence[Judged], failed: Sequence[Asked] = ()) -> list[Row]:
    """The figures inside the episode, over all episodes, and of follow-ups.

    What the model `failed` to answer at all is counted separately, neither as answered nor as refused.
    """
    scopes = dict.fromkeys(asked.scope for asked in (*(found.asked for found in judged), *failed))
    return [
        _row(
            scope,
            [found for found in judged if found.asked.scope == scope],
            sum(asked.scope == scope for asked in failed),
        )
        for scope in scopes
    ]


def _row(scope: str, judged: Sequence[Judged], failed: int) -> Row:
    real = [found for found in judged if found.asked.kind == "answerable"]
    without = [found for found in judged if found.asked.kind not in ("answerable", "crossed")]
    row: Row = {"scope": scope, "questions": len(real), "unanswerable": len(without), "failed": failed}
    row["answered"] = _share([found.answered for found in real])
    row |= _refusing("refusal", real, without)
    for name, kinds in UNANSWERABLE_KINDS.items():
        row |= _refusing(f"{name} refusal", real, [found for found in without if found.asked.kind in kinds])
    row["refused crossed"] = _share([not found.answered for found in judged if found.asked.kind == "crossed"])
    seconds = [found.seconds for found in judged]
    return row | {
        "citation recall": _share([hit for found in real for hit in found.evidence_cited]),
        "any evidence cited": _share([any(found.evidence_cited) for found in real]),
        "citation precision": _share([hit for found in real for hit in found.citations_right]),
        "key facts": _share([fact for found in real for fact in found.facts]),
        "sentences supported": _share([held for found in judged for held in found.supported]),
        "quotes verbatim": _share([held for found in judged for held in found.verbatim]),
        "citations resolving": _share([held for found in judged for held in found.resolving]),
        "seconds p50": float(numpy.percentile(seconds, 50)) if seconds else None,
        "seconds p95": float(numpy.percentile(seconds, 95)) if seconds else None,
    }


def _refusing(name: str, real: Sequence[Judged], without: Sequence[Judged]) -> Row:
    """How well `without`, which nothing answers, is told from the answerable by refusing it.

    A false premise may also be corrected.
    """
    right = sum(not found.answered or found.corrected for found in without)
    refused = right + sum(not found.answered for found in real)
    return {
        f"{name} precision": right / refused if refused and without else None,
        f"{name} recall": right / len(without) if without else None,
        f"{name} F1": 2 * right / (refused + len(without)) if without else None,
    }


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None


def _segment(transcripts: Mapping[str, Sequence[Segment]], episode: str, number: int) -> str:
    known = transcripts.get(episode, ())
    return known[number - 1].text if 1 <= number <= len(known) else ""


def _resolves(citation: Citation, transcripts: Mapping[str, Sequence[Segment]]) -> bool:
    """Whether there is such a segment, and the citation's time lies within it."""
    known = transcripts.get(citation.episode.id, ())
    if not 1 <= citation.segment <= len(known):
        return False
    segment = known[citation.segment - 1]
    if citation.start is None or segment.start is None:
        return citation.start == segment.start
    return segment.start <= citation.start and (segment.end is None or citation.start <= segment.end)


def supported(
    text: str, citations: Sequence[Citation], question: str, transcripts: Mapping[str, Sequence[Segment]]
) -> bool:
    said = " ".join(_segment(transcripts, c.episode.id, c.segment) for c in citations)
    known = numbers(f"{said} {question}", loosely=True)
    return numbers(text) <= known and _has(f"{said} {question}", text)


def _has(text: str, wanted: str) -> bool:
    stems, values = set(content_stems(wanted)), numbers(wanted)
    held = len(stems & set(content_stems(text))) + len(values & numbers(text, loosely=True))
    return held >= MIN_FACT_COVERAGE * (len(stems) + len(values))


def _normal(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))
