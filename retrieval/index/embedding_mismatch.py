"""Tell an index apart that another embedding model made."""

from retrieval.catalog.catalog import Catalog
from retrieval.errors import LibraryError


def embedding_mismatch(catalog: Catalog, model: str) -> LibraryError | None:
    """Return the error to raise where some episodes' vectors were made by another model than `model`."""
    others = [name for name, _ in catalog.totals().models if name != model]
    if not others:
        return None
    return LibraryError(
        f"The index was made with the embedding model {' and '.join(others)}, not with {model}: "
        "set PODCITE_EMBEDDING_MODEL back, or rebuild it with `podcite index reindex`."
    )
