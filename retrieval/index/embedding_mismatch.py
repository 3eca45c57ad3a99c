"""Detect an index that was made with another embedding model."""

from retrieval.catalog.catalog import Catalog
from retrieval.errors import LibraryError

LOCAL_PREFIX = "local:"
"""The prefix of models that run on this machine, and so cost only time."""


def is_replaced_automatically(stored: str, configured: str) -> bool:
    """Return whether vectors by the model `stored` are replaced in the background by those of `configured`.

    Only among local models: a paid model's vectors are not given up, nor paid for, without being told to.
    """
    return stored != configured and stored.startswith(LOCAL_PREFIX) and configured.startswith(LOCAL_PREFIX)


def embedding_mismatch(catalog: Catalog, model: str) -> LibraryError | None:
    """Return the error to raise if some episodes' vectors were made by another model than `model`.

    It isn't one if they are replaced automatically: until then, these episodes are found by their words.
    """
    other_models = [
        name
        for name, _ in catalog.totals().models
        if name != model and not is_replaced_automatically(name, model)
    ]
    if not other_models:
        return None
    return LibraryError(
        f"The index was made with the embedding model {' and '.join(other_models)}, not with {model}: "
        "set PODCITE_EMBEDDING_MODEL back, or rebuild it with `podcite index reindex`."
    )
