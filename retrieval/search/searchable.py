"""Check that a scope can be searched: it has episodes, and their vectors are of the configured model."""

from collections.abc import Sequence

from retrieval.catalog.catalog import Catalog
from retrieval.errors import LibraryError, NotFoundError
from retrieval.index.coverage import Coverage
from retrieval.index.embedding_mismatch import embedding_mismatch
from retrieval.index.status import describe_incomplete
from retrieval.models import Episode, Scope


def searchable_episodes(catalog: Catalog, scope: Scope, model: str) -> list[Episode]:
    """Return the episodes of a scope, which the embedding model `model` can search.

    Raises NotFoundError if there are none, LibraryError if another model made the vectors of one of them.
    """
    episodes = catalog.episodes(scope)
    if not episodes:
        raise NotFoundError("This library has no episodes yet: `podcite index add` puts transcripts in.")
    foreign_generations = catalog.generations_of_other_models(model)
    error = embedding_mismatch(catalog, model) if foreign_generations else None
    if error and any(episode.generation in foreign_generations for episode in episodes):
        raise error
    return episodes


def indexed_episodes(
    episodes: Sequence[Episode], coverage: Coverage, *, recount: bool = False
) -> list[Episode]:
    """Return those of the episodes whose index is whole. Raises LibraryError if there are none."""
    incomplete = coverage.incomplete((episode.generation for episode in episodes), recount=recount)
    whole = [episode for episode in episodes if episode.generation not in incomplete]
    if episodes and not whole:
        raise LibraryError(describe_incomplete(len(episodes), is_being_rebuilt=coverage.is_being_rebuilt()))
    return whole


def describe_left_out(episodes: Sequence[Episode], coverage: Coverage, *, recount: bool) -> str:
    """Return a sentence about the episodes that can't be searched now, nothing if all of them can.

    Raises LibraryError if none can. With `recount`, the index is looked at again if it has changed.
    """
    left_out = len(episodes) - len(indexed_episodes(episodes, coverage, recount=recount))
    if not left_out:
        return ""
    sentence = describe_incomplete(left_out, is_being_rebuilt=coverage.is_being_rebuilt())
    return f"Not everything was searched. {sentence}"
