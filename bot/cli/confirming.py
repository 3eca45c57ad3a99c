"""Ask in a terminal before something is deleted for good."""

import sys

import typer

from retrieval.errors import BadRequestError


def confirmed(question: str, *, yes: bool) -> bool:
    """Return whether to continue; with `yes`, nobody is asked.

    Raises BadRequestError if nobody can be asked because this isn't a terminal.
    """
    if yes:
        return True
    if not _is_terminal():
        raise BadRequestError(
            "Nothing was removed: removing can't be undone, and outside a terminal you can't be "
            "asked first. To remove without being asked, add --yes."
        )
    return typer.confirm(question, err=True)


def _is_terminal() -> bool:
    return sys.stdin.isatty()
