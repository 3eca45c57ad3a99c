"""Between the catalog's rows and the words of Podcite."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import Row

from retrieval.catalog.records import Made
from retrieval.catalog.schema import HOST
from retrieval.models import Chapter, Cue, Episode, Medium, Segment, Show, Soundbite

CHAPTERS = TypeAdapter(tuple[Chapter, ...])
SOUNDBITES = TypeAdapter(tuple[Soundbite, ...])
INFERRED, ESTIMATED = 1, 2


def pack(segment: Segment) -> str:
    """A segment's cues as compact JSON: `[text, start, end, speaker, flags]` without what trails empty."""
    return json.dumps([_trimmed(cue) for cue in segment.cues], ensure_ascii=False, separators=(",", ":"))


def unpack(number: int, packed: str) -> Segment:
    """The segment that `pack` packed."""
    return Segment(number, tuple(_cue(*values) for values in json.loads(packed)))


def _trimmed(cue: Cue) -> list[Any]:
    flags = INFERRED * cue.inferred + ESTIMATED * cue.estimated
    values = [cue.text, cue.start, cue.end, cue.speaker, flags or None]
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
    return Cue(text, start, end, speaker, bool((flags or 0) & INFERRED), bool((flags or 0) & ESTIMATED))


def to_guild(stored: int) -> int | None:
    """A guild as the catalog's users know it."""
    return None if stored == HOST else stored


def from_guild(guild: int | None) -> int:
    """A guild as the tables hold it."""
    return HOST if guild is None else guild


def to_episodes(rows: Sequence[Row[Any]], media: Iterable[Row[Any]]) -> list[Episode]:
    """Episodes from rows of `queries.CURRENT`, each with its media, video first."""
    of: dict[int, list[Medium]] = {}
    for medium in media:
        kind = cast("Literal['audio', 'video']", medium.kind)
        of.setdefault(medium.episode, []).append(Medium(kind, medium.url, medium.seconds))
    shows: dict[int, Show] = {}
    for row in rows:
        shows.setdefault(row.show, Show(row.show, row.show_id, row.show_title, to_guild(row.guild)))
    return [
        Episode(
            key=row.key,
            id=row.id,
            show=shows[row.show],
            title=row.title,
            generation=row.generation,
            segments=row.segments,
            published=row.published,
            guests=tuple(row.guests),
            page_url=row.page_url,
            media=tuple(sorted(of.get(row.key, ()), key=lambda medium: medium.kind, reverse=True)),
            duration=row.duration,
        )
        for row in rows
    ]


def to_made(episode: Episode, row: Row[Any]) -> Made:
    """An episode with what a row of `queries.MADE` says of how it was made."""
    return Made(
        episode,
        row.transcript,
        row.source,
        row.splitter,
        row.model,
        row.dimension,
        CHAPTERS.validate_python(row.chapters or ()),
        SOUNDBITES.validate_python(row.soundbites or ()),
    )
