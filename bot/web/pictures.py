"""The pictures of the site: artwork of episodes, kept by browsers for long."""

from functools import partial

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from retrieval.errors import NotFoundError
from retrieval.library import Library
from retrieval.models import Scope

KEPT_LONG = "public, max-age=31536000, immutable"
"""For addresses that change with the picture."""


def picture_routes(library: Library) -> APIRouter:
    """Return the routes of pictures of the shared shows."""
    routes = APIRouter()
    get = partial(routes.api_route, methods=["GET", "HEAD"], response_class=Response, response_model=None)

    @get("/artwork/{episode}.jpg")
    async def artwork(episode: str) -> Response:
        _, file = await library.pages.presentation(await library.episode(Scope(episode=episode)))
        if file is None:
            raise NotFoundError("This episode has no artwork.")
        return FileResponse(file, media_type="image/jpeg", headers={"Cache-Control": KEPT_LONG})

    return routes
