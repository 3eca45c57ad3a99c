"""Find the show that was typed where one is asked for: its id, its title, or beginnings of its words."""

from collections.abc import Iterable, Sequence

from retrieval import identifiers
from retrieval.catalog.not_found import not_found
from retrieval.models import Episode, Show

MIN_LETTERS = 3
"""The fewest letters of a word that stand for the whole word."""


def episodes_of_show(typed: str, episodes: Sequence[Episode]) -> list[Episode]:
    """Return the episodes of the one show that was typed. Raises NotFoundError for none and for several."""
    shows = {episode.show.id: episode.show for episode in episodes}
    named = shows_named(typed, shows.values()) or _by_words(identifiers.slug(typed), shows.values())
    if len(named) != 1:
        candidates = named or list(shows.values())
        raise not_found("show", typed, {show.id: (show.title,) for show in candidates}, several=bool(named))
    return [episode for episode in episodes if episode.show.id == named[0].id]


def shows_named(typed: str, shows: Iterable[Show]) -> list[Show]:
    """Return the show of this id, title or former name, or else all of which the typed words are a part."""
    name, key, known = typed.strip(), identifiers.title_key(typed), list(shows)
    for is_named in (
        lambda show: show.id == name,
        lambda show: identifiers.title_key(show.title) == key,
        lambda show: key in show.former_names,
        lambda show: show.id == name.casefold(),
    ):
        if found := [show for show in known if is_named(show)]:
            return found
    return _by_words(key, known)


def _by_words(typed: str, shows: Iterable[Show]) -> list[Show]:
    words = [word for word in typed.split("-") if word]
    return [show for show in shows if words and all(_begins_word(word, _words(show)) for word in words)]


def _words(show: Show) -> list[str]:
    return [*show.id.split("-"), *identifiers.title_key(show.title).split("-")]


def _begins_word(typed: str, words: Sequence[str]) -> bool:
    return any(word == typed or (len(typed) >= MIN_LETTERS and word.startswith(typed)) for word in words)
