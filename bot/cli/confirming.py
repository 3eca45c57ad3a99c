"""Ask in a terminal before something is deleted for good."""

import sys

import typer

from retrieval.errors import BadRequestError


def confirmed(question: str, *, yes: bool) -> bool:
    """Return whether to go on; with `yes`, nobody is asked.

    Raises BadRequestError without it where nobody can be asked, as this is no terminal.
    """
    if yes:
        return True
    if not _is_terminal():
        raise BadRequestError(
            "Nothing was removed: it can't be undone, and nobody can be asked outside a terminal. To remove "
            "without a question, add --yes."
        )
    return typer.confirm(question, err=True)


def _is_terminal() -> bool:
    return sys.stdin.isatty()
