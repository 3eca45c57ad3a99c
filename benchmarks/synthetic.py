"""A library of made-up episodes with random vectors, and the same segments as plain Chroma has them."""

from collections.abc import Sequence
from pathlib import Path

import numpy
from chromadb import PersistentClient
from numpy import float32
from numpy.random import Generator
from numpy.typing import NDArray
from rich.progress import track

from benchmarks.talk import Talk
from retrieval.catalog.catalog import Catalog
from retrieval.catalog.records import EpisodeRecord, GenerationOrigin
from retrieval.index.embeddings import EmbeddingModel
from retrieval.index.generation_writer import GenerationWriter
from retrieval.index.indexer import Indexer
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore
from retrieval.models import Cue, ProgressSink, Segment
from retrieval.search.retriever import HybridRetriever
from retrieval.transcripts.bounded_reader import read_segments
from retrieval.transcripts.segmenter import SPLITTER_VERSION

DIMENSION, PER_EPISODE, WORDS, SECONDS = 384, 300, 110, 45.0
AT_ONCE = 5000
"""Rows that are put into plain Chroma together: one by one, its text index takes most of the time."""


class RandomVectors(EmbeddingModel):
    """Random unit vectors, made in no time: the time that a model takes isn't measured here."""

    dimension = DIMENSION

    def __init__(self, random: Generator) -> None:
        super().__init__("random:unit")
        self._random = random

    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        rows = self._random.standard_normal((len(texts), DIMENSION), dtype=float32)
        return numpy.asarray(rows / numpy.linalg.norm(rows, axis=1, keepdims=True), dtype=float32)


class Plain:
    """One collection with texts and metadata, as a beginner with Chroma would create it."""

    def __init__(self, folder: Path) -> None:
        self.collection = PersistentClient(str(folder)).create_collection(
            "plain", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        self._ids: list[str] = []
        self._rows: list[NDArray[float32]] = []
        self._texts: list[str] = []
        self._about: list[dict[str, str]] = []

    def add(self, episode: str, show: str, parts: Sequence[Segment], rows: NDArray[float32]) -> None:
        self._ids += [f"{episode}:{part.number}" for part in parts]
        self._rows.append(rows)
        self._texts += [part.text for part in parts]
        self._about += [{"episode": episode, "show": show} for _ in parts]
        if len(self._ids) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self._ids:
            rows = numpy.concatenate(self._rows)
            self.collection.add(self._ids, rows, self._about, self._texts)  # type: ignore[arg-type]
        self._ids, self._rows, self._texts, self._about = [], [], [], []


class Library:
    """Synthetic episodes in `shows` shows."""

    def __init__(self, folder: Path, shows: int) -> None:
        random = numpy.random.default_rng(7)
        self.talk, self.shows = Talk(random), shows
        self.embeddings = RandomVectors(random)
        self.catalog = Catalog(f"sqlite:///{folder / 'catalog.db'}")
        self.vectors = VectorStore(folder / "vectors", self.embeddings.name)
        self.terms = TermIndex(folder / "terms")
        self.indexer = Indexer(
            self.catalog, self.vectors, self.terms, self.embeddings, folder, read=read_segments
        )
        self.retriever = HybridRetriever(
            catalog=self.catalog, vectors=self.vectors, terms=self.terms, embeddings=self.embeddings
        )

    def fill(self, segments: int, plain: Plain) -> None:
        storage = GenerationWriter(self.catalog, self.vectors, self.terms)
        for number in track(range(-(-segments // PER_EPISODE)), f"{segments:,} segments"):
            episode, show = f"episode-{number}", f"show-{number % self.shows}"
            entry = EpisodeRecord(
                None, None, show, show.replace("-", " ").title(), episode, f"Episode {number}"
            )
            parts = self._parts(min(PER_EPISODE, segments - number * PER_EPISODE))
            rows = self.embeddings.embed([part.text for part in parts])
            origin = GenerationOrigin(
                b"", f"{number:064}", f"{number}.srt", SPLITTER_VERSION, self.embeddings.name, DIMENSION
            )
            storage.publish(entry, origin, parts, rows)
            plain.add(episode, show, parts, rows)
        plain.flush()

    def close(self) -> None:
        self.vectors.close()
        self.catalog.close()

    def _parts(self, count: int) -> list[Segment]:
        texts = self.talk.texts(count, WORDS)
        return [Segment(n, (Cue(text, SECONDS * (n - 1), SECONDS * n),)) for n, text in enumerate(texts, 1)]
