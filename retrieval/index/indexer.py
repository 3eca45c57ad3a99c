"""Adding, reindexing and removing episodes, by one writer at a time."""

import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

import numpy
from numpy import float32
from numpy.typing import NDArray

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import GenerationOrigin, IndexedEpisode
from retrieval.errors import LibraryError, NotFoundError, TranscriptError
from retrieval.index import episode_matching
from retrieval.index.embedding_mismatch import embedding_mismatch
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.episode_matching import Plan, Source
from retrieval.index.generation_writer import Storage
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.index.writer_lock import WriterLock
from retrieval.models import Cue, Details, Episode, IndexReport, Progress, ProgressSink, Segment
from retrieval.transcripts import reader
from retrieval.transcripts.segmenter import SPLITTER_VERSION, split_into_segments

LEAST_FREE_BYTES = 64_000_000
"""Chroma can't even open its folder on a full disk, so that cleaning up needs room too."""
_log = logging.getLogger(__name__)


class Indexer:
    """Writes what transcripts hold into the catalog, the vectors and the terms.

    Reading and embedding, the long part, come before anything is written and need no lock. Every method
    leaves the library as it was where it raises or is interrupted.
    """

    def __init__(
        self, catalog: Catalog, vectors: VectorStore, terms: TermIndex, embeddings: EmbeddingModel, home: Path
    ) -> None:
        self._catalog, self._embeddings = catalog, embeddings
        self._storage = Storage(catalog, vectors, terms)
        self._lock, self._home = WriterLock(home), home

    def add(
        self,
        source: Path | bytes,
        details: Details,
        *,
        guild: int | None = None,
        progress: ProgressSink | None = None,
        name: str = "",
    ) -> IndexReport:
        """Index a transcript as a new episode, or as the new version of the one that it belongs to.

        `name` is the file's where `source` is bytes. Raises TranscriptError, BadRequestError, ModelError or
        LibraryError.
        """
        began, tell = time.monotonic(), progress or _tell_nobody
        tell(Progress("reading"))
        read = _load(source, name)
        if error := embedding_mismatch(self._catalog, self._embeddings.name):
            raise error
        if episode_matching.known(self._catalog, guild, read, details):
            plan = episode_matching.plan(self._catalog, guild, read, details, Details())
            if self._is_settled(plan, read):
                return self._describe(plan, began)
        transcript = reader.parse_transcript(read.content, read.name)
        parts = _split(transcript.cues, read.name)
        plan = episode_matching.plan(self._catalog, guild, read, details, transcript.details)
        rows, embedded = self._embed(parts, plan.made, tell)
        self._refuse_full_disk()
        with self._lock.held(f"adding {read.name}", progress=tell):
            plan = episode_matching.plan(self._catalog, guild, read, details, transcript.details)
            if self._is_settled(plan, read):  # another writer was quicker
                return self._describe(plan, began)
            tell(Progress("writing", 0, len(parts)))
            self._storage.publish(plan.entry, self._origin(read, rows), parts, rows)
        return IndexReport(
            plan.entry.id, "updated" if plan.made else "added", len(parts), embedded, time.monotonic() - began
        )

    def reindex(self, episode: Episode, progress: ProgressSink | None = None) -> IndexReport:
        """Make an episode's index anew from the stored transcript, where it isn't whole and up to date.

        Raises NotFoundError where the episode is gone, ModelError or LibraryError.
        """
        began, tell = time.monotonic(), progress or _tell_nobody
        tell(Progress("reading"))
        made = self._made(episode)
        read = Source(*self._catalog.original_transcript(made.episode.generation))
        parts = _split(reader.parse_transcript(read.content, read.name).cues, read.name)
        if self._is_up_to_date(made, read) and self._storage.is_whole(made, parts):
            return IndexReport(episode.id, "unchanged", len(parts), 0, time.monotonic() - began)
        rows, embedded = self._embed(parts, made, tell)
        self._refuse_full_disk()
        with self._lock.held(f"reindexing {episode.id}", progress=tell):
            now = self._made(episode)
            if now.transcript != made.transcript:
                raise LibraryError(f"{episode.id!r} got another transcript meanwhile, which is indexed now.")
            tell(Progress("writing", 0, len(parts)))
            self._storage.publish(episode_matching.kept(now), self._origin(read, rows), parts, rows)
        return IndexReport(episode.id, "updated", len(parts), embedded, time.monotonic() - began)

    def remove(self, episode: Episode) -> IndexReport:
        """Take an episode out of every answer, and its index and transcript off the disk."""
        began = time.monotonic()
        with self._lock.held(f"removing {episode.id}"):
            self._storage.remove(self._made(episode).episode.key)
        return IndexReport(episode.id, "removed", episode.segments, 0, time.monotonic() - began)

    def roll_back(self, episode: Episode) -> IndexReport:
        """Answer from an episode's previous generation again; rolled back once more, from this one.

        Raises NotFoundError where there is none, LibraryError where it isn't whole.
        """
        began = time.monotonic()
        with self._lock.held(f"rolling back {episode.id}"):
            back = self._storage.roll_back(self._made(episode))
        return IndexReport(episode.id, "rolled back", back.segments, 0, time.monotonic() - began)

    def time_medium(self, episode: Episode, kind: str, offset: float, url: str | None = None) -> None:
        """Note by how many seconds a medium's times are after the transcript's, and where it is.

        Raises NotFoundError where no such medium is known, and no `url` given.
        """
        with self._lock.held(f"timing {episode.id}"):
            entry = episode_matching.kept(self._made(episode))
            media = episode_matching.timed(entry.media, kind, offset, url)
            if not any(medium.kind == kind for medium in media):
                raise NotFoundError(f"No {kind} of {episode.id!r} is known; give its address too.")
            self._catalog.generations.update_description(replace(entry, media=media))

    def sweep(self) -> int:
        """Remove what a crash left, and give how many generations that were; none while somebody writes."""
        try:
            with self._lock.held("cleaning up", wait=0):
                return self._storage.clean_up()
        except LibraryError as error:
            _log.info("nothing was swept: %s", error)
            return 0

    def _refuse_full_disk(self) -> None:
        free = shutil.disk_usage(self._home).free
        if free < LEAST_FREE_BYTES:
            raise LibraryError(
                f"The disk has only {free // 1_000_000} MB left, and {LEAST_FREE_BYTES // 1_000_000} MB are "
                "wanted before anything is written: make room and try again."
            )

    def _made(self, episode: Episode) -> IndexedEpisode:
        found = self._catalog.indexed_episodes(episode.show.guild, key=episode.key)
        if not found:
            raise NotFoundError(f"The episode {episode.id!r} has been removed meanwhile.")
        return found[0]

    def _describe(self, plan: Plan, began: float) -> IndexReport:
        """The report on a transcript that is indexed already, after what is newly said of it is noted."""
        changed = plan.made is None or plan.entry != episode_matching.kept(plan.made)
        if changed:
            self._catalog.generations.update_description(plan.entry)
        return IndexReport(
            plan.entry.id,
            "updated" if changed else "unchanged",
            plan.made.episode.segments if plan.made else 0,
            seconds=time.monotonic() - began,
        )

    def _is_settled(self, plan: Plan, source: Source) -> bool:
        """Whether the episode's generation can stay. In another show its vectors must stand elsewhere."""
        made = plan.made
        if made is None or plan.entry.show_id != made.episode.show.id:
            return False
        return self._is_up_to_date(made, source)

    def _is_up_to_date(self, made: IndexedEpisode, source: Source) -> bool:
        now = (source.hash, SPLITTER_VERSION, self._embeddings.name)
        return (made.transcript, made.splitter, made.model) == now

    def _embed(
        self, parts: Sequence[Segment], made: IndexedEpisode | None, tell: ProgressSink
    ) -> tuple[NDArray[float32], int]:
        """The segments' vectors, and how many are new: a text that the episode has already keeps its own."""
        rows = self._storage.known_vectors(made, self._embeddings.name) if made else {}
        new = list(dict.fromkeys(part.text for part in parts if part.text not in rows))
        tell(Progress("embedding", 0, len(new)))
        rows |= zip(new, self._embeddings.embed(new, tell), strict=True)
        return numpy.asarray([rows[part.text] for part in parts], dtype=float32), len(new)

    def _origin(self, source: Source, rows: NDArray[float32]) -> GenerationOrigin:
        model, dimension = self._embeddings.name, int(rows.shape[1])
        return GenerationOrigin(source.content, source.hash, source.path, SPLITTER_VERSION, model, dimension)


def _load(source: Path | bytes, name: str) -> Source:
    if isinstance(source, bytes):
        return Source(source, PurePath(name).name or "transcript")
    return Source(reader.read_transcript_file(source), str(source.resolve()))


def _split(cues: Sequence[Cue], name: str) -> tuple[Segment, ...]:
    parts = split_into_segments(cues)
    if not parts:
        raise TranscriptError(f"{name} has no words to index.")
    return parts


def _tell_nobody(_: Progress) -> None:
    """Where nobody looks on."""
