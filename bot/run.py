"""Run the bot as a process, from its settings to a clean exit."""

import asyncio
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress

import aiohttp
import discord
from discord.backoff import ExponentialBackoff

from bot.client import LONGEST_RECONNECT_WAIT, Podcite, set_discord_addresses
from bot.log import LogFormat, configure, reason
from bot.metrics import Metrics
from bot.sample.leaving import remove_sample
from bot.startup_refusals import refusal_of
from retrieval.errors import ConfigurationError, PodciteError
from retrieval.library import Library
from retrieval.models.options import EXTRACTIVE_CONCURRENCY

log = logging.getLogger(__name__)

CLOSING_SECONDS = 8.0
"""How long closing the bot and the library may take before the process is ended."""
WORKER_SECONDS = 1.5
"""How long worker threads may run after everything is closed; Python itself would wait forever."""
INDEX_CHECK_SECONDS = 300.0
"""How often to check whether the index is still complete, in seconds."""
SWITCH_SECONDS = 0.0005
"""How long a worker thread may compute while the event loop waits for it; Python's own 5 ms add up."""
CUT_OFF = 1
"""The exit status of a process that was ended before everything was closed."""

# Statuses that say nothing about the token or the address: too many requests, and failures of Discord's own.
_TEMPORARY = (429, *range(500, 600))
_NO_CONTENT = (
    "Discord doesn't grant the Message Content Intent, although the application's flags say so; going on "
    "without it: only messages that mention the bot are answered."
)


def run_bot(
    library: Library,
    *,
    token: str,
    api_url: str | None = None,
    gateway_url: str | None = None,
    guild: int | None = None,
    poll_seconds: float = 0.0,
    keep_days: int = 30,
    concurrency: int = EXTRACTIVE_CONCURRENCY,
    log_level: str = "info",
    secrets: Iterable[str] = (),
    site: "Callable[[], AbstractAsyncContextManager[int]] | None" = None,
    health: "Callable[[Metrics], AbstractAsyncContextManager[int]] | None" = None,
    log_format: LogFormat = "text",
) -> None:
    """Serve Discord until SIGTERM or SIGINT, then close the bot and the library and return.

    The process exits soon after, with status 0, or 1 if closing takes too long and is cut off. Raises
    ConfigurationError if Discord refuses the token or what the bot asks for. `concurrency` questions
    are answered at the same time. `secrets` are kept out of the log. `site` serves the site and `health` the
    health checks while the bot runs.
    """
    if not token.strip():
        raise ConfigurationError("DISCORD_TOKEN is not set: put the token of your Discord application there.")
    configure(log_level, token.strip(), *secrets, log_format=log_format)
    set_discord_addresses(api_url, gateway_url)
    sys.setswitchinterval(SWITCH_SECONDS)
    metrics = Metrics()

    @asynccontextmanager
    async def serving() -> AsyncIterator[None]:
        async with site() if site else nullcontext(), health(metrics) if health else nullcontext():
            yield

    with suppress(KeyboardInterrupt):  # where the event loop can't handle signals
        asyncio.run(
            _serve(
                library,
                token,
                metrics,
                lambda reads_messages: Podcite(
                    library=library,
                    reads_messages=reads_messages,
                    guild=guild,
                    gateway_url=gateway_url,
                    poll_seconds=poll_seconds,
                    keep_days=keep_days,
                    concurrency=concurrency,
                    metrics=metrics,
                ),
                serving,
            )
        )


async def _serve(
    library: Library,
    token: str,
    metrics: Metrics,
    make_bot: Callable[[bool], Podcite],
    sites: "Callable[[], AbstractAsyncContextManager[None]]",
) -> None:
    library.build_services()
    work = (_check_chat_model(library), _prepare(library, metrics))
    background = [asyncio.create_task(each) for each in work]
    serving = asyncio.create_task(_stay_connected(make_bot, token))
    cut_off: threading.Timer | None = None

    def stop(name: str) -> None:
        nonlocal cut_off
        if cut_off is None:
            log.info("Stopping on %s", name)
            cut_off = _exit_after(CLOSING_SECONDS, CUT_OFF)
            serving.cancel()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop, number.name)
    try:
        async with sites():
            await serving
    except asyncio.CancelledError:
        if cut_off is None:
            raise
    except discord.DiscordException as error:
        if (refusal := refusal_of(error)) is None:
            raise
        raise refusal from error
    finally:
        for task in background:
            task.cancel()
        await library.close()
    if cut_off is not None:
        cut_off.cancel()
    log.info("Stopped")
    _exit_after(WORKER_SECONDS, 0)


