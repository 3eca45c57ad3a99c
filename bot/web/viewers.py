"""Who sees a page: everybody, or the members of a server who got a link."""

from dataclasses import dataclass

from fastapi import Request
from starlette.exceptions import HTTPException

from bot.web.site import Site
from retrieval.library import Library
from retrieval.models import Scope

GONE = 410
"""The status of a link that was valid once."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who sees the shared shows, and with a `guild` also its own; `prefix` begins their paths."""

    guild: int | None = None
    prefix: str = ""

    def scope(self, episode: str | None = None) -> Scope:
        """Return what the viewer may see, narrowed to an episode if one is given."""
        return Scope(self.guild, episode=episode)


async def watch_public(request: Request) -> None:
    """Note that everybody sees the page that is asked for."""
    request.state.viewer = Viewer()


def viewer_of(request: Request) -> Viewer:
    """Return who sees the page that is asked for."""
    viewer: Viewer = request.state.viewer
    return viewer


class Members:
    """Finds out whose pages the token in a path opens."""

    def __init__(self, library: Library, site: Site) -> None:
        self._library, self._links = library, site.members

    async def watch(self, request: Request, token: str) -> None:
        """Note who has this token. Raises HTTPException: 410 for an expired or revoked token, else 404."""
        link = self._links.read(token) if self._links else None
        if self._links is None or link is None:
            raise HTTPException(404)
        revoked = await self._library.guilds.site_links_revoked(link.guild)
        if not self._links.is_valid(link, revoked):
            raise HTTPException(GONE)
        request.state.viewer = Viewer(link.guild, f"/m/{token}")
