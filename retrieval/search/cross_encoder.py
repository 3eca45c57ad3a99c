"""Rank the first hits by a cross-encoder, which reads the question and a segment together."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy
from numpy import int64
from numpy.typing import NDArray

from retrieval.errors import ConfigurationError, ModelError
from retrieval.index.onnx_session import open_session
from retrieval.models import Hit
from retrieval.search.reranker import Reranker

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

CROSS_ENCODED_HITS = 20
"""How many of the first hits are read together with the question."""
MAX_TOKENS = 512
"""Tokens of a question with a segment, of which the rest is cut off."""
WEIGHTS = ("model.onnx", "onnx/model.onnx")
"""Where in its folder a model's weights may be."""


class LoadedModel(NamedTuple):
    """A tokenizer and a model in memory."""

    tokenizer: "Tokenizer"
    session: "InferenceSession"


class CrossEncoderReranker:
    """Ranks by the cross-encoder in `folder`, after `first` has ranked. Safe for several threads.

    The folder holds `tokenizer.json` and `model.onnx`, as sentence-transformers exports them. Raises
    ConfigurationError if it doesn't.
    """

    def __init__(self, folder: Path, first: Reranker | None = None) -> None:
        self._folder, self._first = folder, first
        found = [folder / name for name in WEIGHTS if (folder / name).is_file()]
        if not found or not (folder / "tokenizer.json").is_file():
            raise self._unusable("there is no model.onnx with a tokenizer.json")
        self._weights = found[0]
        self._lock = threading.Lock()

    def rerank(self, query: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits, best first; those after the first `CROSS_ENCODED_HITS` keep their places."""
        ranked = self._first.rerank(query, hits) if self._first else list(hits)
        if not ranked:
            return []
        read, others = ranked[:CROSS_ENCODED_HITS], ranked[CROSS_ENCODED_HITS:]
        relevance = self._relevance(query, [hit.segment.text for hit in read])
        lowest = float(relevance.min())
        return [
            *(
                replace(read[at], score=float(relevance[at]), relevance=float(relevance[at]))
                for at in numpy.argsort(-relevance, kind="stable")
            ),
            *(replace(hit, score=min(hit.score, lowest), relevance=min(hit.score, lowest)) for hit in others),
        ]

    def _relevance(self, query: str, texts: Sequence[str]) -> NDArray[numpy.float64]:
        """Return the probability, from 0 to 1, that each text answers the query."""
        with self._lock:
            tokenizer, session = self._loaded
        encodings = tokenizer.encode_batch([(query, text) for text in texts])
        inputs = {
            "input_ids": [encoding.ids for encoding in encodings],
            "attention_mask": [encoding.attention_mask for encoding in encodings],
            "token_type_ids": [encoding.type_ids for encoding in encodings],
        }
        wanted = {given.name for given in session.get_inputs()}
        arrays = {name: numpy.asarray(rows, dtype=int64) for name, rows in inputs.items() if name in wanted}
        try:
            logits = numpy.asarray(session.run(None, arrays)[0], dtype=float).reshape(len(texts), -1)
        except Exception as error:  # onnxruntime's errors have no common class
            raise ModelError("The model of PODCITE_RERANKER can't rank: is it a cross-encoder?") from error
        # One column is the logit; of two, the second speaks for and the first against.
        logit = logits[:, -1] - (logits[:, 0] if logits.shape[1] > 1 else 0.0)
        return numpy.asarray(1 / (1 + numpy.exp(-logit)))

    @cached_property
    def _loaded(self) -> LoadedModel:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            session = open_session(self._weights)
        except Exception as error:  # neither library's errors have a common class
            raise self._unusable("its files can't be read") from error
        tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        if tokenizer.padding is None:
            tokenizer.enable_padding()
        return LoadedModel(tokenizer, session)

    def _unusable(self, reason: str) -> ConfigurationError:
        return ConfigurationError(
            f"PODCITE_RERANKER names {self._folder}, but {reason}: give the folder of a cross-encoder "
            "that was exported to ONNX, or leave it empty."
        )
