"""Keep the token vectors of segments for late interaction, in one memory-mapped file per generation.

A file holds a JSON line that names the model and counts the word pieces of each segment, then the vectors,
64 signed bytes each. What is missing costs precision, never an answer: it is made again from the segments.
"""

import json
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy
from numpy import float32, int8
from numpy.typing import NDArray

DIMENSION = 64
"""Components of a token vector."""
SCALE = 127.0
"""What a component of 1 is stored as."""
BYTES_PER_SEGMENT = 9_400
"""What the token vectors of a segment take on average: 147 word pieces of 64 bytes."""
_SUFFIX, _UNFINISHED = ".tokens", ".part"

StoredTokens = Sequence[NDArray[int8]]
"""For each segment, in order, its token vectors times `SCALE`, (word pieces, 64)."""


class TokenStore:
    """The files of one folder, of which those made by `model` are used. Safe for several threads.

    Beyond `max_bytes` nothing more is written; 0 turns the store off: nothing is written or read.
    """

    def __init__(self, folder: Path, model: str, max_bytes: int | None = None) -> None:
        self._folder, self.model, self._max_bytes = folder, model, max_bytes

    @property
    def is_on(self) -> bool:
        """Whether anything is written and read."""
        return self._max_bytes != 0

    def write(self, generation: int, tokens: Sequence[NDArray[float32]] | StoredTokens) -> bool:
        """Store the token vectors of a generation's segments in place of what is stored. Raises OSError.

        Return whether they are: beyond the size limit and after an error nothing of the generation is stored.
        """
        self.remove(generation)
        counts, free = [len(vectors) for vectors in tokens], self.free_bytes()
        if free is not None and sum(counts) * DIMENSION > free:
            return False
        header = {"model": self.model, "counts": counts}
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=self._folder, suffix=_UNFINISHED, delete=False) as file:
            unfinished = Path(file.name)
            try:
                file.write(json.dumps(header).encode() + b"\n")
                for vectors in tokens:
                    file.write(quantize(vectors).tobytes())
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                file.close()
                unfinished.unlink(missing_ok=True)
                raise
        unfinished.replace(self._path(generation))  # once closed: Windows renames no open file
        return True

    def read(self, generation: int) -> StoredTokens | None:
        """Return the stored vectors of a generation; None if they are missing, damaged or another model's."""
        layout = self._layout(generation)
        if layout is None:
            return None
        start, counts = layout
        if not any(counts):
            return [numpy.empty((0, DIMENSION), int8) for _ in counts]
        try:
            rows = numpy.memmap(self._path(generation), int8, "r", start, (sum(counts), DIMENSION))
        except (OSError, ValueError):  # replaced or removed meanwhile
            return None
        # As a plain array: splitting a memmap takes several times as long.
        return numpy.split(numpy.asarray(rows), numpy.cumsum(counts)[:-1])

    def holds(self, generation: int, segments: int) -> bool:
        """Return whether the token vectors of this many segments of a generation are stored, undamaged."""
        layout = self._layout(generation)
        return layout is not None and len(layout[1]) == segments

    def _layout(self, generation: int) -> tuple[int, list[int]] | None:
        """Return where the vectors of a file start and how many each segment has, if it can be used."""
        if not self.is_on:
            return None
        try:
            with self._path(generation).open("rb") as file:
                header = json.loads(file.readline())
                start = file.tell()
            counts = [int(count) for count in header["counts"]]
            if header["model"] != self.model:
                return None
            size = self._path(generation).stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return (start, counts) if size == start + sum(counts) * DIMENSION else None

    def remove(self, generation: int) -> None:
        """Delete a generation's file, if there is one. Raises OSError."""
        self._path(generation).unlink(missing_ok=True)

    def free_bytes(self) -> int | None:
        """Return how many more bytes may be stored, `None` for any number."""
        return None if self._max_bytes is None else max(0, self._max_bytes - self.size())

    def has_room(self, segments: int) -> bool:
        """Return whether this many segments' token vectors, of average length, stay below the size limit."""
        free = self.free_bytes()
        return free is None or segments * BYTES_PER_SEGMENT <= free

    def size(self) -> int:
        """Return how many bytes are stored."""
        total = 0
        for file in self._files(_SUFFIX):
            with suppress(OSError):  # removed meanwhile
                total += file.stat().st_size
        return total

    def generations(self) -> set[int]:
        """Return the generations that have a file, even a damaged one."""
        names = (file.name.removesuffix(_SUFFIX) for file in self._files(_SUFFIX))
        return {int(name) for name in names if name.isdecimal()}

    def remove_unfinished(self) -> None:
        """Delete what a writer that was killed has left; not while another writes. Raises OSError."""
        for file in self._files(_UNFINISHED):
            Path(file.path).unlink(missing_ok=True)

    def _files(self, suffix: str) -> list["os.DirEntry[str]"]:
        try:
            with os.scandir(self._folder) as files:
                return [file for file in files if file.name.endswith(suffix)]
        except OSError:  # mostly because nothing has been stored yet
            return []

    def _path(self, generation: int) -> Path:
        return self._folder / f"{generation}{_SUFFIX}"


def quantize(vectors: NDArray[float32] | NDArray[int8]) -> NDArray[int8]:
    """Return token vectors as they are stored; those that are so already stay."""
    scaled = vectors if vectors.dtype == int8 else numpy.rint(vectors * SCALE)
    return scaled.astype(int8, copy=False)
