"""Turn what tantivy raises for a damaged index into errors of Podcite."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.catalog.disk_space import DISK_FULL, is_disk_full
from retrieval.errors import LibraryError
from retrieval.texts import Text

_log = logging.getLogger(__name__)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Raise LibraryError in place of any error of tantivy, also where its code has panicked.

    A panic is no `Exception`, so that it would end the thread that reads.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise unusable(error, folder) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise unusable(error, folder) from error


def unusable(error: BaseException, folder: Path) -> LibraryError:
    """Return the error for an index that can't be used, and log why."""
    if is_disk_full(error, folder):
        return LibraryError(DISK_FULL)
    _log.warning("the word index in %s can't be used: %s", folder, error)
    return LibraryError(Text("The word index is damaged: `podcite doctor --fix` rebuilds it."))
