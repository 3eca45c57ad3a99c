"""Add, reindex and remove episodes, one after the other, with a progress bar and a line for each."""

import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bot import sample
from bot.cli.action_log import log_action
from bot.cli.exit_status import ExitStatus
from bot.cli.progress import progress_bar
from bot.cli.session import Session
from bot.ui.formatting import count
from retrieval.errors import BadRequestError, NotFoundError, PodciteError
from retrieval.models import Details, IndexReport, ProgressSink, Scope
from retrieval.transcripts.reader import TRANSCRIPT_SUFFIXES

_FAILED_OUTCOME = "failed"
"""Outcome of a task that raised, next to the outcomes of an `IndexReport`."""
_log = logging.getLogger(__name__)


class IndexTask(NamedTuple):
    """Work on one episode; `name` labels it in the progress bar."""

    name: str
    run: Callable[[ProgressSink], Coroutine[object, object, IndexReport]]


def add_paths(session: Session, paths: Sequence[Path], details: Details) -> ExitStatus:
    """Add every transcript at these paths; those that fail don't keep the others from being added.

    Raises BadRequestError where details of one episode are given for several transcripts.
    """
    files = list(dict.fromkeys(file for path in paths for file in find_transcripts(path)))
    if len(files) > 1 and (details.episode or details.title):
        raise BadRequestError(
            "--episode and --title say it of one episode, but these are several transcripts."
        )
    return add_files(session, [(file, details) for file in files])


def find_transcripts(path: Path) -> list[Path]:
    """Return the path itself or, for a folder, the transcripts in it and in its subfolders, sorted.

    Raises NotFoundError where the folder holds none.
    """
    if not path.is_dir():
        return [path]
    relative_paths = sorted(file.relative_to(path) for file in path.rglob("*") if file.is_file())
    transcripts = [
        path / file
        for file in relative_paths
        if file.suffix.lower() in TRANSCRIPT_SUFFIXES and not any(part.startswith(".") for part in file.parts)
    ]
    if not transcripts:
        raise NotFoundError(f"The folder {path} holds no transcript ({', '.join(TRANSCRIPT_SUFFIXES)}).")
    return transcripts


def add_sample(session: Session) -> None:
    """Index the bundled show if the library is empty, so that there is something to ask."""
    if not session.run(session.library.episodes(Scope())):
        session.print_text(f"Nothing is indexed yet, so here is {sample.SHOW}, a small made-up show to try.")
        add_files(session, sample.EPISODES)


def add_files(session: Session, files: Iterable[tuple[Path, Details]]) -> ExitStatus:
    """Add each file as an episode with these details."""
    library = session.library
    session.run(library.remove_leftovers())
    tasks = [IndexTask(file.name, partial(library.add, file, details)) for file, details in files]
    return _run_tasks(session, tasks)


def reindex_episodes(session: Session, ids: Sequence[str]) -> ExitStatus:
    """Rebuild the index of these episodes, or of all episodes where no id is given."""
    library = session.library
    session.run(library.remove_leftovers())
    scopes = [Scope(episode=episode) for episode in ids] or [Scope()]
    episodes = [episode for scope in scopes for episode in session.run(library.episodes(scope))]
    tasks = [IndexTask(episode.id, partial(library.reindex, episode)) for episode in episodes]
    return _run_tasks(session, tasks)


def remove_episodes(session: Session, ids: Sequence[str]) -> ExitStatus:
    """Remove these episodes."""

    def task(episode: str) -> IndexTask:
        return IndexTask(episode, lambda _: session.library.remove(Scope(episode=episode)))

    return _run_tasks(session, [task(episode) for episode in ids])


def _run_tasks(session: Session, tasks: Sequence[IndexTask]) -> ExitStatus:
    outcomes = Counter(_run_task(session, task) for task in tasks)
    if len(tasks) > 1:
        session.print_text(", ".join(f"{times} {outcome}" for outcome, times in outcomes.items()) + ".")
    return ExitStatus.of(failed=_FAILED_OUTCOME in outcomes)


def _run_task(session: Session, task: IndexTask) -> str:
    try:
        with progress_bar(session, task.name) as on_progress:
            report = session.run(task.run(on_progress))
    except PodciteError as error:
        _log.warning("%s failed", task.name, exc_info=error)
        session.print_error(str(error))
        return _FAILED_OUTCOME
    if report.outcome != "unchanged":
        log_action(session, report.outcome, report.episode)
    facts = [f"{report.outcome} {report.episode}"]
    if report.outcome != "removed":
        facts.append(count(report.segments, "segment"))
    if report.embedded:
        facts.append(f"{report.seconds:.1f} s")
    session.print_text(", ".join(facts))
    return report.outcome
