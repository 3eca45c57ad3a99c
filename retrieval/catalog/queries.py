"""The questions that are asked of the catalog more than once."""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from retrieval.catalog.schema import changes, episodes, generations, media, segments, shows

CURRENT: Select[Any] = (
    select(
        episodes.c.key,
        episodes.c.id,
        episodes.c.guild,
        episodes.c.show,
        episodes.c.title,
        episodes.c.published,
        episodes.c.guests,
        episodes.c.page_url,
        shows.c.id.label("show_id"),
        shows.c.title.label("show_title"),
        generations.c.id.label("generation"),
        generations.c.segments,
        generations.c.duration,
        generations.c.transcript,
        generations.c.source,
        generations.c.splitter,
        generations.c.model,
        generations.c.dimension,
    )
    .join(shows, shows.c.key == episodes.c.show)
    .join(generations, (generations.c.episode == episodes.c.key) & (generations.c.state == "current"))
)

MADE: Select[Any] = CURRENT.add_columns(episodes.c.chapters, episodes.c.soundbites)

VERSION = select(changes.c.version)

# Of one generation: SQLite reads the whole table for a list of pairs, and knows an end of the longest OR.
SEGMENTS: Select[Any] = select(segments.c.number, segments.c.cues).where(
    segments.c.generation == bindparam("of"), segments.c.number.in_(bindparam("numbers", expanding=True))
)


def media_of(which: ColumnElement[bool]) -> Select[Any]:
    """The media of the episodes that `which` is true of."""
    chosen = select(episodes.c.key).where(which)
    return select(media).where(media.c.episode.in_(chosen)).order_by(media.c.episode, media.c.url)
