"""A transcript's bytes and where they are from."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath


@dataclass(frozen=True)
class TranscriptSource:
    """A transcript file's bytes; `path` is absolute, or only a file name for bytes that were uploaded.

    `origin` is the URL or the feed item that the bytes are from, if any. `path` is as the user wrote it, and
    names the show and the episode; `target` is where it leads to, if links are in it.
    """

    content: bytes
    path: str
    origin: str = ""
    target: str = ""

    @property
    def name(self) -> str:
        return PurePath(self.path).name

    @property
    def has_folder(self) -> bool:
        return self.path != self.name

    @property
    def source(self) -> str:
        """Where the bytes are from, as the catalog stores it."""
        return self.origin or self.target or self.path

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()
