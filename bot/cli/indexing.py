"""Add, reindex and remove episodes, one after the other, with a progress bar and a line for each."""

import logging
import re
import shlex
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import typer

from bot import sample
from bot.cli.action_log import log_action
from bot.cli.confirming import chosen, confirmed, is_terminal
from bot.cli.exit_status import ExitStatus
from bot.cli.folders import left_out_sentences, list_folder
from bot.cli.moving import move_episode
from bot.cli.named_episodes import each_named, named_episodes
from bot.cli.progress import progress_bar
from bot.cli.render.reports import (
    guess_hints,
    how_to_decide,
    removal_question,
    report_line,
    unchanged_sentence,
)
from bot.cli.session import Session
from bot.sample.leaving import remove_sample
from retrieval.errors import BadRequestError, EpisodeExistsError, NotFoundError, PodciteError
from retrieval.models import Details, IndexReport, Placement, PlacementChoice, ProgressSink, Scope

_FAILED, _SKIPPED = "failed", "skipped"
"""Outcomes of tasks that raised, next to those of an `IndexReport`; "skipped" asks the user to choose."""
_LINK = re.compile(r"(https?):/+", re.IGNORECASE)
_log = logging.getLogger(__name__)


Work = Callable[[ProgressSink], Coroutine[object, object, IndexReport]]


class IndexTask(NamedTuple):
    """Work on one episode; `name` labels it in the progress bar, `placed` returns it for another choice."""

    name: str
    run: Work
    placed: Callable[[PlacementChoice], Work] | None = None


def add_paths(
    session: Session, paths: Sequence[Path], details: Details, choice: PlacementChoice = "ask"
) -> ExitStatus:
    """Add every transcript at these paths; failures don't stop the others from being added.

    Raises BadRequestError if details of one episode are given for several transcripts.
    """
    _refuse_links(paths)
    folders = {path: list_folder(path) for path in paths if path.is_dir()}
    lists = [folders[path].transcripts if path in folders else [path] for path in paths]
    files = list(dict.fromkeys(file for found in lists for file in found))
    if len(files) > 1 and (details.episode or details.title):
        raise BadRequestError("--episode and --title need a single file, but you named several transcripts.")
    left_out = left_out_sentences(folders.values())
    of_one_folder = len(paths) == len(folders) == 1
    return add_files(
        session, [(file, details) for file in files], choice, left_out, of_one_folder=of_one_folder
    )


def _refuse_links(paths: Iterable[Path]) -> None:
    """Raise BadRequestError for a link in place of a file."""
    for path in map(Path.as_posix, paths):
        if match := _LINK.match(path):
            url = f"{match[1]}://{path[match.end() :]}"
            raise BadRequestError(
                f"{url} is a link, and `podcite index add` takes files. To follow a podcast, run: "
                f"podcite feed add {shlex.quote(url)}. To add a single transcript, download it first, and "
                "name the file."
            )


def add_sample(session: Session) -> None:
    """Index the bundled show if the library is empty; remove it if there are other episodes, too."""
    let_sample_go(session)
    if not session.run(session.library.episodes(Scope())):
        session.print_text(
            f"Nothing is indexed yet, so here is {sample.SHOW}, a small made-up show to try out."
        )
        add_files(session, sample.EPISODES)


def add_files(
    session: Session,
    files: Iterable[tuple[Path, Details]],
    choice: PlacementChoice = "ask",
    left_out: str = "",
    *,
    of_one_folder: bool = False,
) -> ExitStatus:
    """Add each file as an episode with these details; `left_out` is said after the summary.

    `of_one_folder` says that the files were found in one folder that was named.
    """
    library, files = session.library, list(files)
    session.run(library.remove_leftovers())
    placement = Placement(choice, siblings=frozenset(str(file.resolve()) for file, _ in files))

    def task(file: Path, details: Details) -> IndexTask:
        def placed(choice: PlacementChoice) -> Work:
            return partial(library.add, file, details, placement=replace(placement, choice=choice))

        return IndexTask(file.name, placed(choice), placed)

    tasks = [task(file, details) for file, details in files]
    reports = list[IndexReport]()
    status = _run_tasks(session, tasks, left_out, reports)
    session.print_text(*guess_hints(reports, of_one_folder=of_one_folder))
    let_sample_go(session)
    return status


