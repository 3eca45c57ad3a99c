"""Move a damaged index folder aside, to be looked at later, so that a new one can be built in its place."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from retrieval.catalog.records import GenerationRef
from retrieval.errors import LibraryError
from retrieval.index.index_verifier import IndexVerifier
from retrieval.index.term_index import TermIndex
from retrieval.index.vector_store import VectorStore

_log = logging.getLogger(__name__)


def find_damage(
    vectors: VectorStore, terms: TermIndex, refs: Sequence[GenerationRef], verifier: IndexVerifier
) -> tuple[str | None, str | None]:
    """Return what is wrong with the folders of the vectors and of the terms, `None` if it can be read.

    All vectors and sample words of these generations are read. Each folder is tried twice, opened again in
    between. What a Chroma server says is no damage of a folder.
    """
    of_vectors = (
        _error_of(lambda: _read_vectors(vectors, refs), vectors.close) if vectors.is_embedded else None
    )
    return of_vectors, _error_of(lambda: _read_terms(terms, refs, verifier), terms.close)


def move_aside(folder: Path) -> Path | None:
    """Rename a folder to `NAME.damaged-DATE` and return its new path; `None` if it isn't there."""
    if not folder.exists():
        return None
    name = f"{folder.name}.damaged-{datetime.now(UTC):%Y-%m-%d}"
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    target = next(path for name in names if not (path := folder.with_name(name)).exists())
    try:
        folder.rename(target)
    except OSError as error:
        raise LibraryError(
            f"The damaged folder {folder} can't be moved aside ({error.strerror or error}): "
            "move it away by hand, then run `podcite doctor --fix`."
        ) from error
    _log.warning("The damaged folder %s was moved to %s", folder, target)
    return target


def _error_of(read: Callable[[], None], reopen: Callable[[], None]) -> str | None:
    for is_last in (False, True):
        try:
            read()
        except LibraryError as error:
            if is_last:
                return str(error)
            reopen()
        else:
            return None
    return None


def _read_vectors(vectors: VectorStore, refs: Iterable[GenerationRef]) -> None:
    """Read every stored vector of these generations and search every collection once."""
    names = vectors.names()
    searched: set[str] = set()
    for ref in refs:
        of_model = vectors.for_model(ref.model)
        name = of_model.name(ref.show)
        if name not in names:
            continue
        rows = of_model.fetch_stored(ref.show, ref.generation, ref.segments)
        if len(rows) and name not in searched:
            searched.add(name)
            of_model.search(ref.show, next(iter(rows.values())), 1)


def _read_terms(terms: TermIndex, refs: Iterable[GenerationRef], verifier: IndexVerifier) -> None:
    terms.counts()
    terms.search("damage", 1)
    for ref in refs:
        verifier.has_own_words(ref)
