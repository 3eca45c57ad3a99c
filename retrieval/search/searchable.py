"""Check that a scope can be searched: it has episodes, and their vectors are of the configured model."""

from collections.abc import Sequence

from retrieval.catalog.catalog import Catalog
from retrieval.errors import IncompleteIndexError, NotFoundError
from retrieval.index.coverage import Coverage
from retrieval.index.embedding_mismatch import embedding_mismatch
from retrieval.index.status import describe_incomplete, describe_waiting
from retrieval.models import Episode, Scope
from retrieval.texts import Text


def searchable_episodes(catalog: Catalog, scope: Scope, model: str) -> list[Episode]:
    """Return the episodes of a scope, which the embedding model `model` can search.

    Raises NotFoundError if there are none, LibraryError if another model made the vectors of one of them.
    """
    episodes = catalog.episodes(scope)
    if not episodes:
        raise NotFoundError(
            Text("This library has no episodes yet; add transcripts with `podcite index add`.")
        )
    foreign_generations = catalog.generations_of_other_models(model)
    error = embedding_mismatch(catalog, model) if foreign_generations else None
    if error and any(episode.generation in foreign_generations for episode in episodes):
        raise error
    return episodes


def indexed_episodes(
    episodes: Sequence[Episode], coverage: Coverage, *, recount: bool = False
) -> list[Episode]:
    """Return those of the episodes that are found at least by their words or by their vectors.

    Raises IncompleteIndexError if there are none.
    """
    generations = [episode.generation for episode in episodes]
    lost = coverage.without_words(generations, recount=recount) & coverage.without_vectors(generations)
    indexed = [episode for episode in episodes if episode.generation not in lost]
    if episodes and not indexed:
        is_being_rebuilt = coverage.is_being_rebuilt()
        raise IncompleteIndexError(describe_incomplete(len(episodes), is_being_rebuilt=is_being_rebuilt))
    return indexed


def describe_left_out(
    catalog: Catalog, episodes: Sequence[Episode], coverage: Coverage, model: str, *, is_refusal: bool
) -> str:
    """Return a sentence about the episodes that can't be searched well now, nothing if all of them can.

    For a refusal the index is looked at again, and episodes count that are found by their words alone until
    their vectors by `model` are made. Raises IncompleteIndexError if no episode can be searched.
    """
    unsearched = len(episodes) - len(indexed_episodes(episodes, coverage, recount=is_refusal))
    incomplete = len(coverage.incomplete(episode.generation for episode in episodes))
    if incomplete:
        sentence = describe_incomplete(incomplete, is_being_rebuilt=coverage.is_being_rebuilt())
        if unsearched:
            return Text("Not everything was searched. {index}", index=sentence)
        is_wordless = coverage.without_words(episode.generation for episode in episodes)
        if is_wordless and incomplete == 1:
            return Text("{index} Until then, searches find it less reliably.", index=sentence)
        if is_wordless:
            return Text("{index} Until then, searches find them less reliably.", index=sentence)
        if incomplete == 1:
            return Text("{index} Until then, it is found by words alone.", index=sentence)
        return Text("{index} Until then, they are found by words alone.", index=sentence)
    others = catalog.generations_of_other_models(model) if is_refusal else frozenset()
    waiting = sum(episode.generation in others for episode in episodes)
    if not waiting:
        return ""
    return describe_waiting(waiting, len(episodes), is_being_rebuilt=coverage.is_being_rebuilt())
