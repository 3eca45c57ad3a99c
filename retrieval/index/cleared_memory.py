"""Clear the memory that is allocated while Chroma changes its files.

Chroma writes whole blocks of memory to its files, with what it hasn't used of them. A block holds what the
process freed before: ids of members, questions, keys. glibc can fill each block that it hands out.
"""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_PERTURB = -6  # of glibc's malloc.h
_FILL_WITH_ZEROS, _FILL_NOTHING = 0xFF, 0  # glibc fills with the complement
_lock = threading.Lock()
_users = 0


@contextmanager
def cleared_allocations() -> Iterator[bool]:
    """Clear what any thread allocates meanwhile; yield whether the C library can do that.

    Each allocation takes longer then. A host's own `MALLOC_PERTURB_` stays.
    """
    with _lock:
        cleared = _count(1) > 1 or _fill_with(_FILL_WITH_ZEROS)
    try:
        yield cleared
    finally:
        with _lock:
            if not _count(-1):
                _fill_with(_FILL_NOTHING)


def _count(change: int) -> int:
    global _users
    _users += change
    return _users


def _fill_with(value: int) -> bool:
    if "MALLOC_PERTURB_" in os.environ:
        return False
    with suppress(AttributeError, OSError, TypeError):  # no mallopt, or no way to find it
        return bool(ctypes.CDLL(None).mallopt(_M_PERTURB, value))
    return False
