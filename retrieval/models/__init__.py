"""The types that every stage of Podcite exchanges: frozen dataclasses that import no other package."""

from retrieval.models.answers import (
    Answer,
    Citation,
    Draft,
    Hit,
    Question,
    Sentence,
    SentenceSink,
    Timings,
    Turn,
)
from retrieval.models.episodes import Episode, Medium, Scope, ScoredSegment, SegmentKey, Show
from retrieval.models.placements import Placement, PlacementChoice
from retrieval.models.reports import HealingReport, HealthCheck, IndexReport, Progress, ProgressSink, Status
from retrieval.models.transcripts import Chapter, Cue, Details, Segment, Soundbite, Transcript
from retrieval.models.usage import MonthlyUsage, Usage

__all__ = [
    "Answer",
    "Chapter",
    "Citation",
    "Cue",
    "Details",
    "Draft",
    "Episode",
    "HealingReport",
    "HealthCheck",
    "Hit",
    "IndexReport",
    "Medium",
    "MonthlyUsage",
    "Placement",
    "PlacementChoice",
    "Progress",
    "ProgressSink",
    "Question",
    "Scope",
    "ScoredSegment",
    "Segment",
    "SegmentKey",
    "Sentence",
    "SentenceSink",
    "Show",
    "Soundbite",
    "Status",
    "Timings",
    "Transcript",
    "Turn",
    "Usage",
]
