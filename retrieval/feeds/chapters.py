"""The chapters of an episode in the JSON of Podcasting 2.0."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from retrieval.errors import FeedError
from retrieval.feeds.xml import clean
from retrieval.models import Chapter
from retrieval.transcripts.timestamps import MAX_RECORDING_SECONDS

MOST_CHAPTERS = 500


class _Listed(BaseModel):
    """One chapter; with `toc` false it only shows a picture."""

    start: Annotated[float, Field(alias="startTime", ge=0, lt=MAX_RECORDING_SECONDS, allow_inf_nan=False)]
    title: str
    toc: bool = True


class _List(BaseModel):
    chapters: list[Any]


_LIST, _LISTED = TypeAdapter(_List), TypeAdapter(_Listed)


def read(content: bytes) -> tuple[Chapter, ...]:
    """The named chapters by their beginnings; what is no chapter among them is left out.

    Raises FeedError where there is no list of chapters.
    """
    try:
        rows = _LIST.validate_json(content).chapters
    except ValidationError as error:
        raise FeedError("That is no list of chapters.") from error
    found: dict[float, Chapter] = {}
    for row in rows[:MOST_CHAPTERS]:
        try:
            listed = _LISTED.validate_python(row)
        except ValidationError:
            continue
        if listed.toc and (title := clean(listed.title)):
            found.setdefault(listed.start, Chapter(listed.start, title))
    return tuple(found[start] for start in sorted(found))
