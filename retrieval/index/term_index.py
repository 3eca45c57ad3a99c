"""Full-text index in tantivy, searched by BM25. Only the modules `term_…` import tantivy."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import LibraryError
from retrieval.index import term_hits
from retrieval.index.term_errors import reading, unusable
from retrieval.index.term_hits import UNFILTERED_FACTOR, count_by_generation, of_shows, top_hits
from retrieval.index.term_schema import ANALYZER_NAME, build_analyzer, build_schema
from retrieval.models import ScoredSegment, Segment

if TYPE_CHECKING:
    from tantivy import Index, IndexWriter, Query, Schema, Searcher, TextAnalyzer

WRITER_HEAP_BYTES = 32_000_000
"""Memory of an index writer; tantivy requires 15 MB per thread."""
TERM_LOCK_SECONDS = 30.0
"""How long a writer waits for another process's."""
MAX_QUERY_TERMS = 256
"""How many different words of a query are searched for; a segment has about as many."""


class TermIndex:
    """Index of the words of all segments, opened on first use, safe for several threads and processes.

    `folder` is created if it doesn't exist. Every method raises LibraryError if the index can't be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open_lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._index: Index | None = None
        self._commit_read: str | None = None
        self._schema: Schema
        self._analyzer: TextAnalyzer
        self._query_analyzer: TextAnalyzer

    def add(self, show: int, generation: int, segments: Sequence[Segment]) -> None:
        """Index the segments; when this returns they are on disk, and every process finds them."""
        from tantivy import Document

        with self._writer() as writer:
            for segment in segments:
                fields = {"show": show, "generation": generation, "number": segment.number}
                # Document's keyword arguments would mistype the integers.
                writer.add_document(Document.from_dict({**fields, "text": segment.text}, self._schema))

    def remove(self, generation: int) -> None:
        """Delete all segments of a generation."""
        with self._writer() as writer:
            # delete_documents_by_term takes the number for a signed one and deletes nothing.
            writer.delete_documents_by_query(self._term("generation", generation))

    def search(
        self,
        query: str,
        k: int,
        shows: Collection[int] | None = None,
        generation: int | None = None,
        spellings: Collection[str] = (),
    ) -> list[ScoredSegment]:
        """Return the `k` segments with the highest BM25 scores, best first.

        A segment matches if it has any word of `query`, which is plain text, never query syntax, or all words
        of one of the `spellings`. `shows` (keys) and `generation` restrict the search.
        """
        from tantivy import Query

        searcher = self._searcher()
        words = self._words(query)
        if k < 1 or not words or (shows is not None and not shows):
            return []
        any_word = self._matching_any(words, spellings)
        within = [] if generation is None else [self._term("generation", generation)]
        hits = None
        if shows is not None and len(shows) > 1:
            # Searching the whole index takes a third of the time, and is enough if the shows are most of it.
            unfiltered = top_hits(searcher, any_word, UNFILTERED_FACTOR * k, within)
            hits = of_shows(searcher, unfiltered, shows, k)
        if shows is not None and hits is None:
            within.append(Query.term_set_query(self._schema, "show", list(shows)))
        return term_hits.scored_segments(
            searcher, top_hits(searcher, any_word, k, within) if hits is None else hits
        )

    def has_words(self, text: str) -> bool:
        """Return whether a text has any word that a search could find."""
        self._searcher()
        return bool(self._words(text))

    def count_words(self, words: Iterable[str], generations: Collection[int]) -> dict[str, int]:
        """Return how many segments of the generations have each word; all of its parts if it has several."""
        from tantivy import Occur, Query

        self._open()
        within = Query.term_set_query(self._schema, "generation", list(generations))
        counts = {}
        for word in dict.fromkeys(words):
            parts = [self._term("text", part) for part in self._analyzer.analyze(word)]
            query = Query.boolean_query([(Occur.Must, part) for part in [*parts, within]])
            counts[word] = self._count(query) if parts else 0
        return counts

    def mentions(self, words: Iterable[str]) -> dict[str, dict[int, int]]:
        """Return for each word how many segments of which generations have it, or all of its parts."""
        from tantivy import Occur, Query

        self._open()
        found = {}
        for word in dict.fromkeys(words):
            parts = [self._term("text", part) for part in self._analyzer.analyze(word)]
            query = Query.boolean_query([(Occur.Must, part) for part in parts])
            found[word] = count_by_generation(self._searcher(), query) if parts else {}
        return found

    def count(self, generation: int) -> int:
        """Return how many segments of a generation are indexed."""
        self._open()
        return self._count(self._term("generation", generation))

    def counts(self) -> dict[int, int]:
        """Return how many segments of each generation are indexed, of all that have any."""
        from tantivy import Query

        self._open()
        return count_by_generation(self._searcher(), Query.all_query())

    def generations(self) -> set[int]:
        """Return every generation of which at least one segment is indexed."""
        return set(self.counts())

    def version(self) -> str:
        """Return a text that changes with every commit of any process."""
        try:
            stat = (self._folder / "meta.json").stat()
        except OSError:
            return ""
        return f"{stat.st_ino} {stat.st_mtime_ns}"

    def close(self) -> None:
        """Forget the index that is open; the next use opens the folder again."""
        with self._open_lock:
            self._index = self._commit_read = None

    def _count(self, query: Query) -> int:
        searcher, aggregation = self._searcher(), {"found": {"value_count": {"field": "number"}}}
        return int(searcher.aggregate(query, aggregation)["found"]["value"]) if searcher.num_docs else 0

    def _words(self, query: str) -> list[str]:
        """Return the query's words without stop words ("the", "of", "was"…), unless it has no others.

        Measured on 237 questions over 35 meetings: over all episodes .189 of the words are found instead of
        .177, within one episode .410 instead of .409; a list five times as long finds .194 and .403.
        """
        words = self._query_analyzer.analyze(query) or self._analyzer.analyze(query)
        return list(dict.fromkeys(words))[:MAX_QUERY_TERMS]

    def _matching_any(self, words: Iterable[str], spellings: Iterable[str]) -> Query:
        from tantivy import Occur, Query

        queries = [self._term("text", word) for word in words]
        for spelling in spellings:
            parts = [self._term("text", part) for part in self._analyzer.analyze(spelling)]
            queries.append(Query.boolean_query([(Occur.Must, part) for part in parts]))
        return Query.boolean_query([(Occur.Should, query) for query in queries])

    def _term(self, field: str, value: str | int) -> Query:
        from tantivy import Query

        return Query.term_query(
            self._schema, field, value, index_option="freq" if field == "text" else "basic"
        )

    def _searcher(self) -> Searcher:
        """Return a searcher that sees the last commit of any process: each commit replaces `meta.json`."""
        index = self._open()
        with self._open_lock, reading(self._folder):
            commit = self.version()
            if self._commit_read != commit:
                index.reload()
                self._commit_read = commit
            return index.searcher()

    @contextmanager
    def _writer(self) -> Iterator[IndexWriter]:
        """Yield a writer that commits at the end and is released at once, so that others can write next."""
        index = self._open()
        with self._write_lock:
            writer = self._acquire(index)
            try:
                yield writer
                writer.commit()
            except (OSError, ValueError) as error:
                writer.rollback()
                raise unusable(error, self._folder) from error
            finally:
                writer.wait_merging_threads()

    def _acquire(self, index: Index) -> IndexWriter:
        deadline = time.monotonic() + TERM_LOCK_SECONDS
        while True:
            try:
                return index.writer(WRITER_HEAP_BYTES, 1)
            except ValueError as error:
                if "LockBusy" not in str(error):
                    raise unusable(error, self._folder) from error
                if time.monotonic() > deadline:
                    raise LibraryError(
                        f"Another process is writing the index in {self._folder}; try again when it is done."
                    ) from error
                time.sleep(0.05)

    def _open(self) -> Index:
        from tantivy import Filter, Index

        with self._open_lock:
            if self._index is None:
                self._schema = build_schema()
                self._analyzer = build_analyzer()
                self._query_analyzer = build_analyzer(Filter.stopword("english"))
                with reading(self._folder):
                    self._folder.mkdir(parents=True, exist_ok=True)
                    index = Index(self._schema, str(self._folder))
                    index.config_reader("manual")
                index.register_tokenizer(ANALYZER_NAME, self._analyzer)
                self._index = index
            return self._index
