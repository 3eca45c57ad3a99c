"""What a job consists of: one step for each file or episode."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from bot.library import Library
from retrieval.errors import NotFoundError
from retrieval.guilds import File, Job
from retrieval.models import Episode, IndexReport, ProgressSink, Scope

Step = tuple[str, Callable[[ProgressSink], Coroutine[Any, Any, IndexReport]]]


async def steps_of(library: Library, job: Job) -> list[Step]:
    """The job's steps, named. Raises NotFoundError where the guild doesn't own what it is about."""
    if job.action == "add":
        return [(file.name, partial(_add, library, job, file)) for file in await library.guilds.files(job)]
    try:
        episodes = await own(library, job)
    except NotFoundError:
        if job.action == "remove":  # an earlier process did it, and ended before it could say so
            return []
        raise
    if job.action == "reindex":
        return [(episode.id, partial(library.reindex, episode)) for episode in episodes]
    change = library.remove if job.action == "remove" else library.roll_back
    return [(each.id, partial(_change, change, Scope(job.guild, episode=each.id))) for each in episodes]


async def own(library: Library, job: Job) -> list[Episode]:
    """The guild's own episodes that a job is about. Raises NotFoundError where there is none."""
    scope = Scope(job.guild, None if job.episode else job.show or None, job.episode)
    found = [each for each in await library.episodes(scope) if each.show.guild == job.guild]
    if found:
        return found
    if job.show or job.episode:
        raise NotFoundError(
            "That is none of this server's own: what the host shares is changed from the host's shell."
        )
    raise NotFoundError("This server has no shows of its own yet: /library add puts transcripts in.")


async def _add(library: Library, job: Job, file: File, tell: ProgressSink) -> IndexReport:
    return await library.add(file.content, job.details, tell, guild=job.guild, name=file.name)


async def _change(
    change: Callable[[Scope], Coroutine[Any, Any, IndexReport]], scope: Scope, _: ProgressSink
) -> IndexReport:
    return await change(scope)
