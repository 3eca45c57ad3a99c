"""The types that every stage of Podcite exchanges: frozen dataclasses that import no other package."""

from retrieval.models.answers import (
    Answer,
    Draft,
    Hit,
    Question,
    Sentence,
    SentenceSink,
    ShownTurn,
    Timings,
    Turn,
    Voice,
    turn_of,
)
from retrieval.models.citations import Citation
from retrieval.models.episodes import (
    UNPRESENTED,
    Episode,
    Medium,
    Presentation,
    Scope,
    ScoredSegment,
    SegmentKey,
    Show,
    Transcripts,
    UnnamedSpeaker,
)
from retrieval.models.facts import Facts
from retrieval.models.people import EpisodePeople
from retrieval.models.placements import Placement, PlacementChoice
from retrieval.models.reports import HealingReport, HealthCheck, IndexReport, Progress, ProgressSink, Status
from retrieval.models.requests import Reference, Request, RequestKind
from retrieval.models.transcripts import Chapter, Cue, Details, Segment, Soundbite, Transcript
from retrieval.models.usage import MonthlyUsage, Usage

__all__ = [
    "UNPRESENTED",
    "Answer",
    "Chapter",
    "Citation",
    "Cue",
    "Details",
    "Draft",
    "Episode",
    "EpisodePeople",
    "Facts",
    "HealingReport",
    "HealthCheck",
    "Hit",
    "IndexReport",
    "Medium",
    "MonthlyUsage",
    "Placement",
    "PlacementChoice",
    "Presentation",
    "Progress",
    "ProgressSink",
    "Question",
    "Reference",
    "Request",
    "RequestKind",
    "Scope",
    "ScoredSegment",
    "Segment",
    "SegmentKey",
    "Sentence",
    "SentenceSink",
    "Show",
    "ShownTurn",
    "Soundbite",
    "Status",
    "Timings",
    "Transcript",
    "Transcripts",
    "Turn",
    "UnnamedSpeaker",
    "Usage",
    "Voice",
    "turn_of",
]
