"""Find the episode that was typed where one is asked for, however it is named."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from retrieval.catalog.catalog import Catalog
from retrieval.catalog.not_found import not_found
from retrieval.catalog.show_names import MIN_LETTERS
from retrieval.conversation.phrases import LANGUAGES, Phrases
from retrieval.errors import NotFoundError
from retrieval.identifiers import title_key
from retrieval.models import Episode, Reference, Scope
from retrieval.models.requests import Missing
from retrieval.texts import Translated
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.episode_search import best_matches
from retrieval.understanding.library_view import LibraryView
from retrieval.understanding.misspelt_names import correct_names
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import is_whole, plain_form, words_of

MAX_CANDIDATES = 5
"""How many episodes are offered where several fit."""


def find_typed_episodes(catalog: Catalog, view: LibraryView, typed: str, scope: Scope) -> tuple[Episode, ...]:
    """Return the one episode that was typed, or those that may be meant.

    Raises NotFoundError for none; it suggests the episodes whose names are only similar, none of which is
    taken for what was typed.
    """
    visible = catalog.episodes(replace(scope, episode=None))
    by_id = [episode for episode in visible if episode.id == typed.strip().casefold()]
    if exactly := by_id or _titled(typed, visible):
        return tuple(exactly[:MAX_CANDIDATES])
    names = view.names(visible, date.today())  # noqa: DTZ011 - the day where the user is
    if is_whole("latest", plain_form(typed)) and visible:
        return tuple(names.newest_first(visible)[:1])
    reference, _ = find_reference(plain_form(typed), typed, names)
    is_misspelt = bool(reference.misspelt or correct_names(typed, names)[1])
    if not is_misspelt:
        if reference.missing and not reference.episodes:
            if begun := _titled(typed, visible, begun=True):
                return tuple(begun[:MAX_CANDIDATES])
            raise NotFoundError(_missing(reference, names))
        if reference.episodes and reference.is_certain:
            return reference.episodes[:MAX_CANDIDATES]
    found = _begun(typed, names) or ([] if is_misspelt else list(reference.episodes))
    if found:
        return tuple(found[:MAX_CANDIDATES])
    if typed.strip().isdecimal() and visible:
        show = visible[0].show if scope.show else None
        absent = Reference(show=show, missing=Missing("number", typed.strip()))
        raise NotFoundError(_missing(absent, names))
    raise not_found("episode", typed, {episode.id: _names_of(episode, names) for episode in visible})


def _titled(typed: str, episodes: Sequence[Episode], *, begun: bool = False) -> list[Episode]:
    """Return the episodes whose title has exactly the typed words, or is `begun` by them."""
    key = title_key(typed)
    titles = ((episode, title_key(episode.title)) for episode in episodes)
    return [episode for episode, title in titles if title == key or (begun and title.startswith(f"{key}-"))]


def _missing(reference: Reference, names: LibraryNames) -> str:
    return Translated({each: Phrases(each).describe_missing(reference, names) for each in LANGUAGES})


def _begun(typed: str, names: LibraryNames) -> list[Episode]:
    """Return the episodes in whose names every typed word stands or begins one, the best first."""
    words = telling_words(plain_form(typed)) or words_of(plain_form(typed))
    by_key = {episode.key: episode for episode in names.episodes}
    everyone = [replace(episode, guests=names.names_in(episode)) for episode in names.episodes]
    likely = [by_key[found.key] for found in best_matches(everyone, typed, len(everyone))]
    return [episode for episode in likely if words and _have(words, _names_of(episode, names))]


def _have(words: Sequence[str], known: Sequence[str]) -> bool:
    spelt = words_of(plain_form(" ".join(known)))
    return all(
        any(word == other or (len(word) >= MIN_LETTERS and other.startswith(word)) for other in spelt)
        for word in words
    )


def _names_of(episode: Episode, names: LibraryNames) -> tuple[str, ...]:
    """Return what an episode may be called by: its title, its people, its show and its id."""
    return episode.title, *names.names_in(episode), episode.show.title, episode.show.id, episode.id
