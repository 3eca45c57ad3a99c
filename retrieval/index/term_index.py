"""Where segments' words live: a tantivy index, searched by BM25. No other module names it."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.errors import LibraryError
from retrieval.models import Segment

if TYPE_CHECKING:
    from tantivy import DocAddress, Filter, Index, IndexWriter, Query, Schema, Searcher, TextAnalyzer

    Hits = list[tuple[float, DocAddress]]

ANALYZER = "segments"
HEAP_BYTES = 32_000_000
LOCK_SECONDS = 30.0
MAX_TERMS = 256
WIDER = 2


class TermIndex:
    """The words of all segments. Opened on first use, safe to use from several threads and processes.

    `folder` is made where it doesn't exist. Every method raises LibraryError where the index can't be
    used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._index: Index | None = None
        self._seen: tuple[int, int] | None = None
        self._schema: Schema
        self._analyzer: TextAnalyzer
        self._query_analyzer: TextAnalyzer

    def add(self, show: int, generation: int, segments: Sequence[Segment]) -> None:
        """Index the segments; they are on disk and found by every process when this returns."""
        from tantivy import Document

        with self._writer() as writer:
            for segment in segments:
                fields = {"show": show, "generation": generation, "number": segment.number}
                # Document's keyword arguments would mistype the integers.
                writer.add_document(Document.from_dict({**fields, "text": segment.text}, self._schema))

    def remove(self, generation: int) -> None:
        """Forget everything of one generation."""
        with self._writer() as writer:
            # delete_documents_by_term takes the number for a signed one and deletes nothing.
            writer.delete_documents_by_query(self._term("generation", generation))

    def search(
        self, query: str, k: int, shows: Collection[int] | None = None, generation: int | None = None
    ) -> list[tuple[int, int, float]]:
        """The `k` best segments as (generation, number, BM25), best first.

        A segment matches where it has any word of `query`, which is text, never query syntax; `shows`
        and `generation` narrow where to look.
        """
        from tantivy import Occur, Query

        searcher = self._searcher()
        words = self._words(query)
        if k < 1 or not words or (shows is not None and not shows):
            return []
        any_word = Query.boolean_query([(Occur.Should, self._term("text", word)) for word in words])
        within = [] if generation is None else [self._term("generation", generation)]
        found = None
        if shows is not None and len(shows) > 1:
            # Looking everywhere takes a third of the time, and is enough where they are most of the index.
            found = _enough(searcher, _best(searcher, any_word, WIDER * k, within), shows, k)
        if shows is not None and found is None:
            within.append(Query.term_set_query(self._schema, "show", list(shows)))
        return _keyed(searcher, _best(searcher, any_word, k, within) if found is None else found)

    def has_words(self, text: str) -> bool:
        """Whether there is anything in a text that a search could look for."""
        self._searcher()
        return bool(self._words(text))

    def count_words(self, words: Iterable[str], generations: Collection[int]) -> dict[str, int]:
        """How many segments of the generations say each of the words; all parts of a word of several."""
        from tantivy import Occur, Query

        self._open()
        where = Query.term_set_query(self._schema, "generation", list(generations))
        counts = {}
        for word in dict.fromkeys(words):
            parts = [self._term("text", part) for part in self._analyzer.analyze(word)]
            query = Query.boolean_query([(Occur.Must, part) for part in [*parts, where]])
            counts[word] = self._count(query) if parts else 0
        return counts

    def count(self, generation: int) -> int:
        """How many segments of a generation are indexed."""
        self._open()
        return self._count(self._term("generation", generation))

    def generations(self) -> set[int]:
        """Every generation of which at least one segment is indexed."""
        from tantivy import Query

        wanted = {"found": {"terms": {"field": "generation", "size": 1_000_000}}}
        searcher = self._searcher()
        if not searcher.num_docs:
            return set()
        buckets = searcher.aggregate(Query.all_query(), wanted)["found"]["buckets"]
        return {int(bucket["key"]) for bucket in buckets}

    def _count(self, query: Query) -> int:
        searcher, wanted = self._searcher(), {"found": {"value_count": {"field": "number"}}}
        return int(searcher.aggregate(query, wanted)["found"]["value"]) if searcher.num_docs else 0

    def _words(self, query: str) -> list[str]:
        """The query's words without "the", "of", "was"…, except where it has no others.

        Measured on 237 questions over 35 meetings: words found in all episodes rise from .177 to .189, in one
        episode from .409 to .410; a list five times as long finds .194, but .403 in one episode.
        """
        words = self._query_analyzer.analyze(query) or self._analyzer.analyze(query)
        return list(dict.fromkeys(words))[:MAX_TERMS]

    def _term(self, field: str, value: str | int) -> Query:
        from tantivy import Query

        return Query.term_query(
            self._schema, field, value, index_option="freq" if field == "text" else "basic"
        )

    def _searcher(self) -> Searcher:
        """A searcher that sees the last commit, also another process's: each replaces `meta.json`."""
        index = self._open()
        with self._opening:
            try:
                state = (self._folder / "meta.json").stat()
                if self._seen != (state.st_ino, state.st_mtime_ns):
                    index.reload()
                    self._seen = (state.st_ino, state.st_mtime_ns)
                return index.searcher()
            except (OSError, ValueError) as error:
                raise self._unusable(error) from error

    @contextmanager
    def _writer(self) -> Iterator[IndexWriter]:
        """A writer that commits at the end and is released at once: another process may write next."""
        index = self._open()
        with self._writing:
            writer = self._acquire(index)
            try:
                yield writer
                writer.commit()
            except (OSError, ValueError) as error:
                writer.rollback()
                raise self._unusable(error) from error
            finally:
                writer.wait_merging_threads()

    def _acquire(self, index: Index) -> IndexWriter:
        deadline = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                return index.writer(HEAP_BYTES, 1)
            except ValueError as error:
                if "LockBusy" not in str(error):
                    raise self._unusable(error) from error
                if time.monotonic() > deadline:
                    raise LibraryError(
                        f"Another process is writing the index in {self._folder}; try again when it is done."
                    ) from error
                time.sleep(0.05)

    def _open(self) -> Index:
        from tantivy import Filter, Index

        with self._opening:
            if self._index is None:
                self._schema = _schema()
                self._analyzer, self._query_analyzer = _analyzer(), _analyzer(Filter.stopword("english"))
                try:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    index = Index(self._schema, str(self._folder))
                    index.config_reader("manual")
                except (OSError, ValueError) as error:
                    raise self._unusable(error) from error
                index.register_tokenizer(ANALYZER, self._analyzer)
                self._index = index
            return self._index

    def _unusable(self, error: Exception) -> LibraryError:
        reason = str(error).splitlines()[0].rstrip(".")
        return LibraryError(f"The word index in {self._folder} can't be used: {reason}.")


