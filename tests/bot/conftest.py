"""The bot in a simulated Discord."""

import pytest

from bot.client import Podcite
from tests.bot.samples import EPISODE
from tests.bot.shelf import Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(shelved=[EPISODE])


@pytest.fixture
def simcord_bot(shelf: Shelf) -> Podcite:
    return Podcite(library=shelf)
