"""Embedding models, chosen by a `provider:model` string, that turn texts into unit vectors."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy
from numpy import float32
from numpy.typing import NDArray
from pydantic import SecretStr

from retrieval.errors import ConfigurationError
from retrieval.index.embedding_model import SAMPLE_TEXT, EmbeddingModel, normalize_rows
from retrieval.index.local_models import MINILM, PODCITE_MINILM, MiniLM, PodciteMiniLM
from retrieval.llm.provider_errors import OPENAI_URL, model_error
from retrieval.models import Progress, ProgressSink

if TYPE_CHECKING:
    from langchain_openai import OpenAIEmbeddings

__all__ = ["DEFAULT_MODEL", "EmbeddingModel", "OpenAIEmbeddingModel", "load_embedding_model"]

DEFAULT_MODEL = PODCITE_MINILM
TEXTS_PER_REQUEST = 128
"""Texts per request to an OpenAI-compatible server."""
EMBEDDING_REQUEST_SECONDS = 60.0
"""How long a request to an OpenAI-compatible server may take."""


def load_embedding_model(
    name: str = DEFAULT_MODEL, *, api_key: SecretStr | None = None, base_url: str | None = None
) -> EmbeddingModel:
    """Return a model: `local:podcite-minilm-1`, `local:all-MiniLM-L6-v2` or `openai:MODEL`.

    Its weights are loaded on first use. `api_key` and `base_url` are for OpenAI or an OpenAI-compatible
    server. Raises ConfigurationError if there is no such model or its key is missing.
    """
    provider, _, model = name.partition(":")
    if name == PODCITE_MINILM:
        return PodciteMiniLM(name)
    if name == MINILM:
        return MiniLM(name)
    if provider == "openai" and model:
        if api_key is None and base_url is None:
            raise ConfigurationError(f"The embedding model {name} needs OPENAI_API_KEY.")
        return OpenAIEmbeddingModel(name, model, api_key, base_url or OPENAI_URL)
    raise ConfigurationError(
        f"PODCITE_EMBEDDING_MODEL must be {PODCITE_MINILM}, {MINILM} or openai:MODEL, for example "
        f"openai:text-embedding-3-small, not {name!r}."
    )


class OpenAIEmbeddingModel(EmbeddingModel):
    """An embedding model of OpenAI, or of any OpenAI-compatible server."""

    def __init__(self, name: str, model: str, api_key: SecretStr | None, base_url: str) -> None:
        super().__init__(name)
        self._model, self._api_key, self._base_url = model, api_key, base_url

    @cached_property
    def dimension(self) -> int:
        return int(self.embed([SAMPLE_TEXT]).shape[1])

    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        from openai import OpenAIError

        rows: list[list[float]] = []
        for first in range(0, len(texts), TEXTS_PER_REQUEST):
            try:
                rows += self._client.embed_documents(list(texts[first : first + TEXTS_PER_REQUEST]))
            except (OpenAIError, ValueError, TypeError) as error:
                raise model_error(error, self.name, self._base_url) from error
            if progress:
                progress(Progress("embedding", len(rows), len(texts)))
        return normalize_rows(numpy.asarray(rows, dtype=float32).reshape(len(texts), -1))

    @cached_property
    def _client(self) -> "OpenAIEmbeddings":
        from langchain_openai import OpenAIEmbeddings

        return OpenAIEmbeddings(
            model=self._model,
            openai_api_key=self._api_key or SecretStr("none"),  # required, though a local server ignores it
            openai_api_base=self._base_url,
            request_timeout=EMBEDDING_REQUEST_SECONDS,
            max_retries=2,
            chunk_size=TEXTS_PER_REQUEST,
            # Segments are far below any model's limit, and counting tokens would download a vocabulary.
            check_embedding_ctx_length=False,
        )
