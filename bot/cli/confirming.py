"""Ask in a terminal before something is deleted for good."""

import sys

import typer


def confirmed(question: str, *, yes: bool) -> bool:
    """Return whether to go on: with `yes` and outside a terminal nobody is asked."""
    return yes or not _is_terminal() or typer.confirm(question, err=True)


def _is_terminal() -> bool:
    return sys.stdin.isatty()
