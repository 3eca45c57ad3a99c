"""Exit statuses of the process."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses of `podcite`; other programs may rely on them."""

    OK = 0
    FAILED = 1
    WRONG_USAGE = 2
    INTERRUPTED = 130  # 128 + SIGINT, as shells report it

    @classmethod
    def of(cls, *, failed: bool) -> "ExitStatus":
        """Return FAILED or OK."""
        return cls.FAILED if failed else cls.OK
