"""Convert between rows of the catalog and the types of Podcite."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import IntFlag
from functools import lru_cache
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import Row

from retrieval.catalog.records import IndexedEpisode
from retrieval.catalog.schema import HOST
from retrieval.models import Chapter, Cue, Episode, Medium, Presentation, Segment, Show, Soundbite
from retrieval.transcripts.speaker_names import plain_label

CHAPTER_ROWS = TypeAdapter(tuple[Chapter, ...])
SOUNDBITE_ROWS = TypeAdapter(tuple[Soundbite, ...])
CACHED_SEGMENTS = 2048
"""Size of the cache of segments' cues; those of a segment take about 4 kB."""


class CueFlags(IntFlag):
    """The flags of a stored cue; the numbers stand in the database."""

    NONE = 0
    INFERRED = 1
    ESTIMATED = 2


def dump_cues(segment: Segment) -> str:
    """Return a segment's cues as compact JSON: `[text, start, end, speaker, flags]`, no trailing nulls."""
    return json.dumps([_values(cue) for cue in segment.cues], ensure_ascii=False, separators=(",", ":"))


def load_segment(number: int, cues: str, names: Mapping[str, str] | None = None) -> Segment:
    """Return the segment of that number whose cues `dump_cues` wrote, its speakers called by `names`."""
    loaded = _load_cues(cues)
    return Segment(number, tuple(_named(cue, names) for cue in loaded) if names else loaded)


def load_known_segment(number: int, cues: str, names: Mapping[str, str] | None = None) -> Segment:
    """Return what `load_segment` does; the cues read last are cached, as questions often read the same."""
    loaded = _known_cues(cues)
    return Segment(number, tuple(_named(cue, names) for cue in loaded) if names else loaded)


def _load_cues(cues: str) -> tuple[Cue, ...]:
    return tuple(_cue(*values) for values in json.loads(cues))


_known_cues = lru_cache(maxsize=CACHED_SEGMENTS)(_load_cues)


def _named(cue: Cue, names: Mapping[str, str]) -> Cue:
    name = names.get(plain_label(cue.speaker)) if cue.speaker else None
    return replace(cue, speaker=name) if name else cue


def _values(cue: Cue) -> list[Any]:
    flags = CueFlags.NONE
    if cue.inferred:
        flags |= CueFlags.INFERRED
    if cue.estimated:
        flags |= CueFlags.ESTIMATED
    values = [cue.text, cue.start, cue.end, cue.speaker, int(flags) or None]
    while values[-1] is None:
        values.pop()
    return values


def _cue(
    text: str,
    start: float | None = None,
    end: float | None = None,
    speaker: str | None = None,
    flags: int | None = None,
) -> Cue:
    if not flags:
        return Cue(text, start, end, speaker)
    stored = CueFlags(flags)
    inferred, estimated = CueFlags.INFERRED in stored, CueFlags.ESTIMATED in stored
    return Cue(text, start, end, speaker, inferred=inferred, estimated=estimated)


def to_guild(stored: int) -> int | None:
    """Return the id of a guild from a row; `None` is the host."""
    return None if stored == HOST else stored


def from_guild(guild: int | None) -> int:
    """Return the id of a guild as it is in the tables."""
    return HOST if guild is None else guild


def as_utc(moment: datetime) -> datetime:
    """Return a stored time with its zone: SQLite keeps none, and all times are written in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def to_episodes(
    rows: Sequence[Row[Any]],
    media: Iterable[Row[Any]],
    former_names: Mapping[int, tuple[str, ...]],
) -> list[Episode]:
    """Return the episodes of rows of `queries.CURRENT_EPISODES`, each with its media, video first.

    `former_names` are those of shows, by the show's key.
    """
    media_by_episode: dict[int, list[Medium]] = {}
    for medium in media:
        kind = cast("Literal['audio', 'video']", medium.kind)
        media_by_episode.setdefault(medium.episode, []).append(Medium(kind, medium.url, medium.seconds))
    shows: dict[int, Show] = {}
    for row in rows:
        if row.show not in shows:
            shows[row.show] = Show(
                row.show,
                row.show_id,
                row.show_title,
                to_guild(row.guild),
                former_names.get(row.show, ()),
                row.show_transcripts,
            )
    return [
        Episode(
            key=row.key,
            id=row.id,
            show=shows[row.show],
            title=row.title,
            generation=row.generation,
            segments=row.segments,
            published=row.published,
            place=row.place,
            guests=tuple(row.guests),
            hosts=tuple(row.hosts or ()),
            speaker_names=tuple(sorted((row.speaker_names or {}).items())),
            page_url=row.page_url,
            media=tuple(
                sorted(media_by_episode.get(row.key, ()), key=lambda medium: medium.kind, reverse=True)
            ),
            duration=row.duration,
            stored_with=row.partition if row.partition != row.show else None,
        )
        for row in rows
    ]


def to_indexed_episode(episode: Episode, row: Row[Any]) -> IndexedEpisode:
    """Return an episode with the origin of its generation, from a row of `queries.INDEXED_EPISODES`."""
    return IndexedEpisode(
        episode=episode,
        transcript=row.transcript,
        source=row.source,
        splitter=row.splitter,
        model=row.model,
        dimension=row.dimension,
        chapters=CHAPTER_ROWS.validate_python(row.chapters or ()),
        soundbites=SOUNDBITE_ROWS.validate_python(row.soundbites or ()),
        presentation=Presentation(row.description, row.artwork_url, row.license),
    )
