"""What the routes of pages work with."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from cachetools import TTLCache
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
from retrieval.models.people import EpisodePeople

PEOPLE_SECONDS = 60.0
"""How long lists keep who takes part in an episode before they look it up again."""
MAX_PEOPLE = 20_000
"""For how many episodes this is kept."""


@dataclass(frozen=True, slots=True)
class Context:
    """The library, what its host decided about the site, and what makes and keeps pages."""

    library: Library
    site: Site
    pages: Pages
    preparation: Preparation
    people: TTLCache[tuple[int | None, int], EpisodePeople] = field(
        default_factory=lambda: TTLCache(MAX_PEOPLE, PEOPLE_SECONDS)
    )

    async def visible_episodes(self, scope: Scope) -> list[Episode]:
        """Return the episodes of a scope, newest first; none in an empty library."""
        try:
            episodes = await self.library.episodes(scope)
        except NotFoundError:
            return []
        known = {one.generation: self.people.get((scope.guild, one.generation)) for one in episodes}
        unknown = [episode for episode in episodes if known[episode.generation] is None]
        if unknown:
            found = await self.library.speakers.people(scope.guild, unknown)
            known.update(found)
            self.people.update({(scope.guild, generation): people for generation, people in found.items()})
        named = ((episode, known[episode.generation]) for episode in episodes)
        return [with_people(episode, people) if people else episode for episode, people in named]

    async def render(self, request: Request, template: str, path: str, **values: object) -> Page:
        """Return the page of a template, rendered in a thread so that the bot isn't kept waiting."""
        prefix = viewer_of(request).prefix
        return await run_in_threadpool(self.pages.render, template, path=path, prefix=prefix, **values)


def with_people(episode: Episode, people: EpisodePeople) -> Episode:
    """Return an episode with its known hosts and guests, without those whom only its talk names as such."""
    guests = tuple(name for name in people.guests if name not in people.inferred)
    hosts = tuple(name for name in people.hosts if name not in people.signed_off)
    if (guests, hosts) == (episode.guests, episode.hosts):
        return episode
    return replace(episode, guests=guests, hosts=hosts)


def getter(routes: APIRouter) -> Callable[..., None]:
    """Return what adds a page to routes: its path and the function that answers."""
    return partial(
        routes.add_api_route, methods=["GET", "HEAD"], response_class=Response, response_model=None
    )
