"""A few random kills; `make chaos` does a hundred."""

from pathlib import Path

import pytest

from tests.retrieval.chaos import chaos

KILLS = 4


@pytest.mark.slow
def test_no_kill_tears_an_episode(tmp_path: Path) -> None:
    assert chaos(tmp_path, KILLS, seed=1) > 0
