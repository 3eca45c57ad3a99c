"""Counting what people meet, which decides the clips that a server sees first."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrieval.errors import PodciteError

if TYPE_CHECKING:
    from bot.client import Podcite

log = logging.getLogger(__name__)


async def count_met(bot: "Podcite", guild: int | None, refs: Sequence[tuple[int, int]]) -> None:
    """Counts the segments at (generation, number) that people met; where that fails, nothing else does."""
    try:
        await bot.library.pages.record_views(guild, refs)
    except PodciteError as error:
        log.warning("What people met was not counted (%s)", error)
