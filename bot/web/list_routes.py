"""The pages that list: home, shows, people and search."""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bot.web.artwork_paths import artwork_paths
from bot.web.context import Context, getter
from bot.web.lists import (
    PEOPLE_PER_PAGE,
    episodes_with,
    group_by_show,
    group_hits,
    leaf_of,
    people_of,
    spelling_of,
)
from bot.web.marking import has_words
from bot.web.rendering import Page
from bot.web.viewers import viewer_of
from retrieval.errors import NotFoundError
from retrieval.models import Episode, Hit

SEARCH_RESULTS = 20
"""How many passages a search within an episode shows."""
SEARCH_DEPTH = 200
"""How many passages other searches look at, so that they show several episodes."""
SEARCH_BEST = 10
"""How many passages are shown even if they have none of the words of the query."""
SEARCH_MIN_SIMILARITY = 0.3
"""Cosine of a query and a passage without its words below which the passage is about something else."""
SEARCH_EPISODES = 10
"""How many episodes a search over several episodes shows."""
EPISODE_RESULTS = 3
"""How many passages of each episode such a search shows; a search within the episode shows more."""
HOME_SHOWS = 12
"""How many shows the home page shows; a page of its own lists all."""
SHOW_PEOPLE = 24
"""How many guests the page of a show names; a page of its own lists all."""
MAX_QUERY = Query(max_length=300)
"""The longest search query, in characters."""
MAX_NAME = Query(max_length=200)
"""The longest name of a person, in characters."""
_TAG = re.compile(r"<[^<>]*>")
_TAG_ENDS = re.compile(r"</?|/?>")
PageNumber = Annotated[int, Query(ge=1, le=10**6)]
"""The number of a page of a list."""


class ListPages:
    """Answers requests for lists."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add_to(self, routes: APIRouter) -> None:
        """Add the pages to routes."""
        get = getter(routes)
        get("/", self.home)
        get("/search", self.search)
        get("/shows", self.shows)
        get("/shows/{show}", self.show)
        get("/shows/{show}/guests", self.guests)
        get("/people", self.person)

    async def home(self, request: Request, page: PageNumber = 1) -> Response:
        episodes = await self._episodes(request)
        leaf = leaf_of(episodes, page, "/")
        shows = await run_in_threadpool(group_by_show, episodes)
        shown = shows[:HOME_SHOWS] if page == 1 else []
        artwork = await self._artwork((*leaf.items, *(entry.newest for entry in shown)))
        values = {"leaf": leaf, "shows": shown, "number_of_shows": len(shows), "artwork": artwork}
        return await self._respond(request, "home.html", leaf.current, **values)

    async def shows(self, request: Request, page: PageNumber = 1) -> Response:
        entries = await run_in_threadpool(group_by_show, await self._episodes(request))
        leaf = leaf_of(entries, page, "/shows")
        artwork = await self._artwork(entry.newest for entry in leaf.items)
        return await self._respond(request, "shows.html", leaf.current, leaf=leaf, artwork=artwork)

    async def show(self, request: Request, show: str, page: PageNumber = 1) -> Response:
        episodes = await self._episodes_of(request, show)
        leaf = leaf_of(episodes, page, f"/shows/{quote(show, safe='')}")
        artwork = await self._artwork((*leaf.items, episodes[0]))
        values = {
            "show": episodes[0].show,
            "newest": episodes[0],
            "leaf": leaf,
            "people": await run_in_threadpool(people_of, episodes),
            "people_shown": SHOW_PEOPLE,
            "artwork": artwork,
        }
        return await self._respond(request, "show.html", leaf.current, **values)

    async def guests(self, request: Request, show: str, page: PageNumber = 1) -> Response:
        episodes = await self._episodes_of(request, show)
        people = await run_in_threadpool(people_of, episodes)
        leaf = leaf_of(people.guests, page, f"/shows/{quote(show, safe='')}/guests", PEOPLE_PER_PAGE)
        return await self._respond(request, "guests.html", leaf.current, leaf=leaf, show=episodes[0].show)

    async def person(
        self, request: Request, name: Annotated[str, MAX_NAME], page: PageNumber = 1
    ) -> Response:
        found = await run_in_threadpool(episodes_with, name, await self._episodes(request))
        if not found:
            raise NotFoundError("Nobody with this name takes part in an episode here.")
        spelled = spelling_of(name, found)
        leaf = leaf_of(found, page, f"/people?{urlencode({'name': spelled})}")
        values = {"name": spelled, "leaf": leaf, "artwork": await self._artwork(leaf.items)}
        return await self._respond(request, "person.html", leaf.current, **values)

    async def search(
        self, request: Request, q: Annotated[str, MAX_QUERY] = "", episode: Annotated[str, MAX_NAME] = ""
    ) -> Response:
        library, query, scope = self._context.library, q.strip(), viewer_of(request).scope(episode or None)
        words = _TAG_ENDS.sub(" ", query).strip()
        within = await library.episode(scope) if episode else None
        depth = SEARCH_RESULTS if within else SEARCH_DEPTH
        hits = await library.search(words, scope, depth) if says_something(words) else []
        worth = await run_in_threadpool(worth_showing, hits, query)
        found = group_hits(worth)[:SEARCH_EPISODES]
        artwork = await self._artwork(episode for episode, _ in found)
        shown = SEARCH_RESULTS if within else EPISODE_RESULTS
        values = {"query": query, "found": found, "artwork": artwork, "within": within, "shown": shown}
        return await self._respond(request, "search.html", "/search", **values)

    async def _episodes(self, request: Request) -> list[Episode]:
        return await self._context.visible_episodes(viewer_of(request).scope())

    async def _episodes_of(self, request: Request, show: str) -> list[Episode]:
        """Return the episodes of a show. Raises NotFoundError if the viewer sees no such show."""
        episodes = [episode for episode in await self._episodes(request) if episode.show.id == show]
        if not episodes:
            raise NotFoundError("There is no such show here.")
        return episodes

    async def _artwork(self, episodes: Iterable[Episode]) -> dict[int, str]:
        return await artwork_paths(self._context.library, list(episodes))

    async def _respond(self, request: Request, template: str, path: str, **values: object) -> Response:
        page: Page = await self._context.render(request, template, path, **values)
        return page.response(request.headers)


def says_something(query: str) -> bool:
    """Return whether a query has a letter or a digit."""
    return any(map(str.isalnum, query))


def worth_showing(hits: Sequence[Hit], query: str) -> list[Hit]:
    """Return the best hits of a search, and of the others those that have a word of the query.

    None where no hit has a word of it, and none is like it; what resembles a tag alone, such as <script>,
    isn't asked for.
    """
    with_words = [has_words(hit.segment, query) for hit in hits]
    is_tag = not says_something(_TAG.sub("", query))
    if not any(with_words) and (
        is_tag or all((hit.similarity or 0.0) < SEARCH_MIN_SIMILARITY for hit in hits)
    ):
        return []
    return [hit for n, hit in enumerate(hits) if n < SEARCH_BEST or with_words[n]]
