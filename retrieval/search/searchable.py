"""Check that a scope can be searched: it has episodes, and their vectors are of the configured model."""

from retrieval.catalog.catalog import Catalog
from retrieval.errors import NotFoundError
from retrieval.index.embedding_mismatch import embedding_mismatch
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
