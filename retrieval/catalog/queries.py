"""The questions that are asked of the catalog more than once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

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

VERSION = select(changes.c.version)


def media_of(which: ColumnElement[bool]) -> Select[Any]:
    """The media of the episodes that `which` is true of."""
    chosen = select(episodes.c.key).where(which)
    return select(media).where(media.c.episode.in_(chosen)).order_by(media.c.episode, media.c.url)


def segments_of(refs: Iterable[tuple[int, int]]) -> Select[Any]:
    """The rows of all the named (generation, number), in one query."""
    numbers: defaultdict[int, list[int]] = defaultdict(list)
    for generation, number in refs:
        numbers[generation].append(number)
    # For `(generation, number) IN …` SQLite reads the whole table; a list of VALUES is compiled each time.
    named = [
        (segments.c.generation == generation) & segments.c.number.in_(chosen)
        for generation, chosen in numbers.items()
    ]
    return select(segments).where(or_(*named))
