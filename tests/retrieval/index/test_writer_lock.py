from pathlib import Path

import pytest

from retrieval.errors import LibraryError
from retrieval.index.writer_lock import WriterLock
from retrieval.models import Details, Scope
from tests.retrieval.indexing import open_parts, transcript

BEES = Details(show="The Hive", title="On bees", episode="hive-1")


def test_a_second_writer_hears_who_holds_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = open_parts(tmp_path)
    monkeypatch.setattr("retrieval.index.writer_lock.WRITER_LOCK_SECONDS", 0.05)
    with (
        WriterLock(tmp_path).acquire("adding ants.srt"),
        pytest.raises(LibraryError, match=r"Process \d+ has been adding ants\.srt since .* UTC; try again"),
    ):
        parts.indexer.add(transcript("honey"), BEES, name="bees.srt")
    assert parts.catalog.episodes(Scope()) == []
    assert parts.indexer.add(transcript("honey"), BEES, name="bees.srt").outcome == "added"
    parts.close()
