"""Everything that can go wrong in words that a user can act on; the message is what the user hears."""


class PodciteError(Exception):
    """The root of the tree. `str(error)` is one clear sentence, free of secrets; `__cause__` has the rest."""


class TranscriptError(PodciteError):
    """A transcript that can't be read; names the file and, where there is one, the line."""


class FetchError(PodciteError):
    """A URL that can't or mustn't be fetched; its server asks to wait `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FeedError(PodciteError):
    """A podcast feed, a list of feeds or of chapters that can't be read."""


class NotFoundError(PodciteError):
    """No such show, episode or segment in the library of whoever asked."""


class BadRequestError(PodciteError):
    """What was asked for can't be done as asked: an empty question, an id that is no id."""


class LibraryError(PodciteError):
    """The index can't be used or written: locked, full, damaged, built with another embedding model."""


class ModelError(PodciteError):
    """A chat or embedding model that can't be reached or that refuses; says what to check."""


class ConfigurationError(PodciteError):
    """A setting that is missing or wrong; names it."""
