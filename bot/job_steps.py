"""What a job consists of: one step for each file or episode."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, NamedTuple

from bot.library import Library
from retrieval import identifiers
from retrieval.errors import NotFoundError
from retrieval.models import Episode, IndexReport, ProgressSink, Scope
from retrieval.models.feeds import Feed
from retrieval.models.guilds import Job, TranscriptFile

Step = tuple[str, Callable[[ProgressSink], Coroutine[Any, Any, "Done"]]]


class Done(NamedTuple):
    """What a step did, and in one sentence each what it couldn't."""

    reports: tuple[IndexReport, ...]
    failures: tuple[str, ...] = ()


async def steps_of(library: Library, job: Job) -> list[Step]:
    """The job's steps, named. Raises NotFoundError where the guild doesn't own what it is about."""
    if job.action == "add":
        return [
            (file.name, partial(_add, library, job, file)) for file in await library.guilds.job_files(job)
        ]
    if job.action == "poll":
        feeds = await library.feeds.for_guild(job.guild)
        followed = [feed for feed in feeds if identifiers.show_id(feed.show) == job.show and not feed.paused]
        return [(feed.show, partial(_poll, library, feed)) for feed in followed]
    try:
        episodes = await own(library, job)
    except NotFoundError:
        if job.action == "remove":  # an earlier process did it, and ended before it could say so
            return []
        raise
    if job.action == "reindex":
        return [(episode.id, partial(_reindex, library, episode)) for episode in episodes]
    if job.action == "rollback":
        return [(episode.id, partial(_roll_back, library, job, episode)) for episode in episodes]
    # What came after it was asked about nobody has agreed to lose.
    known = [each for each in episodes if job.seen is None or each.key <= job.seen]
    return [(episode.id, partial(_remove, library, job, episode)) for episode in known]


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


async def _add(library: Library, job: Job, file: TranscriptFile, tell: ProgressSink) -> Done:
    return Done((await library.add(file.content, job.details, tell, guild=job.guild, name=file.name),))


async def _reindex(library: Library, episode: Episode, tell: ProgressSink) -> Done:
    return Done((await library.reindex(episode, tell),))


async def _remove(library: Library, job: Job, episode: Episode, _: ProgressSink) -> Done:
    return Done((await library.remove(Scope(job.guild, episode=episode.id)),))


async def _roll_back(library: Library, job: Job, episode: Episode, _: ProgressSink) -> Done:
    if job.seen not in (None, episode.generation):  # an earlier process did it; twice would undo it
        return Done((IndexReport(episode.id, "rolled back", episode.segments),))
    return Done((await library.roll_back(Scope(job.guild, episode=episode.id)),))


async def _poll(library: Library, feed: Feed, tell: ProgressSink) -> Done:
    polled = await library.feeds.poll(feed.guild, feed=feed.id, due_only=False, progress=tell)
    found = {episode.id: episode.segments for episode in await library.episodes(Scope(feed.guild))}
    reports, failures = list[IndexReport](), list[str]()
    for report in polled:  # none where somebody has paused it meanwhile
        reports += [IndexReport(each, "added", found[each]) for each in report.added if each in found]
        reports += [IndexReport(each, "updated", found[each]) for each in report.updated if each in found]
        failures += [f"{each.name}: {each.reason}" for each in report.failures]
        failures += [report.reason] if report.reason else []
    return Done(tuple(reports), tuple(failures))
