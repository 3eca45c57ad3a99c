"""Split a job into steps: one for each file, feed or episode."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from bot.sample.leaving import hide_sample
from retrieval import identifiers
from retrieval.errors import EpisodeExistsError, NotFoundError, sentence_of
from retrieval.library import Library
from retrieval.models import Episode, IndexReport, Placement, ProgressSink, Scope
from retrieval.models.feeds import Feed, FeedFailure
from retrieval.models.guilds import Job, TranscriptFile
from retrieval.models.reports import IndexOutcome
from retrieval.texts import Text

Step = tuple[str, Callable[[ProgressSink], Coroutine[Any, Any, "StepResult"]]]


GAVE_UP = Text("I gave up because I was stopped several times while doing this; please start it again.")
SAMPLE_HIDDEN = Text(
    "The sample show Salt and Light is hidden here now, so that it doesn't answer next to your episodes; "
    "`/library settings` shows it again."
)
UNFORESEEN = Text("Something went wrong on my side; the log has the reason.")


class UndecidedFile(NamedTuple):
    """A file that looks like an episode; `reason` is a sentence that says so."""

    file: TranscriptFile
    episode: str
    reason: str


class StepResult(NamedTuple):
    """What a step did, a sentence for each failure, and the files that a moderator has to decide about.

    `notes` are sentences that no report's warning holds.
    """

    reports: tuple[IndexReport, ...]
    failures: tuple[str, ...] = ()
    undecided: tuple[UndecidedFile, ...] = ()
    notes: tuple[str, ...] = ()


async def steps_of(library: Library, job: Job) -> list[Step]:
    """Return the job's steps with their names. Raises NotFoundError if the guild owns nothing it names."""
    if job.action == "add":
        return _adding_steps(library, job, await library.guilds.job_files(job))
    if job.action == "poll":
        feeds = await library.feeds.for_guild(job.guild)
        followed = [feed for feed in feeds if identifiers.show_id(feed.show) == job.show and not feed.paused]
        return [(feed.show, partial(_poll, library, feed)) for feed in followed]
    try:
        episodes = await own_episodes(library, job)
    except NotFoundError:
        if job.action == "remove":  # an earlier process removed them and ended before it finished the job
            return []
        raise
    if job.action == "reindex":
        return [(episode.id, partial(_reindex, library, episode)) for episode in episodes]
    if job.action == "rollback":
        return [(episode.id, partial(_roll_back, library, job, episode)) for episode in episodes]
    # Episodes that were added after the question was asked stay: nobody has agreed to lose them.
    known = [episode for episode in episodes if job.seen is None or episode.key <= job.seen]
    return [(episode.id, partial(_remove, library, job, episode)) for episode in known]


async def own_episodes(library: Library, job: Job) -> list[Episode]:
    """Return the guild's own episodes that a job is about. Raises NotFoundError if there are none."""
    scope = Scope(job.guild, None if job.episode else job.show or None, job.episode)
    episodes = [episode for episode in await library.episodes(scope) if episode.show.guild == job.guild]
    if episodes:
        return episodes
    if job.show or job.episode:
        raise NotFoundError("That doesn't belong to this server: only the host can change shared shows.")
    raise NotFoundError("This server has no shows of its own yet; add transcripts with /library add.")


def _adding_steps(library: Library, job: Job, files: Sequence[TranscriptFile]) -> list[Step]:
    """Return a step for each file; the job's choice is for the first one."""
    siblings: set[str] = set()  # the episodes of one upload are others, even if they look alike
    jobs = [job] + [replace(job, choice="ask", episode=None)] * (len(files) - 1)
    return [
        (file.name, partial(_add, library, of_file, file, siblings))
        for file, of_file in zip(files, jobs, strict=True)
    ]


