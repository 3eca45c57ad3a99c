"""Decide, before anything is written, which episode a transcript belongs to and how it is described."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import Literal

from retrieval import identifiers
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, IndexedEpisode
from retrieval.errors import BadRequestError
from retrieval.index import filename_hints
from retrieval.models import Details, Medium

_MEDIA_KINDS: tuple[Literal["video", "audio"], ...] = ("video", "audio")


@dataclass(frozen=True)
class TranscriptSource:
    """A transcript file's bytes; `path` is absolute, or only a file name for bytes that were uploaded."""

    content: bytes
    path: str

    @property
    def name(self) -> str:
        return PurePath(self.path).name

    @property
    def has_folder(self) -> bool:
        return self.path != self.name

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class EpisodeMatch:
    """The catalog record to write for a transcript, and the episode as indexed now; `None` for a new one."""

    record: EpisodeRecord
    indexed: IndexedEpisode | None


def find_same_transcript(
    catalog: Catalog, guild: int | None, file: TranscriptSource, given: Details
) -> IndexedEpisode | None:
    """Return the episode indexed from the same bytes, unless `given` names another show or episode."""
    show = identifiers.show_id(given.show) if given.show else None
    id_ = identifiers.validate_episode_id(given.episode) if given.episode else None
    return next(iter(catalog.indexed_episodes(guild, id=id_, transcript=file.hash, show=show)), None)


def match_episode(
    catalog: Catalog, guild: int | None, file: TranscriptSource, given: Details, stated: Details
) -> EpisodeMatch:
    """Match a transcript with an episode, from the details `given` by the caller and `stated` in the file.

    Raises BadRequestError if the given id is malformed or belongs to another show's episode.
    """
    indexed = find_same_transcript(catalog, guild, file, given) or _find_by_id_or_path(
        catalog, guild, file, given
    )
    if indexed is not None:
        return EpisodeMatch(_updated_record(indexed, given, stated), indexed)
    record = _new_record(guild, file, given, stated)
    if not given.episode:
        record, indexed = _match_or_choose_id(catalog, record, file)
    if indexed is not None:
        return EpisodeMatch(_updated_record(indexed, given, stated), indexed)
    media = merge_media((), given, stated)
    record = replace(record, chapters=given.chapters, soundbites=given.soundbites, media=media)
    return EpisodeMatch(record, None)


def unchanged_record(indexed: IndexedEpisode) -> EpisodeRecord:
    """Return the record of an episode as the catalog has it."""
    episode = indexed.episode
    return EpisodeRecord(
        key=episode.key,
        guild=episode.show.guild,
        show_id=episode.show.id,
        show_title=episode.show.title,
        id=episode.id,
        title=episode.title,
        published=episode.published,
        guests=episode.guests,
        page_url=episode.page_url,
        media=episode.media,
        chapters=indexed.chapters,
        soundbites=indexed.soundbites,
    )


def merge_media(known: tuple[Medium, ...], given: Details, stated: Details) -> tuple[Medium, ...]:
    """Return the known media with the URLs that the file states and the caller gives.

    The transcript's times are taken to be those of the first medium named, the file's before the caller's and
    the video before the audio; the offset of any other is unknown (`None`).
    """
    media = {medium.kind: medium for medium in known}
    for details in (stated, given):
        for kind in _MEDIA_KINDS:
            url = details.video_url if kind == "video" else details.audio_url
            is_timed = any(medium.offset is not None for medium in media.values())
            if url and kind in media:
                media[kind] = replace(media[kind], url=url)
            elif url:
                media[kind] = Medium(kind, url, None if is_timed else 0.0)
    return tuple(media.values())


def replace_offset(
    known: tuple[Medium, ...], kind: str, offset: float, url: str | None
) -> tuple[Medium, ...]:
    """Return the media with a new offset in seconds for one kind; with a `url`, it is added if missing."""
    media = {medium.kind: medium for medium in known}
    for media_kind in _MEDIA_KINDS:
        if media_kind == kind and (url or media_kind in media):
            media[media_kind] = Medium(media_kind, url or media[media_kind].url, offset)
    return tuple(media.values())


def _find_by_id_or_path(
    catalog: Catalog, guild: int | None, file: TranscriptSource, given: Details
) -> IndexedEpisode | None:
    if given.episode:
        indexed = next(
            iter(catalog.indexed_episodes(guild, id=identifiers.validate_episode_id(given.episode))), None
        )
        is_new_transcript = indexed is not None and indexed.transcript != file.hash
        if indexed and is_new_transcript and given.show:
            show = indexed.episode.show
            if identifiers.show_id(given.show) != show.id:
                raise BadRequestError(
                    f"{indexed.episode.id!r} is an episode of {show.title!r}; choose another id."
                )
        return indexed
    if not given.show and file.has_folder:
        return next(iter(catalog.indexed_episodes(guild, source=file.path)), None)
    return None


def _match_or_choose_id(
    catalog: Catalog, record: EpisodeRecord, file: TranscriptSource
) -> tuple[EpisodeRecord, IndexedEpisode | None]:
    """Return the record with an id that is free, or with the episode that it is a new version of."""
    id_, number = record.id, 1
    while same_id := catalog.indexed_episodes(record.guild, id=id_):
        (indexed,) = same_id
        is_same_file = PurePath(indexed.source).name == file.name
        is_same_title = indexed.episode.title.casefold() == record.title.casefold()
        if indexed.episode.show.id == record.show_id and (is_same_file or is_same_title):
            return record, indexed
        number += 1
        id_ = f"{record.id}-{number}"
    return replace(record, id=id_), None


def _new_record(guild: int | None, file: TranscriptSource, given: Details, stated: Details) -> EpisodeRecord:
    details = given.or_else(stated)
    show = details.show or _show_title(file)
    show_id = identifiers.show_id(show)
    hints = filename_hints.parse_filename(PurePath(file.name).stem)
    title = details.title or hints.title or (show if hints.number is None else f"{show} {hints.number}")
    if given.episode:
        id_ = identifiers.validate_episode_id(given.episode)
    else:  # a file's name is mostly shorter than its title, and what people know it by
        id_ = filename_hints.suggest_episode_id(show_id, hints, given.title or hints.title or title)
    return EpisodeRecord(
        key=None,
        guild=guild,
        show_id=show_id,
        show_title=show,
        id=id_,
        title=title,
        published=details.published,
        guests=details.guests,
        page_url=details.page_url,
    )


def _updated_record(indexed: IndexedEpisode, given: Details, stated: Details) -> EpisodeRecord:
    record, details = unchanged_record(indexed), given.or_else(stated)
    if given.show and identifiers.show_id(given.show) != record.show_id:
        record = replace(record, show_id=identifiers.show_id(given.show), show_title=given.show)
    return replace(
        record,
        title=details.title or record.title,
        published=details.published or record.published,
        guests=details.guests or record.guests,
        page_url=details.page_url or record.page_url,
        media=merge_media(record.media, given, stated),
        chapters=details.chapters or record.chapters,
        soundbites=details.soundbites or record.soundbites,
    )


def _show_title(file: TranscriptSource) -> str:
    if not file.has_folder:
        return identifiers.UNSORTED
    return filename_hints.show_title_from_folder(Path(file.path).parent)
