"""Answers go on where the index of words is damaged, and no word counts as unsaid then."""

from pathlib import Path

import pytest

from retrieval.index.term_index import TermIndex
from retrieval.index.term_reader import TermReader
from retrieval.models import Cue, Segment


@pytest.mark.parametrize("suffix", [".pos", ".term", ".store", ".idx", "meta.json"])
def test_each_damage_finds_nothing_and_is_logged_once(
    tmp_path: Path, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    whole = TermIndex(tmp_path / "terms")
    whole.add(1, 10, [Segment(1, (Cue("Rye bread keeps for a week."),))])
    read = TermReader(whole)
    assert [hit.number for hit in read.search("rye", 3)] == [1]
    assert read.count_words(["rye", "wheat"], [10]) == {"rye": 1, "wheat": 0}
    assert read.mentions(["rye"]) == {"rye": {10: 1}}
    whole.close()
    for file in (tmp_path / "terms").glob(f"*{suffix}"):
        file.write_bytes(b"\x00garbage" * 20)

    damaged = TermReader(TermIndex(tmp_path / "terms"))
    assert damaged.search("rye", 3) == []
    assert damaged.count_words(["rye", "wheat"], [10]) == {"rye": 1, "wheat": 1}
    assert damaged.mentions(["rye"]) == {}
    assert sum("go on without" in record.message for record in caplog.records) == 1
