"""The pages of episodes and moments."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from bot.web.artwork_paths import artwork_paths
from bot.web.context import Context, getter, with_people
from bot.web.episode_view import EpisodeView
from bot.web.player import find_player
from bot.web.presentation_view import load_presentation
from bot.web.structured_data import describe_episode
from bot.web.transcript_parts import transcript_parts
from bot.web.viewers import GONE, viewer_of
from retrieval.answering.citations import cite
from retrieval.errors import NotFoundError
from retrieval.language.word_marks import find_moment
from retrieval.models import Episode, Segment

MOMENT_NEIGHBOURS = 2
"""How many segments on each side of a moment's are shown."""


class EpisodePagesOnSite:
    """Answers requests for episodes and moments."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def add_to(self, routes: APIRouter) -> None:
        """Add the pages to routes."""
        get = getter(routes)
        get("/e/{episode}", self.episode)
        get("/e/{episode}/{segment}", self.moment)

    async def episode(self, request: Request, episode: str) -> Response:
        viewer, site, pages = viewer_of(request), self._context.site, self._context.pages
        scope = viewer.scope(episode)
        record = await self._context.library.episode(scope)
        whole = site.shows_whole(record.show)
        head = await load_presentation(self._context.library, record)
        key = None if viewer.prefix else ("episode", record, head, whole)
        page = pages.kept(key) if key else None
        if page is None:
            values: dict[str, Any] = {"path": f"/e/{quote(record.id, safe='')}", "prefix": viewer.prefix}
            view = await self._context.preparation.load(record, scope, whole=whole, version=head.version)
            if view is None:
                page = pages.render("preparing.html", episode=record, **values)
                return page.response(request.headers, cache="no-store")
            people = (await self._context.library.speakers.people(scope.guild, [record]))[record.generation]
            view = replace(view, episode=with_people(view.episode, people))
            values |= {"head": head, "whole": whole, "people": people, **await self._parts(view)}
            page = await run_in_threadpool(pages.render, "episode.html", key, **values)
        return page.response(request.headers)

    async def _parts(self, view: EpisodeView) -> dict[str, Any]:
        player = find_player(view.episode)
        others = [related.episode for related in view.related]
        return {
            "view": view,
            "player": player,
            "transcript_parts": transcript_parts(view),
            "described": describe_episode(view, self._context.site, player),
            "artwork": await artwork_paths(self._context.library, others),
        }

    async def moment(self, request: Request, episode: str, segment: int, t: int = 0, w: str = "") -> Response:
        scope = viewer_of(request).scope(episode)
        record, segments = await self._context.library.transcript(scope)
        path = f"/e/{quote(record.id, safe='')}/{segment}"
        found = await run_in_threadpool(find_moment, segments, segment, w) if w else None
        if w and found is None:
            page = await self._context.render(request, "gone.html", path, second=t, episode=record)
            return page.response(request.headers, status=GONE)
        if found is None and not 1 <= segment <= len(segments):
            raise NotFoundError(f"This episode has no segment {segment}.")
        own = found.segment if found else segments[segment - 1]
        span = (found.start, found.end) if found else (0, len(own.text))
        values = _moment_values(record, segments, own, span)
        page = await self._context.render(request, "moment.html", path, is_quote=found is not None, **values)
        return page.response(request.headers)


def _moment_values(
    episode: Episode, segments: tuple[Segment, ...], own: Segment, span: tuple[int, int]
) -> dict[str, Any]:
    """Return what the page of a segment, or of these characters of it, shows."""
    start, end = span
    return {
        "episode": episode,
        "citation": cite(episode, own, own.text[start:end], start),
        "passages": segments[max(0, own.number - 1 - MOMENT_NEIGHBOURS) : own.number + MOMENT_NEIGHBOURS],
        "player": find_player(episode),
    }
