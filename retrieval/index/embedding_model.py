"""What every embedding model can do: turn texts into unit vectors, some also into one per word piece."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import cast

import numpy
from langchain_core.embeddings import Embeddings
from numpy import float32
from numpy.typing import NDArray

from retrieval.models import ProgressSink

TokenVectors = NDArray[float32]
"""Unit vectors of a text's word pieces, (word pieces, 64), for late interaction."""
SAMPLE_TEXT = "dimension"
"""What is embedded to load a model or to learn its dimension; the text itself doesn't matter."""


class EmbeddingModel(Embeddings):
    """A LangChain embedding model with a name and a dimension that embeds texts as unit vectors."""

    makes_tokens = False
    """Whether `embed_with_tokens` returns token vectors."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    @abstractmethod
    def dimension(self) -> int: ...

    @abstractmethod
    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        """Return the unit vectors as (texts, dimension), in the order of the texts. Raises ModelError."""

    def embed_with_tokens(
        self, texts: Sequence[str], progress: ProgressSink | None = None
    ) -> tuple[NDArray[float32], list[TokenVectors] | None]:
        """Return what `embed` does, and each text's token vectors if the model `makes_tokens`."""
        return self.embed(texts, progress), None

    def warm_up(self) -> None:
        """Load what the first text would wait for, if the model runs on this machine."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return cast("list[list[float]]", self.embed(texts).tolist())

    def embed_query(self, text: str) -> list[float]:
        return cast("list[float]", self.embed([text])[0].tolist())


def normalize_rows(rows: NDArray[float32]) -> NDArray[float32]:
    """Return the rows with length 1; a row of zeros stays one."""
    norms = numpy.linalg.norm(rows, axis=1, keepdims=True)
    return numpy.asarray(rows / numpy.maximum(norms, 1e-12), dtype=float32)
