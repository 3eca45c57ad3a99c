"""Queries of the catalog that more than one method uses."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, update

from retrieval.catalog.schema import changes, episodes, generations, media, segments, shows

CURRENT_EPISODES: Select[Any] = (
    select(
        episodes.c.key,
        episodes.c.id,
        episodes.c.guild,
        episodes.c.show,
        episodes.c.title,
        episodes.c.published,
        episodes.c.place,
        episodes.c.guests,
        episodes.c.hosts,
        episodes.c.page_url,
        episodes.c.speaker_names,
        shows.c.id.label("show_id"),
        shows.c.title.label("show_title"),
        shows.c.transcripts.label("show_transcripts"),
        generations.c.id.label("generation"),
        generations.c.show.label("partition"),
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

INDEXED_EPISODES: Select[Any] = CURRENT_EPISODES.add_columns(
    episodes.c.chapters,
    episodes.c.soundbites,
    episodes.c.description,
    episodes.c.artwork_url,
    episodes.c.license,
)

CATALOG_VERSION = select(changes.c.version)

# For one generation: SQLite scans the table for a list of pairs, and limits the length of an OR.
SEGMENTS_OF_GENERATION: Select[Any] = select(segments.c.number, segments.c.cues).where(
    segments.c.generation == bindparam("of"), segments.c.number.in_(bindparam("numbers", expanding=True))
)


def media_of(condition: ColumnElement[bool]) -> Select[Any]:
    """Return the query for the media of the episodes that the condition selects."""
    chosen = select(episodes.c.key).where(condition)
    return select(media).where(media.c.episode.in_(chosen)).order_by(media.c.episode, media.c.url)


def increment_version(connection: Connection) -> None:
    """Raise the catalog's version, so that readers in every process see what this transaction changes."""
    connection.execute(update(changes).values(version=changes.c.version + 1))
