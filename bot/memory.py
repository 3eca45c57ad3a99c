"""Keep the memory that many threads use small."""

import ctypes
import os
from contextlib import suppress

ARENAS = 2
"""Parts of the heap that threads share; by default glibc gives each its own, which keeps what is freed."""
_M_ARENA_MAX = -8  # of glibc's malloc.h


def share_arenas() -> bool:
    """Let all threads allocate from `ARENAS` arenas, and return whether the C library does so.

    To be called before threads start. Where `MALLOC_ARENA_MAX` is set, its number stays.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return False
    with suppress(AttributeError, OSError, TypeError):  # no mallopt, or no way to find it
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, ARENAS))
    return False
