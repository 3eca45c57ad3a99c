"""The health checks and the figures for Prometheus, on a port of their own."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics
from bot.settings import Settings
from bot.web.server import serve_app
from retrieval.errors import PodciteError
from retrieval.library import Library
from retrieval.models.guilds import Job

NOT_CONNECTED = "The bot isn't connected to Discord."
NOT_OPEN = "The library isn't open yet."
NO_KEY = "The file privacy.key can't be used; the log says why."


def health_of(
    library: Library, settings: Settings
) -> Callable[[Metrics], AbstractAsyncContextManager[int]] | None:
    """Return what serves the health checks while the bot runs, `None` where no port is set for them."""
    if settings.health_port is None:
        return None
    host, port = settings.health_host, settings.health_port
    return lambda metrics: serve_app(
        create_health_app(library, metrics),
        host=host,
        port=port,
        name="The health check",
        setting="PODCITE_HEALTH_PORT",
    )


def create_health_app(library: Library, metrics: Metrics) -> Starlette:
    """Return `/healthz`, `/readyz` and `/metrics` as an ASGI application."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        missing = [] if metrics.is_connected() else [NOT_CONNECTED]
        if not metrics.is_library_open or await _unfinished_jobs(library) is None:
            missing.append(NOT_OPEN)
        elif metrics.is_connected() and not await _has_key(metrics):
            missing.append(NO_KEY)
        return PlainTextResponse(" ".join(missing or ["ok"]) + "\n", 503 if missing else 200)

    async def figures(_: Request) -> Response:
        jobs = await _unfinished_jobs(library)
        asking = sum(job.waits for job in jobs or ())
        metrics.count_jobs(None if jobs is None else (len(jobs) - asking, asking))
        if metrics.is_library_open:
            metrics.count_usage(library.chat_model.used)
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    paths = {"/healthz": healthz, "/readyz": readyz, "/metrics": figures}
    return Starlette(routes=[Route(path, endpoint) for path, endpoint in paths.items()])


async def _unfinished_jobs(library: Library) -> list[Job] | None:
    """Return the jobs of the catalog, `None` if it can't be read."""
    try:
        return await library.guilds.unfinished_jobs()
    except PodciteError:
        return None


async def _has_key(metrics: Metrics) -> bool:
    """Return whether the key of the hashes that stand for people can be used; without it, nobody can ask."""
    try:
        return metrics.load_key is None or bool(await metrics.load_key())
    except PodciteError:
        return False
