"""Add, reindex, roll back and remove episodes, one writer at a time."""

import logging
import os
import time
from dataclasses import replace
from pathlib import Path, PurePath

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.disk_space import require_space
from retrieval.catalog.records import GenerationOrigin, IndexedEpisode
from retrieval.errors import LibraryError, NotFoundError
from retrieval.index import episode_matching
from retrieval.index.admission import Admission
from retrieval.index.embedding_mismatch import embedding_mismatch, is_replaced_automatically
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.episode_matching import EpisodeMatch, unchanged_record
from retrieval.index.generation_writer import GenerationWriter, generation_of
from retrieval.index.lookalikes import same_file
from retrieval.index.reporting import added_report, episode_report
from retrieval.index.segment_embedding import EmbeddedSegments, SegmentEmbedder
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import TokenStore
from retrieval.index.transcript_source import TranscriptSource
from retrieval.index.vector_store import VectorStore
from retrieval.index.word_warning import check_words
from retrieval.index.writer_lock import WriterLock
from retrieval.models import Details, Episode, IndexReport, Progress, ProgressSink
from retrieval.models.placements import ASK, Placement
from retrieval.texts import Text
from retrieval.transcripts import reader
from retrieval.transcripts.bounded_reader import ReadTranscript
from retrieval.transcripts.segmenter import SPLITTER_VERSION

_log = logging.getLogger(__name__)


