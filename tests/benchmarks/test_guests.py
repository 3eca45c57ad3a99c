from pathlib import Path

import pytest

from benchmarks.guests import measure


@pytest.mark.long
async def test_lists_and_answers_are_measured_at_rest_and_while_servers_add(tmp_path: Path) -> None:
    waits = {wait.name: wait for wait in await measure(tmp_path, 2, 1, 5, 0.01)}
    names = ("list", "settings", "ask everything", "ask one episode")
    assert list(waits) == [
        *(f"{name}, at rest" for name in names),
        *(f"{name}, 2 servers adding" for name in names),
        "adding all episodes",
    ]
    assert all(0 < wait.p50 <= wait.p95 <= wait.worst and wait.count for wait in waits.values())