async def _add(
    library: Library, job: Job, file: TranscriptFile, siblings: set[str], progress: ProgressSink
) -> StepResult:
    replaced = job.episode if job.choice == "replace" else None
    details = replace(job.details, episode=replaced) if replaced else job.details
    placement = Placement(job.choice, frozenset(siblings), file.origin, job=job.id or None)
    try:
        report = await library.add(
            file.content, details, progress, guild=job.guild, name=file.name, placement=placement
        )
    except EpisodeExistsError as error:
        return StepResult((), undecided=(UndecidedFile(file, error.episode, _reason(error)),))
    siblings.add(report.episode)
    hides = report.outcome == "added" and await hide_sample(library, job.guild)
    return StepResult((report,), notes=(SAMPLE_HIDDEN,) if hides else ())


def _reason(error: EpisodeExistsError) -> str:
    """Return why a file that looks like an episode wasn't added, and for a copy also what helps."""
    if not error.is_copy:
        return sentence_of(error)
    return Text(
        "{reason} To move that episode to the other show, use /library show move.",
        reason=sentence_of(error),
    )


def named_reason(name: str, reason: str) -> Text:
    """Return why something failed after its name."""
    return Text("{name}: {reason}", name=name, reason=reason if isinstance(reason, Text) else Text(reason))


def still_indexed(reason: str) -> Text:
    """Return why an episode couldn't be checked, and that nothing of it is lost."""
    return Text("{reason} The text that is indexed stays.", reason=reason)


async def _reindex(library: Library, episode: Episode, progress: ProgressSink) -> StepResult:
    return StepResult((await library.reindex(episode, progress),))


async def _remove(library: Library, job: Job, episode: Episode, _: ProgressSink) -> StepResult:
    return StepResult((await library.remove(Scope(job.guild, episode=episode.id)),))


async def _roll_back(library: Library, job: Job, episode: Episode, _: ProgressSink) -> StepResult:
    if job.seen not in (None, episode.generation):  # an earlier process did it; doing it again would undo it
        return StepResult((IndexReport(episode.id, "rolled back", episode.segments),))
    return StepResult((await library.roll_back(Scope(job.guild, episode=episode.id)),))


async def _poll(library: Library, feed: Feed, progress: ProgressSink) -> StepResult:
    feed_reports = await library.feeds.poll(feed.guild, feed=feed.id, due_only=False, progress=progress)
    known = {episode.id: episode for episode in await library.episodes(Scope(feed.guild))}
    reports, failures = list[IndexReport](), list[str]()
    for report in feed_reports:  # none where the feed was paused meanwhile
        reports += [_polled(known[id_], "added") for id_ in report.added if id_ in known]
        reports += [_polled(known[id_], "updated") for id_ in report.updated if id_ in known]
        failures += [named_reason(failure.name, failure.reason) for failure in report.failures]
        failures += [report.reason] if report.reason else []
    reports, others = _with_notes(reports, [note for report in feed_reports for note in report.notes])
    others += [
        named_reason(item.name, still_indexed(item.reason)) for report in feed_reports for item in report.kept
    ]
    if any(report.outcome == "added" for report in reports) and await hide_sample(library, feed.guild):
        others.insert(0, SAMPLE_HIDDEN)
    return StepResult(tuple(reports), tuple(failures), notes=tuple(others))


def _with_notes(
    reports: Sequence[IndexReport], notes: Iterable[FeedFailure]
) -> tuple[list[IndexReport], list[str]]:
    """Return the reports, each with the first note on its episode as its warning, and the other notes."""
    warnings, others = dict.fromkeys((report.episode for report in reports), ""), list[str]()
    for note in notes:
        if note.episode and warnings.get(note.episode) == "":
            warnings[note.episode] = named_reason(note.name, note.reason)
        else:
            others.append(named_reason(note.name, note.reason))
    return [replace(report, warning=warnings[report.episode]) for report in reports], others


def _polled(episode: Episode, outcome: IndexOutcome) -> IndexReport:
    return IndexReport(episode.id, outcome, episode.segments, title=episode.title, show=episode.show.title)
