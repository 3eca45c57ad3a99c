"""Words of a message that point to people, despite misspellings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank
from retrieval.understanding.kana import is_same_sound, katakana_words
from retrieval.understanding.misspelt_names import nearest_word
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.person_names import joined_parts
from retrieval.understanding.pointers import Pointer
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import Span, phrase_pattern, plain_form, spans_overlap, words_of

MIN_FUZZY_CHARACTERS = 5
"""The fewest letters of a name that may be misspelt."""


def named_people(text: str, raw: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield the people that a text names in full or by one word, despite misspellings."""
    in_full = [
        (match.span(), (name,))
        for name in names.people
        if " " in name
        for match in re.finditer(rf"(?<!\w){re.escape(name)}s?(?!\w)", text)
    ]
    taken = [span for span, _ in in_full]
    parts: list[tuple[Span, tuple[str, ...]]] = []
    for match in re.finditer(r"[^\W\d_]{2,}", text):
        if any(spans_overlap(match.span(), other) for other in taken):
            continue
        known = names_by_word(match[0], names)
        is_stated = any(name in names.stated_names for name in known)
        if known and _is_used_as_name(match[0], match.span(), text, raw, is_stated=is_stated):
            parts.append((match.span(), known))
    for span, known in _hosts_together([*in_full, *joined_parts(parts, text)], names):
        if span in taken:
            yield _person(span, known, names)
            continue
        misspelt = tuple(
            (word, names.spelling(known[0]))
            for word in words_of(text[slice(*span)])
            if not is_spelt(word, names)
        )
        yield replace(_person(span, known, names), misspelt=misspelt)
    for word in katakana_words(text):
        known = tuple(
            name for part, found in names.name_words.items() if is_same_sound(word, part) for name in found
        )
        if known:
            start = text.index(word)
            yield _person((start, start + len(word)), known, names)


def _hosts_together(
    people: Sequence[tuple[Span, tuple[str, ...]]], names: LibraryNames
) -> list[tuple[Span, tuple[str, ...]]]:
    """Return named people, of whom those who may be hosts of one show together are nobody else.

    "Wes and Scott" are the two hosts, although one episode has a guest called Scott.
    """
    chosen: dict[Span, set[str]] = {}
    for hosts in names.hosts.values():
        plain = {plain_form(host) for host in hosts}
        hosting = {span: plain.intersection(known) for span, known in people if plain.intersection(known)}
        if len(hosting) > 1:
            for span, known in hosting.items():
                chosen.setdefault(span, set()).update(known)
    return [(span, tuple(sorted(chosen.get(span, known)))) for span, known in people]


def _person(span: Span, full_names: Sequence[str], names: LibraryNames) -> Pointer:
    """Return the pointer to somebody's episodes, for a show's host to the show."""
    hosted = {
        show.key: show
        for show in names.shows
        for host in names.hosts.get(show.key, ())
        if plain_form(host) in full_names
    }
    hosting = [name for name in full_names if _is_host(name, names)]
    of_hosts = {episode.key for name in hosting for episode in names.people[name]}
    guest_names = [  # one of whom nothing says more than being heard beside a host called alike is the host
        name
        for name in full_names
        if name not in hosting
        and (name in names.stated_names or not of_hosts.issuperset(e.key for e in names.people[name]))
    ]
    episodes = {episode.key: episode for name in guest_names for episode in names.people[name]}
    if len(hosted) == 1 and all(episode.show.key in hosted for episode in episodes.values()):
        return Pointer(span, show=next(iter(hosted.values())))  # the other names are spellings of the host's
    if not episodes:
        episodes = {episode.key: episode for name in full_names for episode in names.people[name]}
    return Pointer(span, tuple(episodes.values()))


def _is_host(name: str, names: LibraryNames) -> bool:
    return any(plain_form(host) == name for hosts in names.hosts.values() for host in hosts)


def is_spelt(word: str, names: LibraryNames) -> bool:
    """Return whether a word is one of a person's name as it is spelt, also in the genitive."""
    return word in names.name_words or word.removesuffix("s") in names.name_words


def names_by_word(word: str, names: LibraryNames) -> tuple[str, ...]:
    """Return the full names of the people whom a word names, despite a misspelling."""
    for spelling in (word, word.removesuffix("s")):
        if spelling in names.name_words:
            return names.name_words[spelling]
    if len(word) < MIN_FUZZY_CHARACTERS or frequency_rank(word) < COMMON_WORD_RANK:
        return ()
    nearest = nearest_word(word, {known: known for known in names.name_words})
    return names.name_words[nearest] if nearest else ()


def _is_used_as_name(word: str, span: Span, text: str, raw: str, *, is_stated: bool) -> bool:
    """Return whether a word that is part of a name is one here, and no common word."""
    if (
        phrase_pattern("latest").fullmatch(word)
        or word in lexicon.words("claim_stop_words")
        or word in lexicon.words("messages/function_words")
    ):
        return False
    if is_stated and frequency_rank(word) >= COMMON_WORD_RANK:
        return True
    if re.search(rf"(?<!^)(?<![.!?] )\b{word.capitalize()}", raw):
        return True
    return not phrase_pattern("people_nouns").fullmatch(word) and is_in_place_of_name(span, text)


def is_in_place_of_name(span: Span, text: str) -> bool:
    """Return whether the words around a word show that it is somebody who speaks or is spoken of."""
    before, after = text[: span[0]].rstrip(), text[span[1] :].lstrip()
    return bool(_BEFORE_NAME.search(before) or phrase_pattern("after_names").match(after))


_BEFORE_NAME = re.compile(
    r"(?:\b(?:does|did|do|is|was|has|had|would|will|with|by|guest|mr|ms|dr|than|vs|versus|asked|asks|"
    r"summari[sz]e|recap|(?:summary|recap|transcript|chapters|clips|takeaways|questions) (?:of|from)|"
    r"sagt|sagte|meint|mit|dijo|dice|con|dit|avec|disse|fala|com)|^)$"
)
