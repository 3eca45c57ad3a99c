"""Words of a message that point to episodes: numbers, shows, people and whole titles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank
from retrieval.models import Episode, Show
from retrieval.models.requests import Missing
from retrieval.understanding.kana import is_same_sound, katakana_words
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.person_names import joined_parts
from retrieval.understanding.seasons import season_mentions
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import Span, phrase_pattern, plain_form, words_of

FUZZY_NAME_SCORE = 82
"""How similar a misspelt name must be to a known one, of 100 (rapidfuzz's ratio)."""
MIN_FUZZY_CHARACTERS = 5
"""The fewest letters of a name that may be misspelt."""
MAX_BARE_NUMBER_WORDS = 6
"""The most words of a message in which a number alone may be an episode's."""
MIN_WHOLE_TITLE_WORDS = 3
"""The words of a whole title that names an episode although they are common ones: "the first talk"."""
MIN_TITLE_WORDS = 4
"""The words of a part of a title that names an episode by itself."""

_UNITS = re.compile(
    r" ?[-+*/×÷^=] ?\d| ?(?:%|percent|k\b|m\b|million|billion|thousand|dollars?|euros?|"
    r"usd|minutes?|mins?|hours?|seconds?|years?|days?|weeks?|months?|times|people|users|lines|words?|sentences?|st\b|nd\b|rd\b|th\b|gb|mb|ms|x\b|[.:/]\d|episodes|eps)"
)
_ORDINAL = re.compile(r"第(\d{1,5})|(\d{1,5})(?:話|回)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BARE_NUMBER = re.compile(r"(?<![\w.,:/+*×-])(?<!\d [-+*/x×]\s)(\d{2,5})(?![A-Za-z0-9_/-]|[.,:]\d)")
_QUESTION_AFTER_NUMBER = re.compile(
    r"[:,.]? (?:what|why|how|who|where|when|which|did|does|was|wie|wer|que|como|quien|comment|qui)\b"
)
_SHOW_CONTEXT_BEFORE = re.compile(
    r"(?:\bon|\bof|\bfrom|\bby|\bin|\blatest|\bnewest|\bnew|\blast|\bmy|\bhosts?|\bthe|\bpodcast|\bshow|\bwith|\bbei|\bvon|\bde|\bdel|\bdo|\bsur|\blist"
    r"|\bneueste\w*|\bultim\w+|\bdernier\w*) $"
)
_SHOW_CONTEXT_AFTER = re.compile(
    r" (?:episodes?|eps?|podcast|show|folgen?|episodios?|hosts?|guys|#?\d|ones?|pod\b)|[:?]? ?$|の"
)


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the words at `span` point to: some of the episodes, or a show, or nothing that the library has."""

    span: Span
    episodes: tuple[Episode, ...] = ()
    show: Show | None = None
    missing: Missing | None = None
    is_certain: bool = True


def numbered_episodes(text: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield the episodes that a text names by their numbers, also those that the library doesn't have."""
    taken: list[Span] = []
    for span, (season, number) in season_mentions(text):
        taken.append(span)
        yield _in_season(span, season, number, names)
    nouns = phrase_pattern("episode_nouns").pattern
    lead = rf"(?:(?:{nouns})\.?(?: (?:number|no|nr|nummer|numero|n))?[ .°]*#?|#)"
    for match in re.finditer(
        rf"{lead}(\d{{1,5}})(?:(?:,| and| und| y| et| e| vs\.?| or| &) #?(\d{{1,5}}))?(?![\d%])", text
    ):
        if any(_overlap(match.span(), other) for other in taken):
            continue
        taken.append(match.span())
        for number in filter(None, match.groups()):
            yield _numbered(match.span(), int(number), names)
    for match in _ORDINAL.finditer(text):
        taken.append(match.span())
        yield _numbered(match.span(), int(match[1] or match[2]), names)
    for alias, show in (names.number_prefixes | names.show_aliases).items():
        for match in re.finditer(rf"(?<!\w){re.escape(alias)} ?#?(\d{{1,5}})(?!\w)", text):
            if not any(_overlap(match.span(), other) for other in taken):
                taken.append(match.span())
                yield _numbered(match.span(), int(match[1]), names, show)
    for match in _BARE_NUMBER.finditer(text):
        is_short = len(words_of(text)) <= MAX_BARE_NUMBER_WORDS
        leads = match.start() == 0 and _QUESTION_AFTER_NUMBER.match(text[match.end() :])
        known = int(match[1]) in names.numbers and not _UNITS.match(text[match.end() :])
        is_alone = words_of(text) == [match[1]] and not _YEAR.fullmatch(
            match[1]
        )  # an episode that isn't there, where no other word is
        if (is_alone or (known and (is_short or leads))) and not any(
            _overlap(match.span(), other) for other in taken
        ):
            yield _numbered(match.span(), int(match[1]), names)


def named_shows(text: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield the shows that a text names; a common word only where its neighbours say that a show is meant."""
    taken: list[Span] = []
    for alias in sorted(names.show_aliases, key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(alias)}s?(?!\w)", text):
            before, after = text[: match.start()], text[match.end() :]
            is_telling = " " in alias or frequency_rank(alias) >= COMMON_WORD_RANK
            in_context = _SHOW_CONTEXT_BEFORE.search(before) or _SHOW_CONTEXT_AFTER.match(after)
            if (is_telling or in_context) and not any(_overlap(match.span(), other) for other in taken):
                taken.append(match.span())
                yield Pointer(match.span(), show=names.show_aliases[alias])


def named_people(text: str, raw: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield the people that a text names in full or by one word, despite misspellings."""
    taken: list[Span] = []
    for name in names.people:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}s?(?!\w)", text) if " " in name else ():
            taken.append(match.span())
            yield _person(match.span(), (name,), names)
    parts: list[tuple[Span, tuple[str, ...]]] = []
    for match in re.finditer(r"[^\W\d_]{2,}", text):
        if any(_overlap(match.span(), other) for other in taken):
            continue
        known = names_by_word(match[0], names)
        is_stated = any(name in names.stated_names for name in known)
        if known and _is_used_as_name(match[0], match.span(), text, raw, is_stated=is_stated):
            parts.append((match.span(), known))
    yield from (_person(span, known, names) for span, known in joined_parts(parts, text))
    for word in katakana_words(text):
        known = tuple(
            name for part, found in names.name_words.items() if is_same_sound(word, part) for name in found
        )
        if known:
            start = text.index(word)
            yield _person((start, start + len(word)), known, names)


def quoted_titles(text: str, names: LibraryNames) -> Iterator[Pointer]:
    """Yield the episodes of which a text has the title, or four or more words of it in a row."""
    spoken = words_of(text)
    joined = " ".join(spoken)
    for episode in names.episodes:
        title = words_of(plain_form(re.sub(r"^\W*\d+\W+", "", episode.title)))
        if part := next((part for part in _parts_of_title(episode) if f" {part} " in f" {joined} "), None):
            at = re.search(re.escape(part).replace(r"\ ", r"\W+"), text)
            if at:
                yield Pointer(at.span(), (episode,))
            continue
        size = min(len(title), 4)
        is_said = len(title) >= MIN_WHOLE_TITLE_WORDS and f" {' '.join(title)} " in f" {joined} "
        if size < 2 or (len(title) < 4 and not (is_said or _is_telling(title))):
            continue
        for start in range(len(title) - size + 1):
            run = " ".join(title[start : start + size])
            if f" {run} " in f" {joined} " and (is_said or _is_telling(title[start : start + size])):
                at = re.search(re.escape(run).replace(r"\ ", r"\W+"), text)
                if at:
                    yield Pointer(at.span(), (episode,))
                break


def _numbered(span: Span, number: int, names: LibraryNames, show: Show | None = None) -> Pointer:
    episodes = names.numbers.get(number, ())
    if show is not None:
        episodes = tuple(episode for episode in episodes if episode.show.key == show.key)
    return Pointer(span, episodes, show, None if episodes else Missing("number", str(number)))


def _in_season(span: Span, season: int, number: int, names: LibraryNames) -> Pointer:
    """Return the pointer to an episode of a season; a show that states no seasons is in its first."""
    episodes = names.seasons.get((season, number), ())
    if not episodes and season == 1:
        seasonal = {found.show.key for episodes in names.seasons.values() for found in episodes}
        episodes = tuple(e for e in names.numbers.get(number, ()) if e.show.key not in seasonal)
    return Pointer(span, episodes, None, None if episodes else Missing("number", f"s{season}e{number}"))


def _person(span: Span, full_names: Sequence[str], names: LibraryNames) -> Pointer:
    """Return the pointer to somebody's episodes, for a show's host to the show."""
    hosted = {
        show.key: show
        for show in names.shows
        for host in names.hosts.get(show.key, ())
        if plain_form(host) in full_names
    }
    guest_names = [name for name in full_names if not _is_host(name, names)]
    episodes = {episode.key: episode for name in guest_names for episode in names.people[name]}
    if len(hosted) == 1 and all(episode.show.key in hosted for episode in episodes.values()):
        return Pointer(span, show=next(iter(hosted.values())))  # the other names are spellings of the host's
    if not episodes:
        episodes = {episode.key: episode for name in full_names for episode in names.people[name]}
    return Pointer(span, tuple(episodes.values()))


def _is_host(name: str, names: LibraryNames) -> bool:
    return any(plain_form(host) == name for hosts in names.hosts.values() for host in hosts)


def names_by_word(word: str, names: LibraryNames) -> tuple[str, ...]:
    """Return the full names of the people whom a word names, despite a misspelling."""
    for spelling in (word, word.removesuffix("s")):
        if spelling in names.name_words:
            return names.name_words[spelling]
    if len(word) < MIN_FUZZY_CHARACTERS or frequency_rank(word) < COMMON_WORD_RANK:
        return ()
    nearest = process.extractOne(
        word, list(names.name_words), scorer=fuzz.ratio, score_cutoff=FUZZY_NAME_SCORE
    )
    return names.name_words[nearest[0]] if nearest else ()


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
    return is_in_place_of_name(span, text)


def is_in_place_of_name(span: Span, text: str) -> bool:
    """Return whether the words around a word show that it is somebody who speaks or is spoken of."""
    before, after = text[: span[0]].rstrip(), text[span[1] :].lstrip()
    return bool(_BEFORE_NAME.search(before) or phrase_pattern("after_names").match(after))


_BEFORE_NAME = re.compile(
    r"(?:\b(?:does|did|do|is|was|has|had|would|will|with|by|guest|mr|ms|dr|than|vs|versus|asked|asks|"
    r"sagt|sagte|meint|mit|dijo|dice|con|dit|avec|disse|fala|com)|^)$"
)


def _parts_of_title(episode: Episode) -> list[str]:
    """Return the parts of a title between its marks, in plain form, that have four words or more."""
    parts = (" ".join(words_of(plain_form(part))) for part in re.split(r"[|:()–—]| - |[.?!] ", episode.title))
    return [part for part in parts if len(part.split()) >= MIN_TITLE_WORDS]


def _is_telling(words: Sequence[str]) -> bool:
    """Return whether words in a row are a title and no turn of phrase."""
    telling = [word for word in words if word not in lexicon.words("messages/function_words")]
    return len(telling) >= 2 and any(frequency_rank(word) >= 1500 for word in telling)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
