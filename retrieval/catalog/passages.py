"""Read the segments of episodes: transcripts, what is around a segment, and what a citation refers to."""

from dataclasses import replace

from retrieval.catalog.catalog import Catalog
from retrieval.errors import NotFoundError
from retrieval.models import Episode, Scope, Segment
from retrieval.texts import Text

GONE = Text("That passage is gone: its episode was removed, or its transcript was replaced.")


class Passages:
    """Raises LibraryError if the catalog can't be used."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def read(self, episode: Episode, at: int | None, context: int) -> tuple[Segment, ...]:
        """Return all segments, or `at` and `context` on each side. Raises NotFoundError."""
        if at is None:
            return self._catalog.transcript(episode.generation)
        if not 1 <= at <= episode.segments:
            raise NotFoundError(
                Text(
                    "{id!r} has no segment {at}; its segments are 1 to {last}.",
                    id=episode.id,
                    at=at,
                    last=episode.segments,
                )
            )
        return self._catalog.segments_around(episode.generation, at, context)

    def cited(
        self, scope: Scope, generation: int, number: int, context: int
    ) -> tuple[Episode, tuple[Segment, ...]]:
        """Return an episode and its segments as the cited generation has them. Raises NotFoundError."""
        owner = self._catalog.episode_key(generation)
        visible = self._catalog.episodes(Scope(scope.guild))
        episode = next((episode for episode in visible if owner is not None and episode.key == owner), None)
        segments = self._catalog.segments_around(generation, number, context) if episode else ()
        if episode is None or not any(segment.number == number for segment in segments):
            raise NotFoundError(GONE)
        return replace(episode, generation=generation), segments