async def _prepare(library: Library, metrics: Metrics) -> None:
    while not await _warm_up(library):
        await _heal(library)
        await asyncio.sleep(INDEX_CHECK_SECONDS)
    metrics.is_library_open = True
    await _keep_index_whole(library)


async def _warm_up(library: Library) -> bool:
    """Load everything that the first question would wait for; return whether that worked."""
    try:
        if swept := await library.remove_leftovers():
            log.info("Removed %d unfinished generations that a crash had left", swept)
        if await remove_sample(library):
            log.info("Removed the sample show, as there are other episodes")
        began = time.monotonic()
        await library.warm_up()
        # What is loaded now stays; a garbage collection that looks through all of it stops every thread.
        gc.collect()
        gc.freeze()
        log.info("Ready for questions after %.1f s of warming up", time.monotonic() - began)
    except PodciteError as error:
        log.warning("The library could not be made ready: %s", error)
        return False
    return True


async def _check_chat_model(library: Library) -> None:
    """Log whether the language model can be used, and what a question will cost."""
    try:
        checks = await library.chat_model.check()
    except PodciteError as error:
        log.warning("The language model can't be used: %s", error)
        return
    for check in checks:
        level = logging.INFO if check.is_ok else logging.WARNING
        log.log(level, "%s", f"{check.name}: {check.finding} {check.advice}".strip())


async def _keep_index_whole(library: Library) -> None:
    """Heal the index now, and again whenever a part of it is found missing."""
    await _heal(library)
    while True:
        await asyncio.sleep(INDEX_CHECK_SECONDS)
        with suppress(PodciteError):  # which the members' next questions report
            if not await library.health.is_index_whole():
                await _heal(library)


async def _heal(library: Library) -> None:
    """Log what a quick check finds, then rebuild what is missing or damaged of the index."""
    try:
        for check in await library.health.check(quick=True):
            if not check.is_ok:
                log.warning("Check of the %s: %s %s", check.name, check.finding, check.advice)
        report = await library.health.heal()
    except PodciteError as error:
        log.warning("The index could not be repaired: %s", error)
        return
    for path in report.moved:
        log.warning("The damaged files of the index were moved to %s", path)
    if report.rebuilt or report.cleared:
        log.info("Rebuilt the index of %d versions of episodes, cleared %d", report.rebuilt, report.cleared)
    if report.tokens:
        log.info("Made the token vectors of %d episodes", report.tokens)


async def _stay_connected(make_bot: Callable[[bool], Podcite], token: str) -> None:
    backoff, reads_messages = ExponentialBackoff(), True
    while True:
        async with make_bot(reads_messages) as bot:
            try:
                await bot.login(token)
            except (OSError, aiohttp.ClientError, discord.HTTPException) as error:
                if isinstance(error, discord.HTTPException) and error.status not in _TEMPORARY:
                    raise
                wait = min(backoff.delay(), LONGEST_RECONNECT_WAIT)
                log.warning("Discord can't be reached (%s); trying again in %.0f s", reason(error), wait)
            else:
                if await _connect(bot):
                    return
                reads_messages, wait = False, 0.0
        await asyncio.sleep(wait)


async def _connect(bot: Podcite) -> bool:
    """Stay connected until closed; return False at once if Discord doesn't let the bot read messages."""
    try:
        await bot.connect()
    except discord.PrivilegedIntentsRequired:
        if not bot.intents.message_content:
            raise
        log.warning(_NO_CONTENT)
        return False
    return True


def _exit_after(seconds: float, status: int) -> threading.Timer:
    """Start a timer that ends the process, without waiting for its worker threads."""

    def end() -> None:
        if status:
            log.error("Closing took longer than %.0f s and was cut off", seconds)
        logging.shutdown()
        os._exit(status)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    return timer
