"""By which words people name the shows, episodes and guests of a library."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from retrieval.models import Episode, EpisodePeople, ScoredSegment, Show
from retrieval.understanding.openings import Opening
from retrieval.understanding.ordering import (
    EPISODE_PREFIXES,
    DatedNumbers,
    dated_numbers,
    episode_number,
    newest_first,
)
from retrieval.understanding.people import ShowSpeakers, people_of, show_speakers
from retrieval.understanding.person_names import is_of_show, plain_name
from retrieval.understanding.seasons import SeasonNumber, season_and_number
from retrieval.understanding.show_aliases import Kin, aliases_of, kin_of, plain_title, whole_titles
from retrieval.understanding.wording import fold, plain_form, words_of

COMMON_SHARE = 0.03
"""The share of all segments that may say a word by which alone a show is known."""
_WRITTEN_WORD = re.compile(r"[^\W\d_]+(?:['’]s\b)?")
MIN_SPELT = 5
"""The fewest letters of a word that may be misspelt."""

CountMentions = Callable[[Sequence[str]], Mapping[str, Mapping[int, int]]]
"""Return for each word in how many segments of which generations it is said."""

SearchWords = Callable[[str, int, Collection[int]], Sequence[ScoredSegment]]
"""Return the `k` best segments for the words of a text, best first, of these `Episode.partition`s."""


@dataclass(frozen=True)
class LibraryNames:
    """The names of a guild's visible episodes; `openings` are by generation.

    Matching takes texts in plain form (`wording.plain_form`).
    """

    episodes: Sequence[Episode]
    openings: Mapping[int, Opening]
    count_mentions: CountMentions
    search_words: SearchWords
    today: date
    has_all_words: Callable[[], bool] = lambda: True

    @cached_property
    def shows(self) -> tuple[Show, ...]:
        return tuple({episode.show.key: episode.show for episode in self.episodes}.values())

    @cached_property
    def numbers(self) -> dict[int, tuple[Episode, ...]]:
        """The episodes by their numbers."""
        by_number: defaultdict[int, list[Episode]] = defaultdict(list)
        for episode in self.episodes:
            number = episode_number(episode)
            if number is not None:
                by_number[number].append(episode)
        return {number: tuple(episodes) for number, episodes in by_number.items()}

    @cached_property
    def seasons(self) -> dict[SeasonNumber, tuple[Episode, ...]]:
        """The episodes by their seasons and their numbers in these."""
        by_number: defaultdict[SeasonNumber, list[Episode]] = defaultdict(list)
        for episode in self.episodes:
            if in_season := season_and_number(episode):
                by_number[in_season].append(episode)
        return {number: tuple(episodes) for number, episodes in by_number.items()}

    @cached_property
    def number_prefixes(self) -> dict[str, Show]:
        """The shows by the words before the number in their episodes' ids, such as "oven" of `oven-7`."""
        prefixes: defaultdict[str, dict[int, Show]] = defaultdict(dict)
        for episode in self.episodes:
            number = episode_number(episode)
            before = re.split(r"\d", fold(episode.id))[0].strip("-_ ").replace("-", " ")
            if number is not None and before:
                prefixes[before][episode.show.key] = episode.show
        return {before: next(iter(shows.values())) for before, shows in prefixes.items() if len(shows) == 1}

    @cached_property
    def show_aliases(self) -> dict[str, Show]:
        """The shows by what they are called: the whole title, its telling words, one if it is rare.

        A part of the title that its episodes' ids begin with is one as well: "go time" of `go-time-7`.
        The whole title of one show means that show, although another's begins with it.
        """
        aliases: dict[str, Show] = {}
        ambiguous: set[str] = set()
        for show in self.shows:
            for alias in aliases_of(show):
                if alias in aliases and aliases[alias].key != show.key:
                    ambiguous.add(alias)
                aliases[alias] = show
        for prefix, show in self.number_prefixes.items():
            if prefix not in aliases and len(prefix) > 2 and prefix not in EPISODE_PREFIXES:
                aliases[prefix] = show
        titles = Counter(map(plain_title, self.shows))
        for show in self.shows:
            title = plain_title(show)
            if title in ambiguous and titles[title] == 1:
                ambiguous.remove(title)
                aliases[title] = show
        spoken = self._common_in_talk(alias for alias in aliases if " " not in alias)
        return {
            alias: show
            for alias, show in aliases.items()
            if alias not in ambiguous and (alias not in spoken or alias in whole_titles(show))
        }

    def _common_in_talk(self, words: Iterable[str]) -> set[str]:
        """Return those of the words that are said so often that they can't name a show alone."""
        total = sum(episode.segments for episode in self.episodes) or 1
        visible = {episode.generation for episode in self.episodes}
        counts = self.count_mentions(list(words))
        return {
            word
            for word, found in counts.items()
            if sum(count for generation, count in found.items() if generation in visible)
            > COMMON_SHARE * total
        }

    @cached_property
    def people(self) -> dict[str, tuple[Episode, ...]]:
        """The episodes by the full names of those who are known to take part in them."""
        by_name: defaultdict[str, dict[int, Episode]] = defaultdict(dict)
        for episode in self.episodes:
            for name in self.names_in(episode):
                by_name[plain_form(name)][episode.key] = episode
        return {name: tuple(episodes.values()) for name, episodes in by_name.items() if name}

    def spelling(self, name: str) -> str:
        """Return how a person's name is written that is known in plain form."""
        written = (each for episode in self.people[name] for each in self.names_in(episode))
        return next((each for each in written if plain_form(each) == name), name)

    @cached_property
    def stated_names(self) -> frozenset[str]:
        """The full names that a title, a list of guests or the speakers of a transcript state."""
        stated: set[str] = set()
        for episode in self.episodes:
            opening = self.openings.get(episode.generation, Opening())
            title = set(words_of(plain_form(f"{episode.title} {episode.id}")))
            for name in self.names_in(episode):
                plain = plain_form(name)
                is_listed = name in episode.guests or name not in opening.introduced
                if is_listed or title & set(words_of(plain)):
                    stated.add(plain)
        return frozenset(stated)

    @cached_property
    def hosts(self) -> dict[int, tuple[str, ...]]:
        """The names of each show's hosts, by the show's key: who is stated, or speaks in most episodes."""
        return {show: speakers.hosts for (show, alone), speakers in self._show_speakers.items() if not alone}

    def people_of(self, episode: Episode) -> EpisodePeople:
        """Return who hosts an episode and who is its guest, and when they met, as far as it is known."""
        opening = self.openings.get(episode.generation, Opening())
        people = people_of(episode, opening, self._show_speakers.get(kin_of(episode), ShowSpeakers()))
        return people if episode.published else replace(people, recorded=opening.recorded)

    @cached_property
    def _show_speakers(self) -> Mapping[Kin, ShowSpeakers]:
        return show_speakers(self.episodes, self.openings)

    @cached_property
    def name_words(self) -> dict[str, tuple[str, ...]]:
        """The full names by each of their words."""
        by_word: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.people:
            for word in dict.fromkeys(words_of(name)):
                by_word[word].append(name)
        return {word: tuple(names) for word, names in by_word.items()}

    @cached_property
    def name_spellings(self) -> dict[str, str]:
        """The longer words of people's names and shows as they are written, by their plain form."""
        people = (name for episode in self.episodes for name in self.names_in(episode))
        return _spellings([*people, *(show.title for show in self.shows)])

    @cached_property
    def title_spellings(self) -> dict[str, str]:
        """The longer words of titles as they are written, by their plain form."""
        return _spellings(episode.title for episode in self.episodes)

    @cached_property
    def title_words(self) -> dict[str, tuple[Episode, ...]]:
        """The episodes by the words of their titles and ids."""
        by_word: defaultdict[str, list[Episode]] = defaultdict(list)
        for episode in self.episodes:
            show_words = set(words_of(plain_form(episode.show.title)))
            for word in set(words_of(plain_form(f"{episode.id} {episode.title}"))) - show_words:
                by_word[word].append(episode)
        return {word: tuple(episodes) for word, episodes in by_word.items()}

    def names_in(self, episode: Episode) -> tuple[str, ...]:
        """Return the full names of those who take part in an episode, guests first."""
        opening = self.openings.get(episode.generation, Opening())
        guests = [part for guest in episode.guests for part in re.split(r",| and | & ", guest)]
        introduced = [name for name in opening.introduced if not is_of_show(name, episode)]
        everyone = (*guests, *opening.speakers, *opening.hosts, *introduced, *opening.signed_off)
        return tuple(dict.fromkeys(plain_name(name) for name in everyone))

    def date_of(self, episode: Episode) -> date | None:
        """Return when an episode was published, or else the date of recording said at its beginning."""
        return episode.published or self.openings.get(episode.generation, Opening()).recorded

    def newest_first(self, episodes: Iterable[Episode]) -> list[Episode]:
        """Return episodes by date; within a show, an undated one is as new as its number says."""
        return newest_first(episodes, self._dated_numbers, self.date_of)

    def oldest(self, episodes: Iterable[Episode], count: int = 1) -> list[Episode]:
        """Return the oldest episodes, newest of them first; undated ones only where none has a date."""
        ordered = self.newest_first(episodes)
        dated = [episode for episode in ordered if self.date_of(episode) or episode.place]
        return (dated or ordered)[-count:]

    @cached_property
    def _dated_numbers(self) -> DatedNumbers:
        return dated_numbers(self.episodes, self.date_of)


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    words = {word for text in texts for word in _WRITTEN_WORD.findall(text) if len(word) >= MIN_SPELT}
    return {plain_form(word): word for word in sorted(words)}
