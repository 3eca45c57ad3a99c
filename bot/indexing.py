"""Adding, renewing and removing episodes from the command line, where one sees how far it is."""

import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bot import sample
from bot.console import clean
from bot.session import Session
from bot.ui.formatting import count
from retrieval import models
from retrieval.errors import BadRequestError, NotFoundError, PodciteError
from retrieval.guilds import SHELL
from retrieval.models import Details, IndexReport, ProgressSink, Scope

SUFFIXES = (".json", ".md", ".srt", ".txt", ".vtt")
_log = logging.getLogger(__name__)


class Job(NamedTuple):
    """What is to be done to one episode, under the `name` that its line shows."""

    name: str
    work: Callable[[ProgressSink], Coroutine[object, object, IndexReport]]


def add(session: Session, paths: Sequence[Path], details: Details) -> int:
    """Add every file, one line for each; gives 1 if one failed, while the others stay added."""
    files = list(dict.fromkeys(file for path in paths for file in transcripts_at(path)))
    if len(files) > 1 and (details.episode or details.title):
        raise BadRequestError(
            "--episode and --title say it of one episode, but these are several transcripts."
        )
    return add_each(session, [(file, details) for file in files])


def transcripts_at(path: Path) -> list[Path]:
    """The file itself, or the transcripts in a folder and in the folders inside it, by name."""
    if not path.is_dir():
        return [path]
    inside = sorted(file.relative_to(path) for file in path.rglob("*") if file.is_file())
    files = [
        path / file
        for file in inside
        if file.suffix.lower() in SUFFIXES and not any(part.startswith(".") for part in file.parts)
    ]
    if not files:
        raise NotFoundError(f"The folder {path} holds no transcript ({', '.join(SUFFIXES)}).")
    return files


def add_sample(session: Session) -> None:
    """Index the bundled show if the library is empty, so that there is something to ask."""
    if not session.run(session.library.episodes(Scope())):
        session.notice(f"Nothing is indexed yet, so here is {sample.SHOW}, a small made-up show to try.")
        add_each(session, sample.EPISODES)


def add_each(session: Session, files: Iterable[tuple[Path, Details]]) -> int:
    """Add the files one by one, each with what is known of its episode."""
    library = session.library
    session.run(library.sweep())
    return _do(session, [Job(file.name, partial(library.add, file, details)) for file, details in files])


def reindex(session: Session, ids: Sequence[str]) -> int:
    """Build the index of these episodes anew, or of all."""
    library = session.library
    session.run(library.sweep())
    scopes = [Scope(episode=each) for each in ids] or [Scope()]
    episodes = [episode for scope in scopes for episode in session.run(library.episodes(scope))]
    return _do(session, [Job(episode.id, partial(library.reindex, episode)) for episode in episodes])


def remove(session: Session, ids: Sequence[str]) -> int:
    """Remove these episodes; gives 1 if one failed."""

    def job(episode: str) -> Job:
        return Job(episode, lambda _: session.library.remove(Scope(episode=episode)))

    return _do(session, [job(each) for each in ids])


def _do(session: Session, jobs: Sequence[Job]) -> int:
    outcomes = Counter(_do_one(session, job) for job in jobs)
    if len(jobs) > 1:
        session.notice(", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()) + ".")
    return int("failed" in outcomes)


def _do_one(session: Session, job: Job) -> str:
    try:
        with bar(session, job.name) as tell:
            report = session.run(job.work(tell))
    except PodciteError as error:
        _log.warning("%s failed", job.name, exc_info=error)
        session.complain(str(error))
        return "failed"
    if report.outcome != "unchanged":
        record(session, report.outcome, report.episode)
    facts = [f"{report.outcome} {report.episode}"]
    facts += [count(report.segments, "segment")] if report.outcome != "removed" else []
    facts += [f"{report.seconds:.1f} s"] if report.embedded else []
    session.notice(", ".join(facts))
    return report.outcome


def record(session: Session, action: str, subject: str, detail: str = "") -> None:
    """Notes in the log what was done from here; what was done is done, also where that fails."""
    try:
        session.run(session.library.guilds.record(None, SHELL, action, subject, detail))
    except PodciteError as error:
        _log.warning("The log could not be written", exc_info=error)


@contextmanager
def bar(session: Session, name: str) -> Iterator[ProgressSink]:
    """Shows on standard error how far the job is, where that is a terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    off = not session.err.is_terminal
    with Progress(*columns, TimeElapsedColumn(), console=session.err, transient=True, disable=off) as bars:
        bar = bars.add_task(clean(name), total=None)

        def tell(progress: models.Progress) -> None:
            words = clean(f"{name}: {progress.stage}")
            bars.update(bar, description=words, completed=progress.done, total=progress.total or None)

        yield tell
