"""The result of a poll in progress, and the sentences for its failures."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.catalog.catalog import Catalog
from retrieval.errors import FetchError, PodciteError, TranscriptError, sentence_of
from retrieval.fetching.secrets import shown_url
from retrieval.models import Episode
from retrieval.models.feeds import FeedFailure
from retrieval.texts import Text

UNFORESEEN = Text("Something unexpected went wrong; the log has the reason.")
"""The reason that a user sees for an unexpected error."""
_log = logging.getLogger(__name__)


@dataclass
class PollOutcome:
    """The result of a poll so far, as a `PollReport` has it."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failures: list[FeedFailure] = field(default_factory=list)
    kept: list[FeedFailure] = field(default_factory=list)
    notes: list[FeedFailure] = field(default_factory=list)
    reason: str | None = None

    def fail(self, name: str, reason: str, *, indexed: bool) -> None:
        """Add an item that failed; one that is indexed stays as it is."""
        (self.kept if indexed else self.failures).append(FeedFailure(name, reason))


def failure_reason(feed: int, error: PodciteError) -> str:
    """Return the sentence to store for an error in a feed, and log the error with its cause."""
    _log.info("feed %d or an item of it failed", feed, exc_info=error)
    return sentence_of(error)


def with_url(error: FetchError | TranscriptError, url: str) -> FetchError | TranscriptError:
    """Return the error with the URL that it is about in its message."""
    text = f"{str(error).removesuffix('.')} ({shown_url(url)})."
    if isinstance(error, FetchError):
        named: FetchError | TranscriptError = FetchError(text, error.retry_after)
    else:
        named = TranscriptError(text)
    named.__cause__ = error
    return named


def copy_notes(catalog: Catalog, guild: int | None, added: Sequence[str]) -> list[FeedFailure]:
    """Return a note on each new episode whose transcript an episode of another show has as well."""
    notes = []
    for id_ in added:
        for new in catalog.indexed_episodes(guild, id=id_):
            alike = [
                other.episode
                for other in catalog.indexed_episodes(guild, transcript=new.transcript)
                if other.episode.show.key != new.episode.show.key
            ]
            notes += [FeedFailure(new.episode.title, _copy_note(id_, other), id_) for other in alike[:1]]
    return notes


def _copy_note(new: str, other: Episode) -> Text:
    return Text(
        "It has the same transcript as {id!r} of {show}. So that answers don't quote both, remove one of the "
        "two: `/library remove episode:{new}` or `/library remove episode:{id}`",
        new=new,
        id=other.id,
        show=other.show.title,
    )


def next_taken(unread: Sequence[str], url: str) -> Text:
    """Return why the transcript at `url` was taken: the sentences of those before it that can't be read."""
    joined = " ".join(unread)
    return Text(
        "{reason} Podcite used the episode's next transcript instead: {url}",
        reason=Text(joined),
        url=shown_url(url),
    )
