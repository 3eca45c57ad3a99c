"""Exit statuses of the process."""

from enum import IntEnum

from retrieval.errors import ConfigurationError


class ExitStatus(IntEnum):
    """The exit statuses of `podcite`; other programs may rely on them."""

    OK = 0
    FAILED = 1
    WRONG_USAGE = 2
    WRONG_SETTINGS = 78  # EX_CONFIG of sysexits.h: `run` can't start until a setting is changed
    INTERRUPTED = 130  # 128 + SIGINT, as shells report it

    @classmethod
    def of(cls, *, failed: bool) -> "ExitStatus":
        """Return FAILED or OK."""
        return cls.FAILED if failed else cls.OK


class WrongSettingsError(ConfigurationError):
    """`podcite run` can't start until somebody changes a setting, so that starting it again is useless."""
