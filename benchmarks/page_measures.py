"""How good an episode's page is, judged by code alone: no model has a say. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from benchmarks.judging import supported
from retrieval.models import Answer, Episode, Segment, Sentence
from retrieval.models.episode_pages import Clip, EpisodeQuestion, Summary, Topic
from retrieval.transcripts.segmenter import segment_sentences

WORDS_PER_HOUR = 9000
"""How much is said in an hour of a transcript that has no times."""
TENTHS = 10

Row = dict[str, str | int | float | None]

_LEANS = re.compile(
    r"(?:and|but|so|because|or|well|yeah|right|like|it|it's|that|that's|this|these|those|they|they're|he|he's|"
    r"she|she's|which|then|also|there)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\b(?:um|uh|you know|i mean|sort of|kind of|yeah|or something|or whatever)\b|\b(\w+),? \1\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class IndexedEpisode:
    """A page, the answers that its questions get, and how many seconds its summary took."""

    episode: Episode
    segments: Sequence[Segment]
    summary: Summary
    clips: Sequence[Clip]
    questions: Sequence[EpisodeQuestion]
    answers: Sequence[Answer]
    seconds: float


def measure(made: IndexedEpisode, embed: Callable[[list[str]], NDArray[numpy.float32]]) -> Row:
    """Return the figures of one page; shares are from 0 to 1. `embed` returns unit vectors."""
    parts = [part for topic in made.summary.topics for part in (topic, *topic.subtopics)]
    said = [sentence for part in parts for sentence in part.sentences]
    texts = [text for part in parts for text in (*(s.text for s in part.sentences), part.quote.quote)]
    quotes = [part.quote for part in parts] + [clip.quote for clip in made.clips]
    transcripts = {made.episode.id: made.segments}
    return {
        "episode": made.episode.id,
        "hours": round(_hours(made), 2),
        "topics": len(made.summary.topics),
        "subtopics": len(parts) - len(made.summary.topics),
        "sentences": len(said),
        "time covered": _covered(made.summary.topics, made.episode.duration),
        "tenths cited": _tenths(said, len(made.segments)),
        "redundancy": _redundancy(embed(texts)),
        "sentences supported": _share([supported(s.text, s.citations, "", transcripts) for s in said]),
        "quotes verbatim": _share([q.quote in made.segments[q.segment - 1].text for q in quotes]),
        "sentences standing alone": _share([not _LEANS.match(text) for text in texts]),
        "filler words": _share([bool(word) for text in texts for word in _filler(text)]),
        "clips": len(made.clips),
        "clips of whole sentences": _share([_is_whole(clip, made.segments) for clip in made.clips]),
        "questions": len(made.questions),
        "questions answered": _share(
            [_is_answered(*pair) for pair in zip(made.questions, made.answers, strict=True)]
        ),
        "tokens": made.summary.tokens,
        "summary, seconds": made.seconds,
        "seconds per hour": made.seconds / _hours(made),
    }


def _hours(made: IndexedEpisode) -> float:
    if made.episode.duration:
        return made.episode.duration / 3600
    return sum(len(segment.text.split()) for segment in made.segments) / WORDS_PER_HOUR


def _covered(topics: Sequence[Topic], duration: float | None) -> float | None:
    """The share of the episode's time that some topic is about; none where it has no times."""
    stretches = [(t.start, t.end) for t in topics if t.start is not None and t.end is not None]
    if not duration or not stretches:
        return None
    covered, reached = 0.0, 0.0
    for start, end in sorted(stretches):
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return covered / duration


def _tenths(said: Sequence[Sentence], segments: int) -> float:
    """Of the episode's tenths the share from which something is cited."""
    cited = {(c.segment - 1) * TENTHS // segments for sentence in said for c in sentence.citations}
    return len(cited) / min(TENTHS, segments)


def _redundancy(rows: NDArray[numpy.float32]) -> float:
    """How alike each sentence or quote is to the nearest other one, on average."""
    alike = rows @ rows.T
    numpy.fill_diagonal(alike, 0.0)
    return float(alike.max(axis=1).mean())


def _filler(text: str) -> list[str]:
    """For each word, itself if it is filler, else nothing."""
    filler = [word for found in _FILLER.finditer(text) for word in found[0].split()]
    return filler + [""] * max(0, len(text.split()) - len(filler))


def _is_whole(clip: Clip, segments: Sequence[Segment]) -> bool:
    """Whether a clip begins where a sentence does and ends where one does."""
    segment = segments[clip.quote.segment - 1]
    at = segment.text.find(clip.quote.quote)
    spans = [span for span in segment_sentences(segment) if span.complete]
    begins, ends = {span.start_char for span in spans}, {span.end_char for span in spans}
    return at in begins and at + len(clip.quote.quote) in ends


def _is_answered(question: EpisodeQuestion, answer: Answer) -> bool:
    """Whether the answer rests on a segment that the question was listed with."""
    cited = {citation.segment for sentence in answer.sentences for citation in sentence.citations}
    return bool(cited & {citation.segment for citation in question.citations})


def _share(held: Sequence[bool]) -> float | None:
    return sum(held) / len(held) if held else None
