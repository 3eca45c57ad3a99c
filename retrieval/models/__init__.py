"""The types that every stage of Podcite exchanges: frozen dataclasses that import no other package."""

from retrieval.models.answers import Answer, Citation, Draft, Exchange, Hit, Seconds, Sentence, SentenceSink
from retrieval.models.episodes import Episode, Medium, Scope, ScoredSegment, SegmentKey, Show
from retrieval.models.reports import IndexReport, Progress, ProgressSink, Status
from retrieval.models.transcripts import Chapter, Cue, Details, Segment, Soundbite, Transcript

__all__ = [
    "Answer",
    "Chapter",
    "Citation",
    "Cue",
    "Details",
    "Draft",
    "Episode",
    "Exchange",
    "Hit",
    "IndexReport",
    "Medium",
    "Progress",
    "ProgressSink",
    "Scope",
    "ScoredSegment",
    "Seconds",
    "Segment",
    "SegmentKey",
    "Sentence",
    "SentenceSink",
    "Show",
    "Soundbite",
    "Status",
    "Transcript",
]
