"""The pages: home, shows, episodes, moments, search, and what search engines read."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bot.web.player import find_player
from bot.web.preparation import Preparation
from bot.web.presentation_view import load_presentation
from bot.web.rendering import Pages
from bot.web.site import Site
from bot.web.structured_data import describe_episode
from bot.web.viewers import GONE, Viewer
from retrieval.answering.citations import cite
from retrieval.errors import NotFoundError
from retrieval.language.word_marks import find_moment
from retrieval.library import Library
from retrieval.models import Episode, Scope

SEARCH_RESULTS = 20
"""How many passages a search shows."""
MOMENT_NEIGHBOURS = 2
"""How many segments on each side of a moment's are shown."""
MAX_QUERY = Query(max_length=300)
"""The longest search query, in characters."""
SHARED = Scope()
"""What the public sees: the shows that the host shares."""


Watch = Callable[..., Awaitable[Viewer]]
"""What finds out, of a request, who sees the page."""


def page_routes(
    library: Library, site: Site, pages: Pages, preparation: Preparation, watch: Watch
) -> APIRouter:
    """Return the routes of the pages: home, search, shows, episodes and moments."""
    routes = APIRouter()
    get = partial(routes.api_route, methods=["GET", "HEAD"], response_class=Response, response_model=None)
    seen_by = Depends(watch)

    @get("/")
    async def home(request: Request, viewer: Viewer = seen_by) -> Response:
        episodes = await visible_episodes(library, viewer.scope())
        shows = group_by_show(episodes)
        page = pages.render("home.html", path="/", prefix=viewer.prefix, episodes=episodes, shows=shows)
        return page.response(request.headers)

    @get("/search")
    async def search(
        request: Request, q: Annotated[str, MAX_QUERY] = "", viewer: Viewer = seen_by
    ) -> Response:
        hits = await library.search(q, viewer.scope(), SEARCH_RESULTS) if q.strip() else []
        page = pages.render("search.html", path="/search", prefix=viewer.prefix, query=q.strip(), hits=hits)
        return page.response(request.headers)

    @get("/shows/{show}")
    async def show(request: Request, show: str, viewer: Viewer = seen_by) -> Response:
        visible = await visible_episodes(library, viewer.scope())
        if not (episodes := [episode for episode in visible if episode.show.id == show]):
            raise NotFoundError("There is no such show here.")
        page = pages.render(
            "show.html",
            path=f"/shows/{show}",
            prefix=viewer.prefix,
            show=episodes[0].show,
            episodes=episodes,
            people=sorted({guest for episode in episodes for guest in episode.guests}),
        )
        return page.response(request.headers)

    @get("/e/{episode}")
    async def episode(request: Request, episode: str, viewer: Viewer = seen_by) -> Response:
        scope = viewer.scope(episode)
        record = await library.episode(scope)
        head = await load_presentation(library, record)
        if viewer.prefix:  # pictures are served of shared shows alone
            head = replace(head, artwork=None)
        key = None if viewer.prefix else ("episode", record, head, site.transcripts)
        page = pages.kept(key) if key else None
        if page is None:
            view = await preparation.load(record, scope)
            values: dict[str, Any] = {"path": f"/e/{episode}", "prefix": viewer.prefix}
            if view is None:
                page = pages.render("preparing.html", episode=record, **values)
                return page.response(request.headers, cache="no-store")
            player = find_player(record)
            values |= {"view": view, "player": player, "described": describe_episode(view, site, player)}
            values["head"] = head
            page = await run_in_threadpool(pages.render, "episode.html", key, **values)
        return page.response(request.headers)

    @get("/e/{episode}/{segment}")
    async def moment(
        request: Request, episode: str, segment: int, t: int = 0, w: str = "", viewer: Viewer = seen_by
    ) -> Response:
        record, segments = await library.transcript(viewer.scope(episode))
        values = {"path": f"/e/{episode}/{segment}", "prefix": viewer.prefix, "episode": record}
        found = await run_in_threadpool(find_moment, segments, segment, w) if w else None
        if w and found is None:
            return pages.render("gone.html", second=t, **values).response(request.headers, status=GONE)
        if found is None and not 1 <= segment <= len(segments):
            raise NotFoundError(f"This episode has no segment {segment}.")
        own = found.segment if found else segments[segment - 1]
        start, end = (found.start, found.end) if found else (0, len(own.text))
        page = pages.render(
            "moment.html",
            citation=cite(record, own, own.text[start:end], start),
            is_quote=found is not None,
            passages=segments[max(0, own.number - 1 - MOMENT_NEIGHBOURS) : own.number + MOMENT_NEIGHBOURS],
            player=find_player(record),
            **values,
        )
        return page.response(request.headers)

    return routes


def public_files(library: Library, site: Site, pages: Pages) -> APIRouter:
    """Return the routes of what programs read: search engines, and browsers that look for an icon."""
    routes = APIRouter()
    get = partial(routes.api_route, methods=["GET", "HEAD"], response_class=Response, response_model=None)

    @get("/robots.txt")
    async def robots() -> Response:
        rule = f"Allow: /\nSitemap: {site.address('/sitemap.xml')}" if site.indexing else "Disallow: /"
        return PlainTextResponse(f"User-agent: *\n{rule}\n")

    @get("/sitemap.xml")
    async def sitemap(request: Request) -> Response:
        if not site.indexing:
            raise NotFoundError("This site has no site map.")
        episodes = await visible_episodes(library, SHARED)
        page = pages.render("sitemap.xml", episodes=episodes, shows=group_by_show(episodes))
        response = page.response(request.headers)
        response.headers["Content-Type"] = "application/xml"
        return response

    @get("/favicon.ico")
    async def favicon() -> Response:
        return RedirectResponse("/static/icon.svg")

    return routes


async def visible_episodes(library: Library, scope: Scope) -> list[Episode]:
    """Return the episodes of a scope, newest first; none in an empty library."""
    try:
        return await library.episodes(scope)
    except NotFoundError:
        return []


def group_by_show(episodes: list[Episode]) -> list[tuple[str, str, int]]:
    """Return each show's id, title and number of episodes, in the order of its newest episode."""
    counts: dict[tuple[str, str], int] = {}
    for episode in episodes:
        key = (episode.show.id, episode.show.title)
        counts[key] = counts.get(key, 0) + 1
    return [(id_, title, number) for (id_, title), number in counts.items()]
