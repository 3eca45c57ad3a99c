"""Find the episode that a transcript of another source may be a new version of, by its name and title."""

from pathlib import PurePath

from retrieval import identifiers
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, IndexedEpisode
from retrieval.errors import BadRequestError, EpisodeExistsError
from retrieval.index import filename_hints
from retrieval.index.transcript_source import TranscriptSource
from retrieval.models import Details, Placement
from retrieval.texts import Text


def find_similar(
    catalog: Catalog, record: EpisodeRecord, file: TranscriptSource, details: Details, placement: Placement
) -> IndexedEpisode | None:
    """Return the episode that a file of another source may be a version of: one with its bytes, or alike.

    What a feed brings isn't compared with other shows. Raises EpisodeExistsError where `placement` asks.
    """
    copies = [] if placement.feed else catalog.indexed_episodes(record.guild, transcript=file.hash)
    indexed = next(iter(copies), None) or find_lookalike(catalog, record, file, details, placement)
    if indexed is not None and placement.choice == "ask":
        raise _copy_error(file, indexed, record) if copies else _exists_error(file, indexed)
    return indexed


def find_lookalike(
    catalog: Catalog, record: EpisodeRecord, file: TranscriptSource, details: Details, placement: Placement
) -> IndexedEpisode | None:
    """Return an episode of the record's show with the same name or title, unless it is a sibling of the file.

    Without a show in `details`, an episode that another show has from the same path looks alike as well.
    """
    candidates = catalog.indexed_episodes(record.guild, show=record.show_id)
    alike = [one for one in candidates if _looks_alike(one, record, file, details)]
    if not details.show and file.has_folder:
        alike += catalog.indexed_episodes(record.guild, source=file.source)
    siblings = placement.siblings.difference((file.source,))
    others = (one for one in alike if not siblings.intersection((one.source, one.episode.id)))
    return next(others, None)


def _looks_alike(
    indexed: IndexedEpisode, record: EpisodeRecord, file: TranscriptSource, details: Details
) -> bool:
    path, other = PurePath(file.path), PurePath(indexed.source)
    hints, episode = filename_hints.parse_path(path), indexed.episode
    if (details.title or hints.title) and record.title.casefold() == episode.title.casefold():
        return True
    is_same_name = filename_hints.parse_path(other) == hints or identifiers.slug(path.stem) == episode.id
    if hints.title or hints.number is None:
        return is_same_name
    # A number alone says nothing across folders: every season has its 01.srt.
    in_other_folder = bool(path.parent.name and other.parent.name) and path.parent.name != other.parent.name
    return (is_same_name or record.id == episode.id) and not in_other_folder


def check_named(
    indexed: IndexedEpisode, file: TranscriptSource, show_id: str | None, placement: Placement
) -> None:
    """Raise for a transcript that is to be an episode by its id, but is from elsewhere than that episode.

    This is EpisodeExistsError where `placement` asks; BadRequestError where it wants a new episode, or where
    `show_id` is another show's. What a feed brings for an episode of its own is always a version of it.
    """
    episode = indexed.episode
    if file.hash == indexed.transcript:
        return
    if show_id not in (None, episode.show.id):
        raise BadRequestError(
            Text(
                "{id!r} is an episode of {title!r}; choose another id.",
                id=episode.id,
                title=episode.show.title,
            )
        )
    if file.source == indexed.source or placement.feed or placement.choice == "replace":
        return
    if placement.choice == "new":
        raise BadRequestError(Text("{id!r} is an episode already; choose another id.", id=episode.id))
    raise _exists_error(file, indexed, is_named=True)


def same_file(indexed: IndexedEpisode | None, placement: Placement) -> str:
    """Return the sentence for a file that is to be a new episode, but whose bytes are an episode already."""
    if indexed is None or placement.choice != "new":
        return ""
    episode = indexed.episode
    return Text(
        "This exact file has already been added as {id!r} (“{title}”) of {show}, so no new episode was made.",
        id=episode.id,
        title=episode.title,
        show=episode.show.title,
    )


def _exists_error(
    file: TranscriptSource, indexed: IndexedEpisode, *, is_named: bool = False
) -> EpisodeExistsError:
    """Return the error that names the episode, for the user to decide."""
    episode = indexed.episode
    values = {"name": file.name, "id": episode.id, "title": episode.title, "show": episode.show.title}
    if is_named:
        sentence = Text(
            "The id {id!r} already belongs to the episode “{title}” of {show}, which came from another file; "
            "nothing was changed.",
            **values,
        )
    else:
        sentence = Text(
            "{name} looks like {id!r} (“{title}”) of {show}, but that came from a different file or "
            "link, so nothing was changed.",
            **values,
        )
    return EpisodeExistsError(sentence, episode.id, is_named=is_named)


def _copy_error(file: TranscriptSource, indexed: IndexedEpisode, record: EpisodeRecord) -> EpisodeExistsError:
    """Return the error for a file that another show has as an episode already, for the user to decide."""
    episode = indexed.episode
    return EpisodeExistsError(
        Text(
            "{name} has the same content as {id!r} (“{title}”) of {show}, not of {other}, "
            "so nothing was changed.",
            name=file.name,
            id=episode.id,
            title=episode.title,
            show=episode.show.title,
            other=record.show_title,
        ),
        episode.id,
        wanted_show=record.show_title,
    )
