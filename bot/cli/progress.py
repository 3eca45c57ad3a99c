"""A progress bar for long work."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressDisplay

from bot.cli.output import sanitize
from bot.cli.session import Session
from retrieval.models import Progress, ProgressSink


@contextmanager
def progress_bar(session: Session, name: str) -> Iterator[ProgressSink]:
    """Show a progress bar on standard error, if that is a terminal; yield the function that moves it."""
    display = ProgressDisplay(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=session.stderr,
        transient=True,
        disable=not session.stderr.is_terminal,
    )
    with display:
        task = display.add_task(sanitize(name), total=None)

        def update(progress: Progress) -> None:
            description = sanitize(f"{name}: {progress.stage}")
            display.update(
                task, description=description, completed=progress.done, total=progress.total or None
            )

        yield update
