"""Chapters of an episode in the JSON format of Podcasting 2.0."""

from typing import Annotated, Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from retrieval.errors import FeedError
from retrieval.language.safe_text import safe_line
from retrieval.models import Chapter
from retrieval.transcripts.timestamps import MAX_RECORDING_SECONDS

MAX_CHAPTERS = 500
"""Chapters that are read of one episode."""


class _ChapterJson(BaseModel):
    """One chapter, `start` in seconds; with `toc` false it only shows a picture."""

    start: Annotated[float, Field(alias="startTime", ge=0, lt=MAX_RECORDING_SECONDS, allow_inf_nan=False)]
    title: str
    toc: bool = True


class _ChaptersJson(BaseModel):
    chapters: list[Any]


_CHAPTERS_JSON, _CHAPTER_JSON = TypeAdapter(_ChaptersJson), TypeAdapter(_ChapterJson)


def parse(content: bytes) -> tuple[Chapter, ...]:
    """Return the titled chapters in order of their starts; invalid entries are left out.

    Raises FeedError if the content isn't a list of chapters.
    """
    try:
        rows = _CHAPTERS_JSON.validate_json(content).chapters
    except ValidationError as error:
        raise FeedError("That isn't a list of chapters.") from error
    by_start: dict[float, Chapter] = {}
    for row in rows[:MAX_CHAPTERS]:
        try:
            chapter = _CHAPTER_JSON.validate_python(row)
        except ValidationError:
            continue
        if chapter.toc and (title := safe_line(chapter.title)):
            by_start.setdefault(chapter.start, Chapter(chapter.start, title))
    return tuple(by_start[start] for start in sorted(by_start))
