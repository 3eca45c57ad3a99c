"""The sentence for a show or an episode that isn't there."""

from rapidfuzz import process

from retrieval.errors import NotFoundError


def not_found(kind: str, id_: str, known: set[str]) -> NotFoundError:
    """Return the error for an unknown id of this kind, which names the nearest known one."""
    shown = id_ if len(id_) <= 60 else f"{id_[:59]}…"
    nearest = process.extractOne(id_.casefold(), sorted(known), score_cutoff=50)
    if nearest is not None:
        return NotFoundError(f"There is no {kind} {shown!r} here; did you mean {nearest[0]!r}?")
    if known:
        return NotFoundError(f"There is no {kind} {shown!r} here; the list of episodes shows what there is.")
    return NotFoundError(f"There is no {kind} {shown!r} here: this library has no episodes yet.")