def let_sample_go(session: Session, *, quiet: bool = False) -> None:
    """Remove the sample show once there is another episode, and say so unless it is to be `quiet`."""
    if session.run(remove_sample(session.library)):
        log_action(session, "remove show", sample.SHOW, "there are other episodes now")
        if quiet:
            return
        session.print_text(
            f"The sample show {sample.SHOW} is removed, so that it doesn't answer next to your episodes."
        )


def reindex_episodes(session: Session, named: Sequence[str], *, force: bool = False) -> ExitStatus:
    """Rebuild the index of these episodes, or of all episodes where none is named.

    Those that need no rebuilding stay as they are, unless by `force`.
    """
    library = session.library
    session.run(library.remove_leftovers())
    if named:
        found = (episode for name in named for episode in session.run(named_episodes(session, name)))
        episodes = list(dict.fromkeys(found))
    else:
        episodes = session.run(library.episodes(Scope()))
    tasks = [IndexTask(episode.id, partial(library.reindex, episode, force=force)) for episode in episodes]
    reports = list[IndexReport]()
    status = _run_tasks(session, tasks, reports=reports)
    if unchanged := sum(report.outcome == "unchanged" for report in reports):
        session.print_text(unchanged_sentence(unchanged))
    return status


def remove_episodes(session: Session, named: Sequence[str], *, yes: bool = False) -> ExitStatus:
    """Remove these episodes, or all of these shows; in a terminal, ask first unless `yes` says so already.

    With `yes` only ids and whole titles of shows name them, as nobody sees what a part of a title has found.
    """
    found, errors = each_named(session, named, exactly=yes)
    if found and not confirmed(removal_question(list(found)), yes=yes):
        session.print_text("Nothing was removed.")
        return ExitStatus.FAILED
    for sentence in errors:
        session.print_error(sentence)
    tasks = [IndexTask(e.id, partial(_remove, session, Scope(episode=e.id))) for e in found]
    status = _run_tasks(session, tasks)
    return ExitStatus.FAILED if errors else status


async def _remove(session: Session, scope: Scope, _: ProgressSink) -> IndexReport:
    return await session.library.remove(scope)


def _run_tasks(
    session: Session,
    tasks: Sequence[IndexTask],
    left_out: str = "",
    reports: list[IndexReport] | None = None,
) -> ExitStatus:
    """Run the tasks, collecting the `reports` of those that succeed."""
    collected = [] if reports is None else reports
    try:
        outcomes = Counter(_run_task(session, task, collected) for task in tasks)
    except KeyboardInterrupt:
        session.print_error("Stopped. What is finished stays; run the same command again for the rest.")
        raise
    if len(tasks) > 1 or left_out:
        summary = ", ".join(f"{times} {outcome}" for outcome, times in outcomes.items()) + "."
        session.print_text(f"{summary} {left_out}".rstrip())
    return ExitStatus.of(failed=bool(outcomes.keys() & {_FAILED, _SKIPPED}))


def _run_task(session: Session, task: IndexTask, reports: list[IndexReport]) -> str:
    try:
        with progress_bar(session, task.name) as on_progress:
            report = session.run(task.run(on_progress))
    except EpisodeExistsError as error:
        if task.placed and is_terminal():
            return _let_choose(session, task.name, task.placed, error, reports)
        session.print_error(f"{str(error).removesuffix('.')}; {how_to_decide(error)}.")
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
    reports.append(report)
    session.print_text(report_line(report, task.name))
    return "updated" if report.replaced else report.outcome


def _let_choose(
    session: Session,
    name: str,
    placed: Callable[[PlacementChoice], Work],
    error: EpisodeExistsError,
    reports: list[IndexReport],
) -> str:
    """Ask what should become of a file that looks like an episode, and do it; return the outcome."""
    session.print_error(str(error))
    if error.is_named:
        question = f"Replace {error.episode}? To go back: podcite index rollback {error.episode}"
        if typer.confirm(question, err=True):
            return _run_task(session, IndexTask(name, placed("replace")), reports)
        return _SKIPPED
    if error.is_copy:
        other = f"move {error.episode} to the show {error.wanted_show}"
    else:
        other = f"replace {error.episode}"
    match chosen({"n": "add it as a new episode", "o": other, "s": "leave it out"}):
        case "n":
            return _run_task(session, IndexTask(name, placed("new")), reports)
        case "o" if error.is_copy:
            try:
                move_episode(session, error.episode, error.wanted_show)
            except NotFoundError:  # there is no show of that title yet
                move_episode(session, error.episode, error.wanted_show, new=True)
            return "moved"
        case "o":
            return _run_task(session, IndexTask(name, placed("replace")), reports)
    return _SKIPPED
