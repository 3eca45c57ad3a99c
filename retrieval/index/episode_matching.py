"""Which episode a transcript is, and what is to be said of it: decided before anything is written."""

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

_KINDS: tuple[Literal["video", "audio"], ...] = ("video", "audio")


@dataclass(frozen=True)
class Source:
    """A transcript file's bytes; `path` is absolute, or only a name where it came without a place."""

    content: bytes
    path: str

    @property
    def name(self) -> str:
        return PurePath(self.path).name

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """How the episode is to stand in the catalog, and how it stands there now, if it does."""

    entry: EpisodeRecord
    made: IndexedEpisode | None


def known(catalog: Catalog, guild: int | None, source: Source, given: Details) -> IndexedEpisode | None:
    """The episode that was made from just these bytes, unless what is given of it says another."""
    show = identifiers.show_id(given.show) if given.show else None
    id_ = identifiers.checked_id(given.episode) if given.episode else None
    return next(iter(catalog.indexed_episodes(guild, id=id_, transcript=source.hash, show=show)), None)


def plan(catalog: Catalog, guild: int | None, source: Source, given: Details, stated: Details) -> Plan:
    """What is to become of a transcript: `given` by whoever adds it, `stated` by the file itself.

    Raises BadRequestError where the given id is none, or is another show's.
    """
    made = known(catalog, guild, source, given) or _named(catalog, guild, source, given)
    if made is not None:
        return Plan(_renewed(made, given, stated), made)
    show = given.show or stated.show or _folder(source)
    entry = _new(guild, source, show, given, stated)
    if not given.episode:
        entry, made = _placed(catalog, entry, source)
    if made is not None:
        return Plan(_renewed(made, given, stated), made)
    told = replace(entry, chapters=given.chapters, soundbites=given.soundbites)
    return Plan(replace(told, media=media((), given, stated)), None)


def kept(made: IndexedEpisode) -> EpisodeRecord:
    """The episode just as it stands."""
    episode = made.episode
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
        chapters=made.chapters,
        soundbites=made.soundbites,
    )


def media(before: tuple[Medium, ...], given: Details, stated: Details) -> tuple[Medium, ...]:
    """The media with what is newly said of them.

    The first one that is named is what the transcript was timed against: a file knows that best, and most
    are made from the video. The times of any other differ by an unknown offset.
    """
    found = {medium.kind: medium for medium in before}
    for details in (stated, given):
        for kind in _KINDS:
            url = details.video_url if kind == "video" else details.audio_url
            timed = any(medium.offset is not None for medium in found.values())
            if url and kind in found:
                found[kind] = replace(found[kind], url=url)
            elif url:
                found[kind] = Medium(kind, url, None if timed else 0.0)
    return tuple(found.values())


def timed(before: tuple[Medium, ...], kind: str, offset: float, url: str | None) -> tuple[Medium, ...]:
    """The media with the offset of one kind, which is added where its `url` is new."""
    found = {medium.kind: medium for medium in before}
    for known in _KINDS:
        if known == kind and (url or known in found):
            found[known] = Medium(known, url or found[known].url, offset)
    return tuple(found.values())


def _named(catalog: Catalog, guild: int | None, source: Source, given: Details) -> IndexedEpisode | None:
    if given.episode:
        made = next(iter(catalog.indexed_episodes(guild, id=identifiers.checked_id(given.episode))), None)
        if made and given.show and identifiers.show_id(given.show) != made.episode.show.id:
            same = made.transcript == source.hash
            if not same:
                raise BadRequestError(
                    f"{made.episode.id!r} is an episode of {made.episode.show.title!r}; choose another id."
                )
        return made
    if not given.show and source.path != source.name:
        return next(iter(catalog.indexed_episodes(guild, source=source.path)), None)
    return None


def _placed(
    catalog: Catalog, entry: EpisodeRecord, source: Source
) -> tuple[EpisodeRecord, IndexedEpisode | None]:
    """The entry under a free id of its own, or the episode that it is a new version of."""
    id_, number = entry.id, 1
    while there := catalog.indexed_episodes(entry.guild, id=id_):
        (made,) = there
        same_file = PurePath(made.source).name == source.name
        same_title = made.episode.title.casefold() == entry.title.casefold()
        if made.episode.show.id == entry.show_id and (same_file or same_title):
            return entry, made
        number += 1
        id_ = f"{entry.id}-{number}"
    return replace(entry, id=id_), None


def _new(guild: int | None, source: Source, show: str, given: Details, stated: Details) -> EpisodeRecord:
    details, show_id = given.or_else(stated), identifiers.show_id(show)
    name = filename_hints.called(PurePath(source.name).stem)
    title = details.title or name.title or (show if name.number is None else f"{show} {name.number}")
    if given.episode:
        id_ = identifiers.checked_id(given.episode)
    else:  # a file's name is mostly shorter than its title, and what people know it by
        id_ = filename_hints.episode_id(show_id, name, given.title or name.title or title)
    return EpisodeRecord(
        None, guild, show_id, show, id_, title, details.published, details.guests, details.page_url
    )


def _renewed(made: IndexedEpisode, given: Details, stated: Details) -> EpisodeRecord:
    entry, details = kept(made), given.or_else(stated)
    if given.show and identifiers.show_id(given.show) != entry.show_id:
        entry = replace(entry, show_id=identifiers.show_id(given.show), show_title=given.show)
    return replace(
        entry,
        title=details.title or entry.title,
        published=details.published or entry.published,
        guests=details.guests or entry.guests,
        page_url=details.page_url or entry.page_url,
        media=media(entry.media, given, stated),
        chapters=details.chapters or entry.chapters,
        soundbites=details.soundbites or entry.soundbites,
    )


def _folder(source: Source) -> str:
    parent = Path(source.path).parent
    return filename_hints.show_of(parent) if source.path != source.name else identifiers.UNSORTED
