"""The errors that Podcite raises; each message is the sentence that the user reads."""


class PodciteError(Exception):
    """Base of all errors. `str(error)` is one clear sentence without secrets; `__cause__` has the details."""


def sentence_of(error: PodciteError) -> str:
    """Return the sentence of an error as it was written, so that it can be translated where it is shown."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)


class TranscriptError(PodciteError):
    """A transcript can't be read; the message names the file and, if known, the line."""


class FetchError(PodciteError):
    """A URL that can't or mustn't be fetched; its server asks to wait `retry_after` seconds.

    `status` is the HTTP status that it answered with, `None` if another thing went wrong.
    """

    def __init__(self, message: str, retry_after: float | None = None, *, status: int | None = None) -> None:
        super().__init__(message)
        self.retry_after, self.status = retry_after, status


class FeedError(PodciteError):
    """A podcast feed, a list of feeds or a list of chapters can't be parsed."""


ALL_EPISODES = "the list of episodes shows all of them."
"""End of an error that suggests no other episode; programs replace it by the command for that list."""
ALL_SHOWS = "the list of shows has all of them."
"""End of an error that suggests no other show; programs replace it by the command for that list."""


class NotFoundError(PodciteError):
    """The caller's library has no such show, episode or segment; the message may suggest similar names."""

    def __init__(self, message: str, *, suggests: bool = False) -> None:
        super().__init__(message)
        self.suggests = suggests


class BadRequestError(PodciteError):
    """A request is invalid: an empty question, a malformed id."""


class OverQuotaError(BadRequestError):
    """A guild may not store more; the message says what it has, what is allowed, and what helps."""


class EpisodeExistsError(BadRequestError):
    """A transcript looks like the episode with the id `episode`, but is from elsewhere: the user decides.

    For a copy, it has the same content, and the episode is of another show than the one `wanted_show`.
    `is_named`: the caller gave the id, and so can't have a new episode of it.
    """

    def __init__(self, message: str, episode: str, *, wanted_show: str = "", is_named: bool = False) -> None:
        super().__init__(message)
        self.episode, self.wanted_show, self.is_named = episode, wanted_show, is_named

    @property
    def is_copy(self) -> bool:
        return bool(self.wanted_show)


class WithdrawnError(PodciteError):
    """The work is no longer wanted: its guild's data was deleted meanwhile, or its feed was removed."""


class LibraryError(PodciteError):
    """The index can't be read or written: locked, disk full, damaged, made with another embedding model."""


class IncompleteIndexError(LibraryError):
    """Nothing that was to be searched is indexed: it is missing, damaged or being rebuilt."""


class ModelError(PodciteError):
    """A chat or embedding model can't be reached or refuses; the message says what to check."""


class ChatModelError(ModelError):
    """A chat model failed while it was asked; the message is for the operator, not for members."""


class ConfigurationError(PodciteError):
    """A setting is missing or wrong; the message names it."""


class KeyFileError(ConfigurationError):
    """A key of the installation can't be read or made; the message, for the operator, names its file."""