def _best(searcher: Searcher, query: Query, k: int, within: Sequence[Query]) -> Hits:
    """What matches the query best, of what is `within` all of these, which count nothing."""
    from tantivy import Occur, Query

    clauses = [(Occur.Must, Query.const_score_query(where, 0.0)) for where in within]
    return searcher.search(Query.boolean_query([(Occur.Must, query), *clauses]), k, count=False).hits


def _enough(searcher: Searcher, hits: Hits, shows: Collection[int], k: int) -> Hits | None:
    """The best `k` of the shows among twice as many hits, if they are there for certain."""
    owners = searcher.fast_field_values("show", [address for _, address in hits])
    found = [hit for hit, owner in zip(hits, owners, strict=True) if owner in shows]
    return found[:k] if len(found) >= k or len(hits) < WIDER * k else None


def _keyed(searcher: Searcher, hits: Hits) -> list[tuple[int, int, float]]:
    addresses = [address for _, address in hits]
    keys = zip(
        searcher.fast_field_values("generation", addresses),
        searcher.fast_field_values("number", addresses),
        strict=True,
    )
    return [(int(g or 0), int(n or 0), score) for (g, n), (score, _) in zip(keys, hits, strict=True)]


def _schema() -> Schema:
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_unsigned_field("show", indexed=True, fast=True)
    builder.add_unsigned_field("generation", indexed=True, fast=True)
    builder.add_unsigned_field("number", fast=True)
    builder.add_text_field("text", tokenizer_name=ANALYZER, index_option="freq")
    return builder.build()


def _analyzer(*between: Filter) -> TextAnalyzer:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    builder = TextAnalyzerBuilder(Tokenizer.simple())
    folded = (Filter.remove_long(40), Filter.lowercase(), Filter.ascii_fold())
    for step in (*folded, *between, Filter.stemmer("english")):
        builder = builder.filter(step)
    return builder.build()
