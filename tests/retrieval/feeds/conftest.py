from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.retrieval.feeds.desk import Desk, open_desk
from tests.retrieval.feeds.feed_server import item, serving


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with serving() as server:
        desk = open_desk(tmp_path, server)
        for number in (1, 2, 3):
            desk.says(number, f"bees {number}", f"wax {number}")
        desk.shows(item(3, server), item(2, server), item(1, server))
        yield desk
        desk.parts.close()
