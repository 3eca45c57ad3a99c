"""Write the rows of a show, an episode and a transcript."""

import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from retrieval.catalog.records import EpisodeRecord, GenerationOrigin
from retrieval.catalog.schema import episodes, generations, media, pages, shows, transcripts
from retrieval.catalog.serialization import CHAPTER_ROWS, SOUNDBITE_ROWS, dump_cues, from_guild
from retrieval.models import Segment


def stored_size(content: bytes, segments: Sequence[Segment]) -> int:
    """Return how many bytes a transcript and its segments take in the catalog."""
    return len(zlib.compress(content)) + sum(len(dump_cues(segment).encode()) for segment in segments)


def find_or_create_show(connection: Connection, record: EpisodeRecord) -> int:
    """Return the key of the show that a record names."""
    guild = from_guild(record.guild)
    query = select(shows.c.key).where(shows.c.guild == guild, shows.c.id == record.show_id)
    known: int | None = connection.execute(query).scalar_one_or_none()
    if known is not None:
        return known
    values = {"guild": guild, "id": record.show_id, "title": record.show_title, "created": datetime.now(UTC)}
    created: int = connection.execute(insert(shows).values(values).returning(shows.c.key)).scalar_one()
    return created


def store_transcript(connection: Connection, origin: GenerationOrigin) -> None:
    """Store the content of a transcript once."""
    if (
        connection.execute(select(transcripts.c.hash).where(transcripts.c.hash == origin.hash)).first()
        is None
    ):
        connection.execute(
            insert(transcripts).values(hash=origin.hash, content=zlib.compress(origin.content))
        )


def store_episode(connection: Connection, record: EpisodeRecord, show: int) -> int:
    """Store an episode of the show with this key, and return the episode's key."""
    values: dict[str, Any] = {
        "guild": from_guild(record.guild),
        "show": show,
        "id": record.id,
        "title": record.title,
        "published": record.published,
        "place": record.place,
        "guests": list(record.guests),
        "hosts": list(record.hosts),
        "page_url": record.page_url,
        "chapters": CHAPTER_ROWS.dump_python(record.chapters, mode="json"),
        "soundbites": SOUNDBITE_ROWS.dump_python(record.soundbites, mode="json"),
        "description": record.presentation.description,
        "artwork_url": record.presentation.artwork_url,
        "license": record.presentation.license,
        "changed": datetime.now(UTC),
    }
    if record.key is None:
        new = insert(episodes).values(created=values["changed"], **values).returning(episodes.c.key)
        key: int = connection.execute(new).scalar_one()
    else:
        key = record.key
        _delete_stale_pages(connection, key, values)
        connection.execute(update(episodes).where(episodes.c.key == key).values(values))
        connection.execute(delete(media).where(media.c.episode == key))
    for medium in record.media:
        row = {"episode": key, "url": medium.url, "kind": medium.kind, "seconds": medium.offset}
        connection.execute(insert(media).values(row))
    return key


def _delete_stale_pages(connection: Connection, episode: int, values: dict[str, Any]) -> None:
    """Delete the cached pages of an episode whose chapters or soundbites are about to change."""
    query = select(episodes.c.chapters, episodes.c.soundbites).where(episodes.c.key == episode)
    before = connection.execute(query).one()
    if (before.chapters or [], before.soundbites or []) != (values["chapters"], values["soundbites"]):
        of_episode = select(generations.c.id).where(generations.c.episode == episode)
        connection.execute(delete(pages).where(pages.c.generation.in_(of_episode)))
