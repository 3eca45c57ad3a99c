"""The pictures of the site: artwork of episodes, kept by browsers for long."""

import asyncio
from collections.abc import Callable
from functools import partial

from cachetools import LRUCache
from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from bot.web.cards import draw_episode, draw_moment
from retrieval.answering.citations import cite
from retrieval.errors import NotFoundError
from retrieval.language.word_marks import find_moment
from retrieval.library import Library
from retrieval.models import Scope

KEPT_LONG = "public, max-age=31536000, immutable"
"""For addresses that change with the picture."""
KEPT_A_DAY = "public, max-age=86400"
MAX_CARDS_AT_ONCE = 2
"""How many cards are drawn at a time; each takes about a tenth of a second of one core."""
CARD_CACHE_BYTES = 16_000_000
"""How much memory drawn cards may take."""


class Cards:
    """Draws cards in worker threads, each once while it is kept."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(MAX_CARDS_AT_ONCE)
        self._kept: LRUCache[object, bytes] = LRUCache(CARD_CACHE_BYTES, getsizeof=len)

    async def response(self, key: object, draw: Callable[[], bytes]) -> Response:
        """Return the card that is kept under a key, else the one that `draw` returns."""
        kept: bytes | None = self._kept.get(key)
        card = await self._draw(key, draw) if kept is None else kept
        return Response(card, media_type="image/png", headers={"Cache-Control": KEPT_A_DAY})

    async def _draw(self, key: object, draw: Callable[[], bytes]) -> bytes:
        async with self._free:
            kept: bytes | None = self._kept.get(key)  # somebody else's visit may have drawn it meanwhile
            card = await asyncio.to_thread(draw) if kept is None else kept
            self._kept[key] = card
        return card


def picture_routes(library: Library) -> APIRouter:
    """Return the routes of pictures of the shared shows."""
    routes, cards = APIRouter(), Cards()
    get = partial(routes.api_route, methods=["GET", "HEAD"], response_class=Response, response_model=None)

    @get("/artwork/{episode}.jpg")
    async def artwork(episode: str) -> Response:
        file = (await library.pages.presentation(await library.episode(Scope(episode=episode)))).artwork
        if file is None:
            raise NotFoundError("This episode has no artwork.")
        return FileResponse(file, media_type="image/jpeg", headers={"Cache-Control": KEPT_LONG})

    @get("/card/{episode}.png")
    async def episode_card(episode: str) -> Response:
        record = await library.episode(Scope(episode=episode))
        return await cards.response(record, lambda: draw_episode(record))

    @get("/card/{episode}/{segment}.png")
    async def moment_card(episode: str, segment: int, w: str = "") -> Response:
        record, segments = await library.transcript(Scope(episode=episode))
        found = await asyncio.to_thread(find_moment, segments, segment, w) if w else None
        if found is None:
            return await cards.response(record, lambda: draw_episode(record))
        citation = cite(record, found.segment, found.segment.text[found.start : found.end], found.start)
        return await cards.response(citation, lambda: draw_moment(citation))

    return routes
