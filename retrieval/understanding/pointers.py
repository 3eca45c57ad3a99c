"""Words of a message that point to episodes: numbers, shows, people and whole titles."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank
from retrieval.models import Episode, Show
from retrieval.models.requests import Missing
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.seasons import season_mentions
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import Span, phrase_pattern, plain_form, spans_overlap, words_of

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
    """What the words at `span` point to: some of the episodes, or a show, or nothing that the library has.

    `misspelt` are those of the words that are only similar to a name, each with that name. `days` are the
    first and the last day that the words name.
    """

    span: Span
    episodes: tuple[Episode, ...] = ()
    show: Show | None = None
    missing: Missing | None = None
    is_certain: bool = True
    misspelt: tuple[tuple[str, str], ...] = ()
    days: tuple[date, date] | None = None


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
        if any(spans_overlap(match.span(), other) for other in taken):
            continue
        taken.append(match.span())
        for number in filter(None, match.groups()):
            yield _numbered(match.span(), int(number), names)
    for match in _ORDINAL.finditer(text):
        taken.append(match.span())
        yield _numbered(match.span(), int(match[1] or match[2]), names)
    for alias, show in (names.number_prefixes | names.show_aliases).items():
        for match in re.finditer(rf"(?<!\w){re.escape(alias)} ?#?(\d{{1,5}})(?!\w)", text):
            if not any(spans_overlap(match.span(), other) for other in taken):
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
            spans_overlap(match.span(), other) for other in taken
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
            if (is_telling or in_context) and not any(spans_overlap(match.span(), other) for other in taken):
                taken.append(match.span())
                yield Pointer(match.span(), show=names.show_aliases[alias])


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


def _parts_of_title(episode: Episode) -> list[str]:
    """Return the parts of a title between its marks, in plain form, that have four words or more."""
    parts = (" ".join(words_of(plain_form(part))) for part in re.split(r"[|:()–—]| - |[.?!] ", episode.title))
    return [part for part in parts if len(part.split()) >= MIN_TITLE_WORDS]


def _is_telling(words: Sequence[str]) -> bool:
    """Return whether words in a row are a title and no turn of phrase."""
    telling = [word for word in words if word not in lexicon.words("messages/function_words")]
    return len(telling) >= 2 and any(frequency_rank(word) >= 1500 for word in telling)
