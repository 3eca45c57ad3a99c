"""The public pages: home, shows, episodes, moments, search, and what search engines read."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bot.moments import find_moment
from bot.web.player import find_player
from bot.web.preparation import Preparation
from bot.web.presentation_view import load_presentation
from bot.web.rendering import Pages
from bot.web.site import Site
from bot.web.structured_data import describe_episode
from retrieval.answering.citations import cite
from retrieval.errors import NotFoundError
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


def public_routes(library: Library, site: Site, pages: Pages) -> APIRouter:
    """Return the routes of the public pages."""
    routes = APIRouter()
    preparation = Preparation(library, whole=site.transcripts)
    get = partial(routes.api_route, methods=["GET", "HEAD"], response_class=Response, response_model=None)

    @get("/")
    async def home(request: Request) -> Response:
        episodes = await visible_episodes(library)
        page = pages.render("home.html", path="/", episodes=episodes, shows=group_by_show(episodes))
        return page.response(request.headers)

    @get("/search")
    async def search(request: Request, q: Annotated[str, MAX_QUERY] = "") -> Response:
        hits = await library.search(q, SHARED, SEARCH_RESULTS) if q.strip() else []
        page = pages.render("search.html", path="/search", query=q.strip(), hits=hits)
        return page.response(request.headers)

    @get("/shows/{show}")
    async def show(request: Request, show: str) -> Response:
        episodes = [episode for episode in await visible_episodes(library) if episode.show.id == show]
        if not episodes:
            raise NotFoundError("There is no such show here.")
        people = sorted({guest for episode in episodes for guest in episode.guests})
        page = pages.render(
            "show.html", path=f"/shows/{show}", show=episodes[0].show, episodes=episodes, people=people
        )
        return page.response(request.headers)

    @get("/e/{episode}")
    async def episode(request: Request, episode: str) -> Response:
        scope = Scope(episode=episode)
        record = await library.episode(scope)
        head = await load_presentation(library, record)
        key = ("episode", record, head, site.transcripts)
        if (page := pages.kept(key)) is None:
            view = await preparation.load(record, scope)
            if view is None:
                page = pages.render("preparing.html", path=f"/e/{episode}", episode=record)
                return page.response(request.headers, cache="no-store")
            player = find_player(record)
            described = describe_episode(view, site, player)
            values = {"path": f"/e/{episode}", "view": view, "player": player, "described": described}
            values["head"] = head
            page = await run_in_threadpool(pages.render, "episode.html", key, **values)
        return page.response(request.headers)

    @get("/e/{episode}/{segment}")
    async def moment(request: Request, episode: str, segment: int, t: int = 0, w: str = "") -> Response:
        record, segments = await library.transcript(Scope(episode=episode))
        path = f"/e/{episode}/{segment}"
        found = await run_in_threadpool(find_moment, segments, segment, w) if w else None
        if w and found is None:
            page = pages.render("gone.html", path=path, episode=record, second=t)
            return page.response(request.headers, status=410)
        if found is None and not 1 <= segment <= len(segments):
            raise NotFoundError(f"This episode has no segment {segment}.")
        own = found.segment if found else segments[segment - 1]
        start, end = (found.start, found.end) if found else (0, len(own.text))
        citation = cite(record, own, own.text[start:end], start)
        around = segments[max(0, own.number - 1 - MOMENT_NEIGHBOURS) : own.number + MOMENT_NEIGHBOURS]
        page = pages.render(
            "moment.html",
            path=path,
            episode=record,
            citation=citation,
            is_quote=found is not None,
            passages=around,
            player=find_player(record),
        )
        return page.response(request.headers)

    @get("/robots.txt")
    async def robots() -> Response:
        rule = f"Allow: /\nSitemap: {site.address('/sitemap.xml')}" if site.indexing else "Disallow: /"
        return PlainTextResponse(f"User-agent: *\n{rule}\n")

    @get("/sitemap.xml")
    async def sitemap(request: Request) -> Response:
        if not site.indexing:
            raise NotFoundError("This site has no site map.")
        episodes = await visible_episodes(library)
        page = pages.render("sitemap.xml", episodes=episodes, shows=group_by_show(episodes))
        response = page.response(request.headers)
        response.headers["Content-Type"] = "application/xml"
        return response

    @get("/favicon.ico")
    async def favicon() -> Response:
        return RedirectResponse("/static/icon.svg")

    return routes


async def visible_episodes(library: Library) -> list[Episode]:
    """Return the episodes of the shared shows, newest first; none in an empty library."""
    try:
        return await library.episodes(SHARED)
    except NotFoundError:
        return []


def group_by_show(episodes: list[Episode]) -> list[tuple[str, str, int]]:
    """Return each show's id, title and number of episodes, in the order of its newest episode."""
    counts: dict[tuple[str, str], int] = {}
    for episode in episodes:
        key = (episode.show.id, episode.show.title)
        counts[key] = counts.get(key, 0) + 1
    return [(id_, title, number) for (id_, title), number in counts.items()]
