"""The site as an ASGI application."""

import logging
import secrets

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from bot.web.context import Context
from bot.web.pictures import picture_routes
from bot.web.preparation import Preparation
from bot.web.rendering import FOLDER, Pages
from bot.web.routes import page_routes, public_files
from bot.web.security import MEMBERS, Guarded
from bot.web.site import Site
from bot.web.viewers import GONE, Members, watch_public
from retrieval.errors import BadRequestError, NotFoundError, PodciteError
from retrieval.library import Library

log = logging.getLogger(__name__)

NOT_FOUND = "The address may be wrong or incomplete, or what was here has been removed."
EXPIRED = (
    "Links to a server’s own shows are valid for some days, and a moderator can revoke them. "
    "To get a new one, press “Read [1]” or “Read in context” under the answer in Discord, or ask again."
)
WRONG = "This address isn’t complete, or something in it is wrong."
STATUS_TEXTS = {404: NOT_FOUND, GONE: EXPIRED}
TITLES = {404: "There is no such page", GONE: "This link no longer works"}
"""The headings of error pages by status; other statuses get a general one."""
FAILED = "Something went wrong here. Please try again in a minute."


def create_app(library: Library, site: Site) -> FastAPI:
    """Return the site over a library, which the caller closes."""
    app = FastAPI(title="Podcite", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(site)
    context = Context(library, site, pages, Preparation(library))
    routes, members = page_routes(context), Members(library, site)
    app.include_router(routes, dependencies=[Depends(watch_public)])
    app.include_router(routes, prefix="/m/{token}", dependencies=[Depends(members.watch)])
    app.include_router(public_files(context))
    app.include_router(picture_routes(library))
    app.mount("/static", StaticFiles(directory=FOLDER / "static"))
    app.add_middleware(Guarded, hosts=site.hosts, requests=site.requests)

    def show_error(request: Request, status: int, message: str, error_id: str = "") -> Response:
        title = TITLES.get(status, "This page can’t be shown")
        page = pages.render("error.html", path="", title=title, message=message, error_id=error_id)
        return page.response(request.headers, status=status)

    @app.exception_handler(HTTPException)
    async def not_found(request: Request, error: HTTPException) -> Response:
        return show_error(request, error.status_code, STATUS_TEXTS.get(error.status_code, WRONG))

    @app.exception_handler(RequestValidationError)
    async def wrong(request: Request, _: RequestValidationError) -> Response:
        return show_error(request, 404, WRONG)

    @app.exception_handler(PodciteError)
    async def failed(request: Request, error: PodciteError) -> Response:
        match error:
            case NotFoundError():
                return show_error(request, 404, NOT_FOUND)
            case BadRequestError():
                return show_error(request, 400, str(error))
        return _log_failure(request, error)

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        return _log_failure(request, error)

    def _log_failure(request: Request, error: Exception) -> Response:
        error_id = secrets.token_hex(4)
        path, extra = without_token(request.url.path), {"error_id": error_id}
        log.error("The page %s failed (%s)", path, error_id, exc_info=error, extra=extra)
        return show_error(request, 503 if isinstance(error, PodciteError) else 500, FAILED, error_id)

    return app


def without_token(path: str) -> str:
    """Return a path as it may be logged: without what opens a server's own pages."""
    return MEMBERS + "…" if path.startswith(MEMBERS) else path
