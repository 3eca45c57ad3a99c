"""How times in a recording are written."""

import pytest

from bot.ui.formatting import clock


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0:00"),
        (59.999, "0:59"),
        (60.0, "1:00"),
        (3599.0, "59:59"),
        (3600.0, "1:00:00"),
        (12_508.0, "3:28:28"),
    ],
)
def test_a_clock_reads_like_a_players(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown
