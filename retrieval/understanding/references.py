"""Resolve the words of a message that point to episodes and shows of the library."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.models import Episode, Show
from retrieval.models.requests import Missing, Reference
from retrieval.understanding.absent_people import absent_people
from retrieval.understanding.descriptions import described_episodes, distinctive_words
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.people_pointers import named_people
from retrieval.understanding.pointers import (
    Pointer,
    named_shows,
    numbered_episodes,
    quoted_titles,
)
from retrieval.understanding.times import dated_episodes, is_next_to, newest_episode
from retrieval.understanding.typed_ids import typed_ids
from retrieval.understanding.wording import Span, spans_overlap

_COMPARES = re.compile(r"^(?:please )?compare\b|\b(?:compared? (?:to|with)|differences? between|versus|vs)\b")
"""Words by which a message is about two things, of which one may not be recognised."""


def find_reference(text: str, raw: str, names: LibraryNames) -> tuple[Reference, list[Span]]:
    """Return what a message in plain form points to, and where the words stand that do it.

    Rare words of the message's own subject, by which an episode may be found, are not among these.

    `raw` is the message as it was typed, whose capitals tell names from common words.
    """
    numbers = [*numbered_episodes(text, names), *absent_people(text, names)]
    ids = (pointer for pointer in typed_ids(text, raw, names) if not _inside(pointer, numbers))
    numbers += ids
    shows = [show for show in named_shows(text, names) if not _inside(show, numbers)]
    titles = list(quoted_titles(text, names))
    people = [
        person
        for person in named_people(text, raw, names)
        if not _inside(person, [*numbers, *shows, *titles])
    ]
    times = [
        time
        for time in (*newest_episode(text, names, shows, people), *dated_episodes(text, names))
        if not _inside(time, titles)
    ]
    described = [
        pointer
        for pointer in described_episodes(text, names, shows)
        if not any(_overlaps(pointer, other) for other in (*numbers, *titles, *people, *times))
        and not any(is_next_to(text, time.span, pointer.span) for time in times)
    ]
    if len(described) > 1:  # they are about one episode; the clearest of them says which
        described = sorted(described, key=lambda pointer: (len(pointer.episodes), pointer.span))[:1]
    pointers = [*numbers, *shows, *titles, *people, *times, *described]
    spans = [pointer.span for pointer in pointers]
    if not any(pointer.episodes for pointer in pointers if pointer not in shows):
        pointers += [word for word in distinctive_words(text, names) if not _inside(word, pointers)]
    naming = tuple(text[start:end] for start, end in spans if (start, end) not in {t.span for t in titles})
    reference = _combine(text, numbers, pointers)
    days = next((time.days for time in times if time.days and time.episodes), None)
    misspelt = tuple(dict.fromkeys(each for pointer in people for each in pointer.misspelt))
    is_person = bool(people) and not numbers
    reference = replace(reference, naming=naming, is_person=is_person, misspelt=misspelt, days=days)
    return reference, spans


def _combine(text: str, numbers: Sequence[Pointer], pointers: Sequence[Pointer]) -> Reference:
    """Return the one reference that all pointers make together."""
    words = tuple(text[start:end] for start, end in sorted({pointer.span for pointer in pointers}))
    show = None if _COMPARES.search(text) else _only_show(pointers)
    missing = next((pointer.missing for pointer in numbers if pointer.missing), None)
    if missing and not any(pointer.episodes for pointer in numbers):
        number_show = next((pointer.show for pointer in numbers if pointer.show), None) or show
        return Reference(words, (), (), number_show, missing, is_certain=True)
    certain = [pointer for pointer in pointers if pointer.episodes and pointer.is_certain]
    chosen = certain or [pointer for pointer in pointers if pointer.episodes]
    episodes = _meet(chosen, show)
    if missing := _missing_at_time(episodes, pointers):
        return Reference(words, (), (), show, missing, is_certain=True)
    is_plural = len(certain) > 1 and len(episodes) > 1
    if not episodes and chosen:
        show = None
        episodes = _meet(chosen, None)
    missing = None if episodes or show else next((p.missing for p in pointers if p.missing), None)
    return Reference(words, (), tuple(episodes), show, missing, bool(certain) or show is not None, is_plural)


def _missing_at_time(episodes: Sequence[Episode], pointers: Sequence[Pointer]) -> Missing | None:
    """Return what is missing where all named episodes are dated, and none is of the time that is named."""
    times = (p.missing for p in pointers if p.missing and not p.episodes)
    time = next((missing for missing in times if missing.kind == "time"), None)
    return time if episodes and all(episode.published for episode in episodes) else None


def _meet(pointers: Sequence[Pointer], show: Show | None) -> list[Episode]:
    """Return the episodes of the show that most of the pointers point to."""
    if not pointers:
        return []
    every = {episode.key: episode for pointer in pointers for episode in pointer.episodes}
    of_show = {key: episode for key, episode in every.items() if show is None or episode.show.key == show.key}
    votes = Counter(key for pointer in pointers for key in {episode.key for episode in pointer.episodes})
    most = max((votes[key] for key in of_show), default=0)
    return [episode for key, episode in of_show.items() if votes[key] == most]


def _only_show(shows: Sequence[Pointer]) -> Show | None:
    found = {pointer.show.key: pointer.show for pointer in shows if pointer.show}
    return next(iter(found.values())) if len(found) == 1 else None


def _inside(pointer: Pointer, others: Iterable[Pointer]) -> bool:
    return any(_overlaps(pointer, other) for other in others)


def _overlaps(one: Pointer, other: Pointer) -> bool:
    return spans_overlap(one.span, other.span)
