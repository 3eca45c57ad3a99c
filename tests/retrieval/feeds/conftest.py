from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.retrieval.feeds.feed_library import FeedLibrary, open_feed_library
from tests.retrieval.feeds.feed_server import item, serving


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[FeedLibrary]:
    async with serving() as server:
        library = open_feed_library(tmp_path, server)
        for number in (1, 2, 3):
            library.set_transcript(number, f"bees {number}", f"wax {number}")
        library.set_items(item(3, server), item(2, server), item(1, server))
        yield library
        library.parts.close()
