"""What the routes of pages work with."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from bot.web.preparation import Preparation
from bot.web.rendering import Page, Pages
from bot.web.site import Site
from bot.web.viewers import viewer_of
from retrieval.errors import NotFoundError
from retrieval.library import Library
from retrieval.models import Episode, Scope


@dataclass(frozen=True, slots=True)
class Context:
    """The library, what its host decided about the site, and what makes and keeps pages."""

    library: Library
    site: Site
    pages: Pages
    preparation: Preparation

    async def visible_episodes(self, scope: Scope) -> list[Episode]:
        """Return the episodes of a scope, newest first; none in an empty library."""
        try:
            return await self.library.episodes(scope)
        except NotFoundError:
            return []

    async def render(self, request: Request, template: str, path: str, **values: object) -> Page:
        """Return the page of a template, rendered in a thread so that the bot isn't kept waiting."""
        prefix = viewer_of(request).prefix
        return await run_in_threadpool(self.pages.render, template, path=path, prefix=prefix, **values)


def getter(routes: APIRouter) -> Callable[..., None]:
    """Return what adds a page to routes: its path and the function that answers."""
    return partial(
        routes.add_api_route, methods=["GET", "HEAD"], response_class=Response, response_model=None
    )
