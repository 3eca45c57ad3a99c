"""A key is whole or there is none, whatever happens while it is made."""

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from retrieval.errors import KeyFileError
from retrieval.key_file import KEY_BYTES, load_key

LOST = "links will stop working."


def test_a_key_is_made_once_for_its_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "home" / "a.key"
    key = load_key(file, LOST)
    assert (len(key), load_key(file, LOST)) == (KEY_BYTES, key)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_a_full_disk_leaves_nothing_that_stops_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.key"

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(KeyFileError, match="No space left on device"):
            load_key(file, LOST)
    assert not file.exists()
    assert len(load_key(file, LOST)) == KEY_BYTES
    assert list(tmp_path.iterdir()) == [file]


def test_the_empty_file_that_a_full_disk_left_once_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    file.write_bytes(b"")
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: load_key(file, LOST), range(8)))
    assert set(keys) == {file.read_bytes()}
    assert len(keys[0]) == KEY_BYTES


def test_a_damaged_key_is_named_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.key"
    file.write_bytes(b"half")
    with pytest.raises(KeyFileError, match=r"a\.key is damaged: delete it\..* links will stop working"):
        load_key(file, LOST)
    assert file.read_bytes() == b"half"
