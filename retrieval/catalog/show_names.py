"""Find the show that was typed where one is asked for: its id, its title, or beginnings of its words."""

from collections.abc import Sequence

from retrieval.catalog.not_found import not_found
from retrieval.identifiers import slug
from retrieval.models import Episode

MIN_LETTERS = 3
"""The fewest letters of a word that stand for the whole word."""


def episodes_of_show(typed: str, episodes: Sequence[Episode]) -> list[Episode]:
    """Return the episodes of the one show that was typed. Raises NotFoundError for none and for several."""
    ids = {episode.show.id for episode in episodes}
    id_ = typed.casefold()
    if id_ not in ids:
        words = slug(typed).split("-")
        named = [show for show in ids if all(_begins_word(word, show.split("-")) for word in words)]
        if len(named) != 1:
            raise not_found("show", typed, set(named) or ids)
        id_ = named[0]
    return [episode for episode in episodes if episode.show.id == id_]


def _begins_word(typed: str, words: Sequence[str]) -> bool:
    return any(word == typed or (len(typed) >= MIN_LETTERS and word.startswith(typed)) for word in words)
