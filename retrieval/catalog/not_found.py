"""The sentence for a show or an episode that isn't there."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from retrieval.errors import ALL_EPISODES, ALL_SHOWS, NotFoundError
from retrieval.identifiers import slug
from retrieval.texts import Text

MIN_ID_SCORE, MIN_WORD_SCORE = 75, 80
"""How similar an id, or the words of its names on average, must be to be suggested, of 100 (rapidfuzz)."""
MAX_SUGGESTED = 3
"""How many names are suggested where several are as near."""


def not_found(
    kind: str, typed: str, known: Mapping[str, Sequence[str]], *, several: bool = False
) -> NotFoundError:
    """Return the error for an unknown name, which suggests the nearest of the `known` ones.

    `known` has by id what else people may call it: its title, its guests. With `several`, all of them fit.
    """
    shown = typed if len(typed) <= 60 else f"{typed[:59]}…"
    nearest = list(known)[:MAX_SUGGESTED] if several else _nearest(typed, known)
    if several:
        start = Text("{name!r} is a part of several shows' names", name=shown)
    elif kind == "show":
        start = Text("There is no show {name!r} here", name=shown)
    else:
        start = Text("There is no episode {name!r} here", name=shown)
    if nearest:
        names = _alternatives(nearest, known)
        sentence = Text("{start}; did you mean {names}?", start=start, names=names)
        return NotFoundError(sentence, suggests=True)
    if known:
        way = ALL_SHOWS if kind == "show" else ALL_EPISODES
        return NotFoundError(Text("{start}; {way}", start=start, way=way))
    return NotFoundError(Text("{start}: this library has no episodes yet.", start=start))


def nearest_names(typed: str, known: Mapping[str, Sequence[str]]) -> str:
    """Return those of the `known` names that fit the typed words best, as one text; "" if all are far off."""
    nearest = _nearest(typed, known)
    return _alternatives(nearest, known) if nearest else ""


def _alternatives(ids: Sequence[str], known: Mapping[str, Sequence[str]]) -> str:
    return alternatives([_name(id_, known[id_]) for id_ in ids])


def _name(id_: str, names: Sequence[str]) -> str:
    return f"{id_!r} ({names[0]})" if names and slug(names[0]) != id_ else repr(id_)


def alternatives(names: Sequence[str]) -> str:
    """Return names of which one is meant, with "or" before the last one."""
    if len(names) == 1:
        return names[0]
    return Text("{names} or {last}", names=", ".join(names[:-1]), last=names[-1])


def _nearest(typed: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the ids that fit the typed words best, without those that are far from them."""
    words = slug(typed).split("-")
    scores = {id_: _score(words, id_, names) for id_, names in known.items()}
    best = max(scores.values(), default=0.0)
    return [id_ for id_, score in scores.items() if score == best > 0][:MAX_SUGGESTED]


def _score(words: Sequence[str], id_: str, names: Iterable[str]) -> float:
    """Return how well the words are found among those of the names, or the whole as the id; 0 if far off."""
    whole = fuzz.ratio("-".join(words), slug(id_))
    known = slug(" ".join((id_, *names))).split("-")
    by_word = sum(max(_alike(word, other) for other in known) for word in words) / len(words)
    return max(whole if whole >= MIN_ID_SCORE else 0.0, by_word if by_word >= MIN_WORD_SCORE else 0.0)


def _alike(word: str, other: str) -> float:
    """Return how alike two words are, of 100; letters that changed places are one mistake."""
    return max(fuzz.ratio(word, other), 100 * OSA.normalized_similarity(word, other))
