"""Decide, before anything is written, which episode a transcript belongs to and how it is described."""

from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Literal

from retrieval import identifiers
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, IndexedEpisode
from retrieval.index import filename_hints, lookalikes
from retrieval.index.transcript_source import TranscriptSource
from retrieval.models import Details, Medium, Presentation
from retrieval.models.placements import ASK, Placement

_NOT_PARSED = ""
"""In place of a show's id: the file may state its show, but has not been parsed yet."""
_MEDIA_KINDS: tuple[Literal["video", "audio"], ...] = ("video", "audio")


@dataclass(frozen=True, slots=True)
class EpisodeMatch:
    """The catalog record to write for a transcript, and the episode as indexed now; `None` for a new one."""

    record: EpisodeRecord
    indexed: IndexedEpisode | None


def find_unchanged(
    catalog: Catalog, guild: int | None, file: TranscriptSource, given: Details
) -> IndexedEpisode | None:
    """Return the episode of the same bytes that a file surely belongs to, before it has been parsed.

    It is the one that `given` names, one of the show that `given` names, or one that is from the same place.
    """
    show_id = catalog.shows.id_for(guild, given.show) if given.show else _NOT_PARSED
    return _find_same_bytes(catalog, guild, file, given, show_id)


def match_episode(
    catalog: Catalog,
    guild: int | None,
    file: TranscriptSource,
    given: Details,
    stated: Details,
    placement: Placement = ASK,
) -> EpisodeMatch:
    """Match a transcript with an episode, from the details `given` by the caller and `stated` in the file.

    It belongs to an episode of its show with the same bytes, to the one that `given` names, or to one of the
    same source. Raises EpisodeExistsError if it only looks like one, has the bytes of another show's episode
    or not the source of the named one, and `placement` asks; BadRequestError if the given id can't be its.
    """
    hints = filename_hints.parse_path(PurePath(file.path))
    stated = replace(stated, video_url=stated.video_url or hints.video_url)
    record = _new_record(catalog, guild, file, given, stated)
    has_show = bool(given.show or stated.show or file.has_folder)
    indexed = _find_same_bytes(catalog, guild, file, given, record.show_id if has_show else None)
    indexed = indexed or _find_by_id(catalog, guild, file, given, placement)
    if indexed is None and given.episode:
        return EpisodeMatch(_described(record, given, stated), None)
    if indexed is None:
        indexed = _find_same_source(catalog, record, file)
    if indexed is None and placement.choice != "new":
        indexed = lookalikes.find_similar(catalog, record, file, given.or_else(stated), placement)
    if indexed is not None:
        return EpisodeMatch(_updated_record(catalog, indexed, given, stated), indexed)
    if not (given.title or stated.title):
        record = _with_folder_in_title(catalog, record, file)
    return EpisodeMatch(_described(_with_free_id(catalog, record), given, stated), None)


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
        place=episode.place,
        guests=episode.guests,
        hosts=episode.hosts,
        page_url=episode.page_url,
        media=episode.media,
        chapters=indexed.chapters,
        soundbites=indexed.soundbites,
        presentation=indexed.presentation,
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


def _find_same_bytes(
    catalog: Catalog, guild: int | None, file: TranscriptSource, given: Details, show_id: str | None
) -> IndexedEpisode | None:
    """Return the episode of the same bytes that `given` names, or one of the show, or one of the same place.

    A show that `given` names rules out the episodes of others, wherever they are from; without any show
    (`None`), every episode of the same bytes will do.
    """
    id_ = identifiers.validate_episode_id(given.episode) if given.episode else None
    same = catalog.indexed_episodes(guild, id=id_, transcript=file.hash)
    if show_id is None or (id_ and not given.show):
        return next(iter(same), None)
    source = file.source if not given.show and (file.origin or file.has_folder) else None
    return next((one for one in same if one.episode.show.id == show_id or one.source == source), None)


def _find_by_id(
    catalog: Catalog, guild: int | None, file: TranscriptSource, given: Details, placement: Placement
) -> IndexedEpisode | None:
    if not given.episode:
        return None
    id_ = identifiers.validate_episode_id(given.episode)
    indexed = next(iter(catalog.indexed_episodes(guild, id=id_)), None)
    if indexed:
        show_id = catalog.shows.id_for(guild, given.show) if given.show else None
        lookalikes.check_named(indexed, file, show_id, placement)
    return indexed


def _find_same_source(
    catalog: Catalog, record: EpisodeRecord, file: TranscriptSource
) -> IndexedEpisode | None:
    """Return the episode of the record's show that was made from the same path, URL or feed item."""
    if not (file.origin or file.has_folder):  # an upload: a name alone isn't a source
        return None
    same = catalog.indexed_episodes(record.guild, source=file.source, show=record.show_id)
    return next(iter(same), None)


def _with_free_id(catalog: Catalog, record: EpisodeRecord) -> EpisodeRecord:
    id_, number = record.id, 1
    while catalog.indexed_episodes(record.guild, id=id_):
        number += 1
        id_ = f"{record.id}-{number}"
    return replace(record, id=id_)


def _with_folder_in_title(catalog: Catalog, record: EpisodeRecord, file: TranscriptSource) -> EpisodeRecord:
    """Return the record with its folder's name in the title, if its show has an episode of that title."""
    episodes = catalog.indexed_episodes(record.guild, show=record.show_id)
    titles = {indexed.episode.title.casefold() for indexed in episodes}
    folder = PurePath(file.path).parent.name
    if not folder or record.title.casefold() not in titles:
        return record
    return replace(record, title=f"{record.title} ({folder})")


def _described(record: EpisodeRecord, given: Details, stated: Details) -> EpisodeRecord:
    media = merge_media((), given, stated)
    return replace(record, chapters=given.chapters, soundbites=given.soundbites, media=media)


def _new_record(
    catalog: Catalog, guild: int | None, file: TranscriptSource, given: Details, stated: Details
) -> EpisodeRecord:
    details = given.or_else(stated)
    show = details.show or _show_title(file)
    show_id = catalog.shows.id_for(guild, show)
    hints = filename_hints.parse_path(PurePath(file.path))
    if identifiers.slug(hints.title) == show_id:  # the show's own folder
        hints = replace(hints, title=show)
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
        place=details.place,
        guests=details.guests,
        hosts=details.hosts,
        page_url=details.page_url,
        presentation=_presentation(details, Presentation()),
    )


def _updated_record(
    catalog: Catalog, indexed: IndexedEpisode, given: Details, stated: Details
) -> EpisodeRecord:
    record, details = unchanged_record(indexed), given.or_else(stated)
    show_id = catalog.shows.id_for(record.guild, given.show) if given.show else record.show_id
    if given.show and show_id != record.show_id:
        record = replace(record, show_id=show_id, show_title=given.show)
    return replace(
        record,
        title=details.title or record.title,
        published=details.published or record.published,
        place=details.place or record.place,
        guests=details.guests or record.guests,
        hosts=details.hosts or record.hosts,
        page_url=details.page_url or record.page_url,
        media=merge_media(record.media, given, stated),
        chapters=details.chapters or record.chapters,
        soundbites=details.soundbites or record.soundbites,
        presentation=_presentation(details, record.presentation),
    )


def _presentation(details: Details, known: Presentation) -> Presentation:
    return Presentation(*(getattr(details, name) or getattr(known, name) for name in known.__slots__))


def _show_title(file: TranscriptSource) -> str:
    if not file.has_folder:
        return identifiers.UNSORTED
    return filename_hints.show_title_from_folder(Path(file.path).parent)
