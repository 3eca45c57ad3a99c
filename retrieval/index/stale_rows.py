"""Find and clear vectors, terms and token vectors of generations that the catalog doesn't know.

They are left when a catalog was removed, or replaced by an older copy. As generation ids then start again
from a lower number, they would pass for rows of the generations that get these ids next.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.catalog.catalog import Catalog
from retrieval.index.term_index import TermIndex
from retrieval.index.token_store import TokenStore
from retrieval.index.vector_store import VectorStore

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StaleRows:
    """Rows that no catalog entry explains: collections, (show, model, generation) of vectors, terms, and
    files of token vectors.
    """

    collections: tuple[str, ...]
    vectors: tuple[tuple[int, str, int], ...]
    terms: tuple[int, ...]
    tokens: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.collections) + len(self.vectors) + len(self.terms) + len(self.tokens)


def find_stale_rows(
    catalog: Catalog,
    vectors: VectorStore,
    terms: TermIndex,
    tokens: TokenStore | None,
    *,
    ignoring: int | None = None,
) -> StaleRows:
    """Return what is stored without being in the catalog, in which the generation `ignoring` doesn't count.

    Collections of shows that the catalog doesn't have are left alone on a Chroma server, which may be shared.
    """
    refs = [*catalog.generations.kept(), *catalog.generations.leftovers()]
    known = {(ref.show, ref.model, ref.generation) for ref in refs if ref.generation != ignoring}
    generations = {generation for _, _, generation in known}
    names = {vectors.for_model(ref.model).name(ref.show): (ref.show, ref.model) for ref in refs}
    stored = vectors.names()
    stale_vectors = [
        (show, model, generation)
        for name, (show, model) in names.items()
        if name in stored
        for generation in sorted(vectors.for_model(model).generations(show))
        if (show, model, generation) not in known
    ]
    return StaleRows(
        tuple(sorted(stored - names.keys())) if vectors.is_embedded else (),
        tuple(stale_vectors),
        tuple(sorted(set(terms.counts()) - generations)),
        tuple(sorted(_stale_files(tokens, generations))),
    )


def clear_stale_rows(
    vectors: VectorStore, terms: TermIndex, tokens: TokenStore | None, stale: StaleRows
) -> None:
    """Delete these rows; the writer lock must be held."""
    for name in stale.collections:
        vectors.drop_collection(name)
    for show, model, generation in stale.vectors:
        vectors.for_model(model).remove(show, generation)
    for generation in stale.terms:
        terms.remove(generation)
    if tokens is not None:
        _clear_files(tokens, stale.tokens)


def may_hold_stale_rows(
    catalog: Catalog, vectors: VectorStore, terms: TermIndex, tokens: TokenStore | None, begun: int
) -> bool:
    """Return whether, before anything of the generation `begun` is stored, stored rows outnumber the known.

    Counts only, so that it takes milliseconds.
    """
    return any(_suspicions(catalog, vectors, terms, tokens, begun))


def _stale_files(tokens: TokenStore | None, known: set[int]) -> set[int]:
    """Return the generations whose files are not needed: all if token vectors are turned off."""
    if tokens is None:
        return set()
    return tokens.generations() - known if tokens.is_on else tokens.generations()


def _clear_files(tokens: TokenStore, generations: tuple[int, ...]) -> None:
    try:
        tokens.remove_unfinished()
        for generation in generations:
            tokens.remove(generation)
    except OSError as error:
        _log.warning("Some token vectors stay for the next clean-up: %s", error)


def _suspicions(
    catalog: Catalog, vectors: VectorStore, terms: TermIndex, tokens: TokenStore | None, begun: int
) -> Iterator[bool]:
    refs = [*catalog.generations.kept(), *catalog.generations.leftovers()]
    known = {ref.generation for ref in refs if ref.generation != begun}
    yield bool(_stale_files(tokens, known))
    yield bool(terms.counts().keys() - known)
    rows: dict[tuple[int, str], int] = {}
    for ref in refs:
        key = (ref.show, ref.model)
        rows[key] = rows.get(key, 0) + (ref.segments if ref.generation in known else 0)
    names = {vectors.for_model(model).name(show) for show, model in rows}
    yield vectors.is_embedded and bool(vectors.names() - names)
    for (show, model), count in rows.items():
        yield vectors.for_model(model).count(show) > count
