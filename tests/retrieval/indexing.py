"""A library's parts for tests that write it, with texts and a quick embedding model of their own."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy
from numpy import float32
from numpy.typing import NDArray
from sqlalchemy import create_engine, func, select

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.schema import generations, metadata
from retrieval.index.embedding_model import EmbeddingModel, TokenVectors, normalize_rows
from retrieval.index.indexer import Indexer
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import DIMENSION, TokenStore
from retrieval.index.vector_store import VectorStore
from retrieval.models import Episode, Progress, ProgressSink, Scope
from retrieval.transcripts.bounded_reader import read_segments


class HashEmbeddings(EmbeddingModel):
    """Turns equal texts into equal unit rows and others into others, and remembers what it was asked."""

    dimension = 16

    def __init__(self, name: str = "local:hashes") -> None:
        super().__init__(name)
        self.embedded_texts: list[str] = []

    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        self.embedded_texts += texts
        if progress:
            progress(Progress("embedding", len(texts), len(texts)))
        rows = [
            numpy.random.default_rng(_seed(self.name + text)).normal(size=self.dimension) for text in texts
        ]
        matrix = numpy.asarray(rows, dtype=float32).reshape(len(texts), self.dimension)
        return numpy.asarray(matrix / numpy.linalg.norm(matrix, axis=1, keepdims=True), dtype=float32)


class HashTokens(HashEmbeddings):
    """Also turns each word into a unit row of its own."""

    makes_tokens = True

    def embed_with_tokens(
        self, texts: Sequence[str], progress: ProgressSink | None = None
    ) -> tuple[NDArray[float32], list[TokenVectors] | None]:
        return self.embed(texts, progress), [self.tokens_of(text) for text in texts]

    def tokens_of(self, text: str) -> TokenVectors:
        rows = [
            numpy.random.default_rng(_seed(self.name + word)).normal(size=DIMENSION) for word in text.split()
        ]
        return normalize_rows(numpy.asarray(rows, dtype=float32))


@dataclass
class IndexParts:
    """What stands in one home, and an indexer over it."""

    home: Path
    catalog: Catalog
    vectors: VectorStore
    terms: TermIndex
    model: HashEmbeddings
    indexer: Indexer
    tokens: TokenStore

    def episode(self, id_: str, guild: int | None = None) -> Episode:
        (found,) = self.catalog.episodes(Scope(guild, episode=id_))
        return found

    def texts(self, id_: str, guild: int | None = None) -> list[str]:
        episode = self.episode(id_, guild)
        return [segment.text for segment in self.catalog.transcript(episode.generation)]

    def close(self) -> None:
        self.vectors.close()
        self.catalog.close()


def open_parts(
    home: Path, model: HashEmbeddings | None = None, *, token_bytes: int | None = None
) -> IndexParts:
    model = model or HashEmbeddings()
    catalog = Catalog(f"sqlite:///{home / 'catalog.db'}")
    vectors, terms = VectorStore(home / "vectors", model.name), TermIndex(home / "terms")
    tokens = TokenStore(home / "tokens", model.name, token_bytes)
    indexer = Indexer(catalog, vectors, terms, model, home, read=read_segments, tokens=tokens)
    return IndexParts(home, catalog, vectors, terms, model, indexer, tokens)


def verify_stored(parts: IndexParts) -> dict[str, object]:
    """Everything that is on disk, and the proof that nothing stands in one place that isn't in the others."""
    engine = create_engine(f"sqlite:///{parts.home / 'catalog.db'}")
    with engine.connect() as connection:
        rows = connection.execute(select(generations).order_by(generations.c.id)).all()
        counts = {
            table.name: count
            for table in metadata.sorted_tables
            if (count := connection.execute(select(func.count()).select_from(table)).scalar_one())
            and table.name != "changes"
        }
    engine.dispose()
    models = {row.model for row in rows} | {parts.model.name}
    shelves = {model: parts.vectors.for_model(model) for model in models}
    in_chroma = {
        (model, show, generation)
        for model, vectors in shelves.items()
        for show in vectors.shows()
        for generation in vectors.generations(show)
    }
    assert in_chroma == {(row.model, row.show, row.id) for row in rows}
    assert parts.terms.generations() == {row.id for row in rows}
    assert parts.tokens.generations() <= {row.id for row in rows}
    for row in rows:
        assert parts.terms.count(row.id) == row.segments == len(parts.catalog.transcript(row.id))
        assert len(parts.tokens.read(row.id) or range(row.segments)) == row.segments
        assert shelves[row.model].fetch(row.show, row.id, row.segments).shape[0] == row.segments
    return {"rows": counts, "generations": [(row.id, row.state, row.transcript) for row in rows]}


def transcript(*topics: str, words: int = 100) -> bytes:
    """A SubRip file with one segment's worth of sentences on each topic."""
    blocks = []
    for number, topic in enumerate(topics):
        text = f"Let us talk about {topic} now. " + f"There is a great deal to say about {topic}. " * (
            words // 10
        )
        times = f"00:{number:02}:00,000 --> 00:{number:02}:50,000"
        blocks.append(f"{number + 1}\n{times}\n{text.strip()}\n")
    return "\n".join(blocks).encode()


def _seed(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


Write = Callable[[str, bytes], Path]
