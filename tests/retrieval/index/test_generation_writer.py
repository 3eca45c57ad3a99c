from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from numpy import float32
from numpy.typing import NDArray

from retrieval.errors import LibraryError
from retrieval.index.vector_store import VectorStore
from retrieval.models import Details
from tests.retrieval.indexing import IndexParts, open_parts, transcript, verify_stored

BEES = Details(show="The Hive", title="On bees", episode="hive-1")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[IndexParts]:
    parts = open_parts(tmp_path)
    yield parts
    parts.close()


@pytest.mark.parametrize("repairs", [1, 3])
def test_a_vector_that_the_graph_has_no_path_to_is_stored_again(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch, repairs: int
) -> None:
    nearest, add = VectorStore.nearest_scores, VectorStore.add
    stored: list[list[int]] = []

    def blind(self: VectorStore, show: int, vectors: NDArray[float32]) -> list[float]:
        first, *others = nearest(self, show, vectors)
        return [first if len(stored) > repairs else 0.0, *others]

    def counting(self: VectorStore, *args: Any) -> None:
        stored.append(list(args[2]))
        add(self, *args)

    monkeypatch.setattr(VectorStore, "nearest_scores", blind)
    monkeypatch.setattr(VectorStore, "add", counting)

    assert parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt").outcome == "added"
    assert stored == [[1, 2], *([[1]] * repairs)]
    verify_stored(parts)


@pytest.mark.slow
def test_an_index_whose_vectors_stay_unfound_is_not_published(
    parts: IndexParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VectorStore, "search", lambda *_: [])

    with pytest.raises(LibraryError, match="not stored completely"):
        parts.indexer.add(transcript("honey", "wax"), BEES, name="bees.srt")
    assert verify_stored(parts)["rows"] == {}