class Indexer:
    """Write the contents of transcripts to the catalog, the vector store and the term index.

    `read` parses files, within a budget where they are strangers'. Parsing and embedding, which take longest,
    come before anything is written and hold no lock. If a method raises or is interrupted, the library is as
    it was before.
    """

    def __init__(
        self,
        catalog: Catalog,
        vectors: VectorStore,
        terms: TermIndex,
        embeddings: EmbeddingModel,
        home: Path,
        *,
        read: ReadTranscript,
        tokens: TokenStore | None = None,
    ) -> None:
        self._catalog, self._embeddings, self._read = catalog, embeddings, read
        self._embedder = SegmentEmbedder(catalog, vectors, tokens)
        self._writer = GenerationWriter(catalog, vectors, terms, tokens)
        self._lock, self._home = WriterLock(home), home

    def add(
        self,
        source: Path | bytes,
        details: Details,
        *,
        guild: int | None = None,
        progress: ProgressSink | None = None,
        name: str = "",
        placement: Placement | None = None,
    ) -> IndexReport:
        """Index a transcript as a new episode, or as the new version of the episode it belongs to.

        `name` is the file's name if `source` is bytes. Raises TranscriptError, EpisodeExistsError,
        OverQuotaError and other BadRequestErrors, WithdrawnError, ModelError or LibraryError.
        """
        started, report_progress = time.monotonic(), progress or _ignore_progress
        report_progress(Progress("reading"))
        placement = placement or ASK
        file = _load(source, name, placement.origin)
        admission = Admission(self._catalog, file.content, placement)
        admission.check_start()
        require_space(self._home, len(file.content))
        if error := embedding_mismatch(self._catalog, self._embeddings.name):
            raise error
        if episode_matching.find_unchanged(self._catalog, guild, file, details):
            match = episode_matching.match_episode(self._catalog, guild, file, details, Details())
            if self._is_current(match, file):
                return self._update_record(match, started, same_file(match.indexed, placement))
        transcript = self._read(file.content, file.name, details.duration)
        segments, stated = transcript.segments, transcript.details
        warning = check_words(transcript, file.name)
        match = episode_matching.match_episode(self._catalog, guild, file, details, stated, placement)
        admission.check(match.record, segments)
        embedded = self._embedder.embed(self._embeddings, segments, report_progress, match.indexed)
        require_space(self._home, len(file.content))
        with self._lock.acquire(f"adding {file.name}", progress=report_progress):
            match = episode_matching.match_episode(self._catalog, guild, file, details, stated, placement)
            if self._is_current(match, file):  # another writer was quicker
                return self._update_record(match, started, same_file(match.indexed, placement))
            admission.check(match.record, segments)  # much may have changed since
            report_progress(Progress("writing", 0, len(segments)))
            origin = self._origin(file, embedded)
            self._writer.publish(match.record, origin, segments, embedded.vectors, embedded.tokens)
        report = episode_report(match.record, "updated", len(segments), started, embedded.computed)
        is_guessed = not details.or_else(stated).show
        report = added_report(self._catalog, match, report, file.hash, guessed_show=is_guessed)
        return replace(report, warning=warning)

    def reindex(
        self, episode: Episode, progress: ProgressSink | None = None, *, force: bool = False
    ) -> IndexReport:
        """Rebuild an episode's index from the stored transcript if it is incomplete or out of date.

        What is only incomplete, or whole but rebuilt by `force`, is rebuilt in place, so that the previous
        generation stays.

        Raises NotFoundError if the episode has been removed, ModelError or LibraryError.
        """
        started, report_progress = time.monotonic(), progress or _ignore_progress
        report_progress(Progress("reading"))
        indexed = self._indexed(episode)
        file = TranscriptSource(*self._catalog.original_transcript(indexed.episode.generation))
        segments = self._read(file.content, file.name, None).segments
        is_up_to_date = self._is_up_to_date(indexed, file)
        if is_up_to_date and not force and self._writer.is_complete(indexed, segments):
            return episode_report(unchanged_record(indexed), "unchanged", len(segments), started)
        known = None if force else indexed
        embedded = self._embedder.embed(self._embeddings, segments, report_progress, known)
        require_space(self._home)
        with self._lock.acquire(f"reindexing {episode.id}", progress=report_progress):
            latest = self._indexed(episode)
            if latest.transcript != indexed.transcript:
                raise LibraryError(
                    Text(
                        "Another transcript was added for {id!r} in the meantime; that one is used.",
                        id=episode.id,
                    )
                )
            report_progress(Progress("writing", 0, len(segments)))
            if is_up_to_date and self._writer.has_segments(latest, segments):
                self._writer.restore(generation_of(latest), segments, embedded.vectors, embedded.tokens)
            else:
                record, origin = unchanged_record(latest), self._origin(file, embedded)
                self._writer.publish(record, origin, segments, embedded.vectors, embedded.tokens)
        record, computed = unchanged_record(indexed), embedded.computed
        return episode_report(record, "updated", len(segments), started, computed)

    def remove(self, episode: Episode) -> IndexReport:
        """Remove an episode from all answers, and its index and transcript from the disk."""
        started = time.monotonic()
        with self._lock.acquire(f"removing {episode.id}"):
            indexed = self._indexed(episode)
            self._writer.remove(indexed.episode.key)
        return episode_report(unchanged_record(indexed), "removed", episode.segments, started)

    def roll_back(self, episode: Episode) -> IndexReport:
        """Switch to an episode's previous generation; a second call switches back to the present one.

        Raises NotFoundError if there is none, LibraryError if it isn't complete.
        """
        started = time.monotonic()
        with self._lock.acquire(f"rolling back {episode.id}"):
            indexed = self._indexed(episode)
            previous = self._writer.roll_back(indexed)
        return episode_report(unchanged_record(indexed), "rolled back", previous.segments, started)

    def set_media_offset(self, episode: Episode, kind: str, offset: float, url: str | None = None) -> None:
        """Store how many seconds a medium's times are after the transcript's, and its URL if given.

        Raises NotFoundError if the episode has no such medium and no `url` is given.
        """
        with self._lock.acquire(f"timing {episode.id}"):
            record = unchanged_record(self._indexed(episode))
            media = episode_matching.replace_offset(record.media, kind, offset, url)
            if not any(medium.kind == kind for medium in media):
                raise NotFoundError(
                    Text(
                        "No {kind} of {id!r} is known; please add its address.",
                        kind=Text(kind),
                        id=episode.id,
                    )
                )
            self._catalog.generations.update_description(replace(record, media=media))

    def remove_leftovers(self) -> int:
        """Delete the generations that a crash left, and return how many; 0 while another writer is busy."""
        try:
            with self._lock.acquire("cleaning up", timeout=0):
                return self._writer.remove_leftovers()
        except LibraryError as error:
            _log.info("the clean-up was skipped: %s", error)
            return 0

    def _indexed(self, episode: Episode) -> IndexedEpisode:
        indexed = self._catalog.indexed_episodes(episode.show.guild, key=episode.key)
        if not indexed:
            raise NotFoundError(Text("The episode {id!r} has been removed in the meantime.", id=episode.id))
        return indexed[0]

    def _update_record(self, match: EpisodeMatch, started: float, warning: str) -> IndexReport:
        """Store the new details of an episode whose transcript is indexed already, and report on it."""
        is_changed = match.indexed is None or match.record != unchanged_record(match.indexed)
        if is_changed:
            self._catalog.generations.update_description(match.record)
        segments = match.indexed.episode.segments if match.indexed else 0
        report = episode_report(match.record, "updated" if is_changed else "unchanged", segments, started)
        title = self._catalog.shows.title(match.record.guild, match.record.show_id)
        return replace(report, show=title or report.show, warning=warning)

    def _is_current(self, match: EpisodeMatch, file: TranscriptSource) -> bool:
        """Return whether the episode's generation can stay; a move to another show needs a new one.

        One can that only waits for vectors by a new model: they come without a new generation.
        """
        if match.indexed is None or match.record.show_id != match.indexed.episode.show.id:
            return False
        if is_replaced_automatically(match.indexed.model, self._embeddings.name):
            return (match.indexed.transcript, match.indexed.splitter) == (file.hash, SPLITTER_VERSION)
        return self._is_up_to_date(match.indexed, file)

    def _is_up_to_date(self, indexed: IndexedEpisode, file: TranscriptSource) -> bool:
        wanted = (file.hash, SPLITTER_VERSION, self._embeddings.name)
        return (indexed.transcript, indexed.splitter, indexed.model) == wanted

    def _origin(self, file: TranscriptSource, embedded: EmbeddedSegments) -> GenerationOrigin:
        return GenerationOrigin(
            content=file.content,
            hash=file.hash,
            source=file.source,
            splitter=SPLITTER_VERSION,
            model=self._embeddings.name,
            dimension=int(embedded.vectors.shape[1]),
        )


def _load(source: Path | bytes, name: str, origin: str) -> TranscriptSource:
    if isinstance(source, bytes):
        return TranscriptSource(source, PurePath(name).name or "transcript", origin)
    content = reader.read_transcript_file(source)
    return TranscriptSource(content, os.path.abspath(source), target=str(source.resolve()))


def _ignore_progress(_: Progress) -> None:
    """Take a progress report that nobody asked for."""
