"""A few random kills; `make chaos` does a hundred."""

from pathlib import Path

import pytest

from tests.retrieval.chaos import EPISODES, OF_SHOWS, chaos

KILLS = 2


@pytest.mark.slow
def test_no_kill_tears_an_episode(tmp_path: Path) -> None:
    assert chaos(tmp_path, KILLS, seed=1) > 0


@pytest.mark.slow
@pytest.mark.parametrize("change", OF_SHOWS)
def test_no_kill_of_a_change_of_shows_loses_an_episode_and_the_change_can_be_made_again(
    tmp_path: Path, change: str
) -> None:
    assert chaos(tmp_path, KILLS, seed=1, only=change) == len(EPISODES)
