"""All routes of pages, and what programs read."""

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from bot.web.context import Context, getter
from bot.web.episode_routes import EpisodePagesOnSite
from bot.web.list_routes import ListPages
from bot.web.lists import group_by_show
from retrieval.errors import NotFoundError
from retrieval.models import Scope

MAX_LISTED = 45_000
"""How many episodes the site map lists; a site map may have 50,000 addresses."""


def page_routes(context: Context) -> APIRouter:
    """Return the routes of the pages: home, search, shows, people, episodes and moments."""
    routes = APIRouter()
    ListPages(context).add_to(routes)
    EpisodePagesOnSite(context).add_to(routes)
    return routes


def public_files(context: Context) -> APIRouter:
    """Return the routes of what programs read: search engines, and browsers that look for an icon."""
    routes, site = APIRouter(), context.site
    get = getter(routes)

    async def robots() -> Response:
        rule = f"Allow: /\nSitemap: {site.address('/sitemap.xml')}" if site.indexing else "Disallow: /"
        return PlainTextResponse(f"User-agent: *\n{rule}\n")

    async def sitemap(request: Request) -> Response:
        if not site.indexing:
            raise NotFoundError("This site has no site map.")
        episodes = (await context.visible_episodes(Scope()))[:MAX_LISTED]
        shows = await run_in_threadpool(group_by_show, episodes)
        page = await run_in_threadpool(context.pages.render, "sitemap.xml", episodes=episodes, shows=shows)
        response = page.response(request.headers)
        response.headers["Content-Type"] = "application/xml"
        return response

    async def favicon() -> Response:
        return RedirectResponse("/static/icon.svg")

    get("/robots.txt", robots)
    get("/sitemap.xml", sitemap)
    get("/favicon.ico", favicon)
    return routes
