"""The types that every stage of Podcite exchanges: frozen dataclasses that import no other package."""

from retrieval.models.answers import Answer, Citation, Draft, Turn, Hit, Timings, Sentence, SentenceSink
from retrieval.models.episodes import Episode, Medium, Scope, Show
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
    "Turn",
    "Hit",
    "IndexReport",
    "Medium",
    "Progress",
    "ProgressSink",
    "Scope",
    "Timings",
    "Segment",
    "Sentence",
    "SentenceSink",
    "Show",
    "Soundbite",
    "Status",
    "Transcript",
]
