"""Decide whether a transcript may be stored as an episode."""

from collections.abc import Sequence

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.episode_rows import stored_size
from retrieval.catalog.records import EpisodeRecord
from retrieval.models import Placement, Segment


class Admission:
    """Checks before long work begins, and again under the writer lock, when nobody else can store.

    Methods raise LibraryError if the disk is full or the catalog can't be used.
    """

    def __init__(self, catalog: Catalog, content: bytes, placement: Placement) -> None:
        self._catalog, self._content, self._placement = catalog, content, placement

    def check_start(self) -> None:
        """Raise WithdrawnError if what asks for it is gone."""
        if self._placement.job is not None:
            self._catalog.jobs.check_wanted(self._placement.job)
        if self._placement.feed is not None:
            self._catalog.feeds.check_followed(self._placement.feed)

    def check(self, record: EpisodeRecord, segments: Sequence[Segment]) -> None:
        """Raise WithdrawnError, BadRequestError if its show is blocked, OverQuotaError if it has no room."""
        self.check_start()
        self._catalog.blocked_shows.check(record.guild, record.show_title)
        if record.guild is not None:
            size = stored_size(self._content, segments)
            self._catalog.quotas.check_episode(record.guild, record.key, size)
