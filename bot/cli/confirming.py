"""Ask in a terminal before something is deleted for good."""

import sys

import typer


def confirmed(question: str, *, yes: bool) -> bool:
    """Return whether to go on: with `yes` and outside a terminal nobody is asked."""
    return yes or not sys.stdin.isatty() or typer.confirm(question, err=True)
