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
from retrieval.errors import BadRequestError, EpisodeExistsError, NotFoundError, PodciteError
from retrieval.models import Details, IndexReport, Placement, PlacementChoice, ProgressSink, Scope
from retrieval.transcripts.reader import TRANSCRIPT_SUFFIXES

_FAILED, _SKIPPED = "failed", "skipped"
"""Outcomes of tasks that raised, next to those of an `IndexReport`; of a skipped one the user decides."""
_MAX_NAMES = 10
"""How many files that are no transcripts the summary names."""
_log = logging.getLogger(__name__)


class IndexTask(NamedTuple):
    """Work on one episode; `name` labels it in the progress bar."""

    name: str
    run: Callable[[ProgressSink], Coroutine[object, object, IndexReport]]


def add_paths(
    session: Session, paths: Sequence[Path], details: Details, choice: PlacementChoice = "ask"
) -> ExitStatus:
    """Add every transcript at these paths; those that fail don't keep the others from being added.

    Raises BadRequestError if details of one episode are given for several transcripts.
    """
    folders = {path: list_folder(path) for path in paths if path.is_dir()}
    lists = [folders[path].transcripts if path in folders else [path] for path in paths]
    files = list(dict.fromkeys(file for found in lists for file in found))
    if len(files) > 1 and (details.episode or details.title):
        raise BadRequestError("--episode and --title are for one episode, but these are several transcripts.")
    others = [name for path in paths if path in folders for name in folders[path].others]
    return add_files(session, [(file, details) for file in files], choice, others)


class FolderListing(NamedTuple):
    """The transcripts in a folder and its subfolders, and the names of the other files, each sorted."""

    transcripts: list[Path]
    others: list[str]


def list_folder(folder: Path) -> FolderListing:
    """Return what a folder and its subfolders hold, without hidden files.

    Raises NotFoundError if there is no transcript.
    """
    relative_paths = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    shown = [file for file in relative_paths if not any(part.startswith(".") for part in file.parts)]
    transcripts = [folder / file for file in shown if file.suffix.lower() in TRANSCRIPT_SUFFIXES]
    if not transcripts:
        raise NotFoundError(f"The folder {folder} contains no transcript ({', '.join(TRANSCRIPT_SUFFIXES)}).")
    return FolderListing(
        transcripts, [str(file) for file in shown if file.suffix.lower() not in TRANSCRIPT_SUFFIXES]
    )


def add_sample(session: Session) -> None:
    """Index the bundled show if the library is empty, so that there is something to ask."""
    if not session.run(session.library.episodes(Scope())):
        session.print_text(
            f"Nothing is indexed yet, so here is {sample.SHOW}, a small made-up show to try out."
        )
        add_files(session, sample.EPISODES)


def add_files(
    session: Session,
    files: Iterable[tuple[Path, Details]],
    choice: PlacementChoice = "ask",
    left_out: Sequence[str] = (),
) -> ExitStatus:
    """Add each file as an episode with these details; the summary names the files that were `left_out`."""
    library, files = session.library, list(files)
    session.run(library.remove_leftovers())
    placement = Placement(choice, siblings=frozenset(str(file.resolve()) for file, _ in files))
    tasks = [
        IndexTask(file.name, partial(library.add, file, details, placement=placement))
        for file, details in files
    ]
    return _run_tasks(session, tasks, left_out)


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


def _run_tasks(session: Session, tasks: Sequence[IndexTask], left_out: Sequence[str] = ()) -> ExitStatus:
    outcomes = Counter(_run_task(session, task) for task in tasks)
    if len(tasks) > 1 or left_out:
        summary = ", ".join(f"{times} {outcome}" for outcome, times in outcomes.items()) + "."
        session.print_text(summary + _left_out_sentence(left_out))
    return ExitStatus.of(failed=bool(outcomes.keys() & {_FAILED, _SKIPPED}))


def _left_out_sentence(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
    return f" Skipped, as they are not transcripts: {', '.join(names[:_MAX_NAMES])}{more}."


def _run_task(session: Session, task: IndexTask) -> str:
    try:
        with progress_bar(session, task.name) as on_progress:
            report = session.run(task.run(on_progress))
    except EpisodeExistsError as error:
        session.print_error(f"{str(error).removesuffix('.')}; {_how_to_decide(error)}.")
        return _SKIPPED
    except PodciteError as error:
        _log.warning("%s failed", task.name, exc_info=error)
        session.print_error(str(error))
        return _FAILED
    if report.outcome != "unchanged":
        log_action(session, report.outcome, report.episode)
    if report.warning:
        is_same = report.outcome == "unchanged"
        hint = " To add it once more, give it an id of its own: --episode ID." if is_same else ""
        session.print_error(report.warning + hint)
    outcome = "updated" if report.replaced else report.outcome
    session.print_text(_report_line(outcome, report, task.name))
    return outcome


def _how_to_decide(error: EpisodeExistsError) -> str:
    if error.is_copy:
        return f"to add it as a new episode, add --new; to update that episode, add --episode {error.episode}"
    return (
        f"to replace that episode, add --replace (or --episode {error.episode}), to add a new one, add --new"
    )


def _report_line(outcome: str, report: IndexReport, name: str) -> str:
    """Return what was done; `name` is the file's, or the episode's id."""
    facts = [f"{outcome} {report.episode}"]
    if report.outcome != "removed":
        facts.append(count(report.segments, "segment"))
    if report.embedded:
        facts.append(f"{report.seconds:.1f} s")
    line = ", ".join(facts)
    if outcome == "unchanged" and name != report.episode:
        return f"{line} ({name})"
    return f"{line}; to go back: podcite index rollback {report.episode}" if report.replaced else line
