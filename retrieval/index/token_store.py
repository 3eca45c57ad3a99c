"""Keep the token vectors of segments for late interaction, in one memory-mapped file per generation.

A file holds a JSON line that names the model and counts the word pieces of each segment, then the vectors,
64 signed bytes each. What is missing costs speed, never an answer: it can be made again from the segments.
"""

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy
from numpy import float32, int8
from numpy.typing import NDArray

DIMENSION = 64
"""Components of a token vector."""
SCALE = 127.0
"""What a component of 1 is stored as."""

StoredTokens = Sequence[NDArray[int8]]
"""For each segment, in order, its token vectors times `SCALE`, (word pieces, 64)."""


class TokenStore:
    """The files of one folder, of which those made by `model` are used. Safe for several threads."""

    def __init__(self, folder: Path, model: str) -> None:
        self._folder, self.model = folder, model

    def write(self, generation: int, tokens: Sequence[NDArray[float32]]) -> None:
        """Store the token vectors of a generation's segments, replacing what is stored. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        header = {"model": self.model, "counts": [len(vectors) for vectors in tokens]}
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=".part", delete=False) as file:
            try:
                file.write(json.dumps(header).encode() + b"\n")
                for vectors in tokens:
                    file.write(numpy.rint(vectors * SCALE).astype(int8).tobytes())
                file.flush()
                os.replace(file.name, self._path(generation))
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise

    def read(self, generation: int) -> StoredTokens | None:
        """Return the stored vectors of a generation; None if they are missing, damaged or another model's."""
        try:
            with self._path(generation).open("rb") as file:
                header = json.loads(file.readline())
                start = file.tell()
            counts = [int(count) for count in header["counts"]]
            if header["model"] != self.model:
                return None
            shape = (sum(counts), DIMENSION)
            if self._path(generation).stat().st_size != start + shape[0] * shape[1]:
                return None
            if not shape[0]:
                return [numpy.empty((0, DIMENSION), int8) for _ in counts]
            rows = numpy.memmap(self._path(generation), int8, "r", start, shape)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return numpy.split(rows, numpy.cumsum(counts)[:-1])

    def remove(self, generation: int) -> None:
        """Delete a generation's file, if there is one. Raises OSError."""
        self._path(generation).unlink(missing_ok=True)

    def _path(self, generation: int) -> Path:
        return self._folder / f"{generation}.tokens"
