"""Token vectors come back as they were stored, or not at all."""

import errno
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest

from retrieval.index.local_models import PodciteMiniLM
from retrieval.index.token_store import DIMENSION, SCALE, TokenStore, quantize

TEXTS = ["rye bread, freshly baked", "", "the ferry leaves at seven"]


@pytest.fixture(scope="module")
def tokens() -> list[numpy.ndarray]:
    return PodciteMiniLM().embed_with_tokens(TEXTS)[1]


@pytest.fixture
def store(tmp_path: Path) -> TokenStore:
    return TokenStore(tmp_path / "tokens", "local:ours")


def test_what_was_stored_is_read_within_the_rounding(
    store: TokenStore, tokens: list[numpy.ndarray], tmp_path: Path
) -> None:
    assert store.write(7, tokens)

    read = store.read(7)
    assert read is not None
    assert [vectors.shape for vectors in read] == [vectors.shape for vectors in tokens]
    assert read[2] / SCALE == pytest.approx(tokens[2], abs=0.5 / SCALE + 1e-6)
    assert store.holds(7, 3)
    assert not store.holds(7, 2)
    assert store.generations() == {7}
    assert store.size() == (tmp_path / "tokens" / "7.tokens").stat().st_size
    assert (tmp_path / "tokens" / "7.tokens").stat().st_mode & 0o077 == 0


def test_what_was_read_is_stored_again_as_it_is(store: TokenStore, tokens: list[numpy.ndarray]) -> None:
    store.write(1, tokens)
    store.write(2, store.read(1) or [])
    assert all(map(numpy.array_equal, store.read(2) or [], map(quantize, tokens)))


def test_texts_without_a_word_piece_have_no_vectors(store: TokenStore) -> None:
    store.write(1, [numpy.empty((0, DIMENSION), numpy.float32)] * 2)
    assert [len(vectors) for vectors in store.read(1) or []] == [0, 0]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda content: content[:-1],
    "longer": lambda content: content + b"x",
    "empty": lambda _: b"",
    "another header": lambda content: b"[]" + content,
    "garbage": lambda content: bytes(reversed(content)),
    "no header": lambda content: content[content.index(b"\n") :],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_not_read_and_can_be_replaced(
    store: TokenStore, tokens: list[numpy.ndarray], tmp_path: Path, damage: str
) -> None:
    store.write(1, tokens)
    file = tmp_path / "tokens" / "1.tokens"
    file.write_bytes(DAMAGES[damage](file.read_bytes()))

    assert store.read(1) is None
    assert not store.holds(1, 3)
    assert store.write(1, tokens)
    assert store.read(1) is not None


def test_another_models_vectors_are_not_read(
    store: TokenStore, tokens: list[numpy.ndarray], tmp_path: Path
) -> None:
    store.write(1, tokens)
    assert TokenStore(tmp_path / "tokens", "local:others").read(1) is None


def test_what_is_missing_or_removed_is_not_read(store: TokenStore, tokens: list[numpy.ndarray]) -> None:
    assert store.read(1) is None
    assert (store.generations(), store.size()) == (set(), 0)
    store.remove(1)
    store.write(1, tokens)
    store.remove(1)
    assert store.read(1) is None


def test_nothing_is_stored_beyond_the_limit_nor_left_of_what_was_there(
    tmp_path: Path, tokens: list[numpy.ndarray]
) -> None:
    store = TokenStore(tmp_path, "local:ours", max_bytes=500)
    few = tokens[:1]
    assert store.write(1, few)
    assert store.write(1, few)  # what it replaces doesn't count
    assert not store.write(2, tokens)
    assert not store.write(1, tokens)
    assert store.generations() == set()


def test_a_store_that_is_off_reads_nothing(
    store: TokenStore, tokens: list[numpy.ndarray], tmp_path: Path
) -> None:
    store.write(1, tokens)
    off = TokenStore(tmp_path / "tokens", "local:ours", max_bytes=0)
    assert (off.read(1), off.holds(1, 3), off.has_room(1)) == (None, False, False)
    assert not off.write(2, tokens)


def test_a_failed_write_leaves_nothing(
    store: TokenStore, tokens: list[numpy.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(1, tokens)

    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        store.write(1, tokens)
    assert list((tmp_path / "tokens").iterdir()) == []


def test_what_a_killed_writer_left_is_removed(
    store: TokenStore, tokens: list[numpy.ndarray], tmp_path: Path
) -> None:
    store.write(1, tokens)
    (tmp_path / "tokens" / "tmpabc.part").write_bytes(b"half")
    store.remove_unfinished()
    assert [file.name for file in (tmp_path / "tokens").iterdir()] == ["1.tokens"]
