"""Find the episode that was typed where one is asked for, however it is named."""

from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz

from retrieval.catalog.catalog import Catalog
from retrieval.conversation.phrases import LANGUAGES, Phrases
from retrieval.errors import NotFoundError
from retrieval.models import Episode, Reference, Scope
from retrieval.models.requests import Missing
from retrieval.texts import Translated
from retrieval.understanding.descriptions import telling_words
from retrieval.understanding.episode_search import best_matches
from retrieval.understanding.library_view import LibraryView
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.references import find_reference
from retrieval.understanding.wording import is_whole, plain_form, words_of

MIN_WORD_SCORE = 84
"""How similar each typed word must be to a word of the episode, of 100 (rapidfuzz's ratio)."""
MAX_CANDIDATES = 5
"""How many episodes are offered where several fit."""


def find_typed_episodes(catalog: Catalog, view: LibraryView, typed: str, scope: Scope) -> tuple[Episode, ...]:
    """Return the one episode that was typed, or those that may be meant. Raises NotFoundError for none."""
    visible = catalog.episodes(replace(scope, episode=None))
    by_id = [episode for episode in visible if episode.id == typed.strip().casefold()]
    if by_id:
        return tuple(by_id)
    names = view.names(visible, date.today())  # noqa: DTZ011 - the day where the user is
    if is_whole("latest", plain_form(typed)) and visible:
        return tuple(names.newest_first(visible)[:1])
    reference, _ = find_reference(plain_form(typed), typed, names)
    if reference.missing and not reference.episodes:
        raise NotFoundError(_missing(reference, names))
    if reference.episodes and reference.is_certain:
        return reference.episodes[:MAX_CANDIDATES]
    found = _alike(typed, names) or list(reference.episodes)
    if found:
        return tuple(found[:MAX_CANDIDATES])
    if typed.strip().isdecimal() and visible:
        show = visible[0].show if scope.show else None
        absent = Reference(show=show, missing=Missing("number", typed.strip()))
        raise NotFoundError(_missing(absent, names))
    return tuple(catalog.episodes(replace(scope, episode=typed)))  # raises, and says what is nearest


def _missing(reference: Reference, names: LibraryNames) -> str:
    return Translated({each: Phrases(each).describe_missing(reference, names) for each in LANGUAGES})


def _alike(typed: str, names: LibraryNames) -> list[Episode]:
    """Return the episodes that have every typed word in their names, those first that autocomplete offers."""
    words = telling_words(plain_form(typed)) or words_of(plain_form(typed))
    return [
        episode
        for episode in best_matches(names.episodes, typed, MAX_CANDIDATES)
        if words and all(_has_word(word, episode) for word in words)
    ]


def _has_word(word: str, episode: Episode) -> bool:
    known = words_of(
        plain_form(f"{episode.id} {episode.title} {' '.join(episode.guests)} {episode.show.title}")
    )
    return any(
        word == other or (len(word) > 3 and fuzz.ratio(word, other) >= MIN_WORD_SCORE) for other in known
    )
