"""Detect an index that was made with another embedding model."""

from retrieval.catalog.catalog import Catalog
from retrieval.errors import LibraryError


def embedding_mismatch(catalog: Catalog, model: str) -> LibraryError | None:
    """Return the error to raise if some episodes' vectors were made by another model than `model`."""
    other_models = [name for name, _ in catalog.totals().models if name != model]
    if not other_models:
        return None
    return LibraryError(
        f"The index was made with the embedding model {' and '.join(other_models)}, not with {model}: "
        "set PODCITE_EMBEDDING_MODEL back, or rebuild it with `podcite index reindex`."
    )
