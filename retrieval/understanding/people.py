"""Who hosts an episode and who is its guest, by what feeds, front matter, titles and transcripts say."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from retrieval.language.word_frequency import frequency_rank
from retrieval.models import Episode, EpisodePeople
from retrieval.understanding.introductions import is_person_like, split_names
from retrieval.understanding.openings import Opening
from retrieval.understanding.person_names import is_of_show, plain_name
from retrieval.understanding.show_aliases import COMMON_WORD_RANK, Kin, kin_of
from retrieval.understanding.wording import plain_form, words_of

_WORD = r"(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]+)"
_NAME = rf"{_WORD}(?: (?:von |van |de |der |di |da )*{_WORD}){{1,2}}"
_NUMBER = r"(?:(?:episode|ep\.?|no\.?)? ?#?\d{1,5}\s*[-–—.:|)]?\s*)?"
_NAMES = rf"({_NAME}(?:(?:, | and | & |, and ){_NAME})*)"
_TITLE_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?i:{_NUMBER}){_NAMES}(?: on)?\s*(?::|\s[-–—|]\s)",
        r"\b(?:[Ww]ith|[Ff]eat(?:uring|\.)?|[Ff]t\.?|[Gg]uests?:?|[Ii]nterview:?) "
        rf"{_NAMES}\s*(?:$|[(\[|:,–—-]|\bof\b|\bfrom\b)",
        rf"[|–—-]\s*{_NAMES}\s*(?:$|[(\[])",
    )
)
HOST_SHARE = 0.5
"""The share of a show's episodes from which on somebody who speaks in them is its host."""
MIN_EPISODES = 3
"""Episodes of a show from which on the one speaker who isn't a regular is taken to be the guest."""

MIN_UNNAMED_TURNS = 3
"""The fewest turns of an unnamed speaker who counts as taking part."""
_AROUND_PERSON = re.compile(r"^the\b\s*|\s*\b(?:podcast|show|experience)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ShowSpeakers:
    """In how many of a show's `episodes` somebody speaks, and the hosts that feeds or files state.

    `regular_in` is in how many of the library's shows somebody speaks in most episodes, `heard_in` in how
    many of its episodes.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    episodes: int = 0
    stated_hosts: tuple[str, ...] = ()
    regular_in: Mapping[str, int] = field(default_factory=dict)
    heard_in: Mapping[str, int] = field(default_factory=dict)

    @property
    def regulars(self) -> list[str]:
        """Who speaks in at least half of the episodes and in more than one, most often first."""
        least = max(2, HOST_SHARE * self.episodes)
        found = [name for name, count in self.counts.items() if count >= least]
        return sorted(found, key=lambda name: -self.counts[name])

    @property
    def hosts(self) -> tuple[str, ...]:
        return each_once((*self.stated_hosts, *(name for name in self.regulars if " " in name)))


def show_speakers(episodes: Iterable[Episode], openings: Mapping[int, Opening]) -> dict[Kin, ShowSpeakers]:
    """Return who speaks in the episodes of each show, by their `kin_of`."""
    of_show = defaultdict[Kin, list[Episode]](list)
    for episode in episodes:
        of_show[kin_of(episode)].append(episode)
    found = {}
    for key, listed in of_show.items():
        heard = [_heard(episode, openings.get(episode.generation, Opening())) for episode in listed]
        known = dict.fromkeys(name for names in heard for name in names)
        counts = Counter(
            name for names in heard for name in dict.fromkeys(_full_name(name, known) for name in names)
        )
        stated = dict.fromkeys(host for episode in listed for host in episode.hosts)
        found[key] = ShowSpeakers(counts, len(listed), tuple(stated))
    shows_of = Counter(name for speakers in found.values() for name in speakers.regulars)
    everywhere = sum((Counter(speakers.counts) for speakers in found.values()), Counter[str]())
    return {
        key: replace(speakers, regular_in=shows_of, heard_in=everywhere) for key, speakers in found.items()
    }


def _heard(episode: Episode, opening: Opening) -> list[str]:
    """Return who speaks in an episode and is not known as its guest."""
    named = dict.fromkeys(map(plain_name, (*opening.speakers, *opening.hosts)))
    guests = (*episode.guests, *guests_in_title(episode.title))
    return [name for name in named if name not in guests]


def _full_name(name: str, known: Collection[str]) -> str:
    """Return the name of the only one of the known people who has this given name, if it is no full one."""
    full = [other for other in known if " " in other and other.split()[0] == name]
    return full[0] if len(full) == 1 else name


def people_of(episode: Episode, opening: Opening, show: ShowSpeakers) -> EpisodePeople:
    """Return the people of an episode, with what is known of its show.

    Of two speakers of whom nothing else is known, the one who welcomes listeners is no host by that.
    """
    speakers = opening.speakers
    stated = [part for guest in episode.guests for part in split_names(guest)]
    recurring = [name for name in show.regulars if name not in stated]
    if len(speakers) > 1:
        known = [*recurring, *(name for name in show.stated_hosts if name not in stated)]
        recurring = [name for name in known if any(_is_same(name, speaker) for speaker in speakers)]
    told = [*episode.hosts, *recurring, *_hosts_by_title(episode, opening), *opening.hosting]
    told = told or _hosts_elsewhere(opening, show, stated)
    hosts = _distinct([*told, *opening.greeting], speakers)
    titled = [name for name in guests_in_title(episode.title) if _may_be_titled(name, opening)]
    hosts = _distinct([*_eponymous_hosts(episode, opening), *hosts], speakers, without=stated or titled)
    guests = _distinct(stated or titled, speakers, without=() if stated else hosts)
    inferred = () if stated else tuple(name for name in guests if not _takes_part(name, opening))
    if not guests:
        named = [name for name in opening.welcomed if _may_be_guest(name, episode, opening)]
        guests = inferred = _distinct(named, speakers, without=hosts)
    signed_off = _distinct(opening.signed_off, speakers, without=(*hosts, *guests, *opening.welcomed))
    hosts = (*(name for name in hosts if name not in guests), *signed_off)
    others = tuple(name for name in speakers if not any(_is_same(name, known) for known in (*hosts, *guests)))
    if not guests and _is_only_guest(others, opening, show) and recurring:
        guests, inferred, others = others, others, ()
    if not guests and not told and not signed_off and len(others) == 1:
        hosts, others = (), speakers
    return EpisodePeople(hosts, guests, inferred, others, signed_off)


def _is_only_guest(others: Collection[str], opening: Opening, show: ShowSpeakers) -> bool:
    """Return whether the others who speak are one, who speaks as a guest does.

    A first name alone is often a second host's, and so is who speaks of the show as of their own or speaks in
    most episodes of another show of the library.
    """
    if len(others) != 1 or show.episodes < MIN_EPISODES:
        return False
    (name,) = others
    return " " in name and name not in opening.own_show and not show.regular_in.get(plain_name(name))


def _eponymous_hosts(episode: Episode, opening: Opening) -> list[str]:
    """Return the person after whom the show is called, who says "the following is a conversation with …"."""
    if opening.interviewers is None:
        return []
    title = _AROUND_PERSON.sub("", episode.show.title)
    words = words_of(plain_form(title))
    told = [name for name in opening.interviewers if set(words_of(plain_form(name))) & set(words)]
    told += [name for name in opening.namesakes if not any(_is_same(name, each) for each in opening.welcomed)]
    is_person = len(words) == 2 and is_person_like(title) and frequency_rank(words[1]) >= COMMON_WORD_RANK
    return [name for name in (*([title] if is_person else []), *told) if _may_speak(name, opening)][:1]


def _hosts_elsewhere(opening: Opening, show: ShowSpeakers, stated: Collection[str]) -> list[str]:
    """Return the speakers of a show of few episodes who are heard in other episodes of the library, as hosts.

    They must be all who speak, or one of them the one who welcomes listeners: a guest may come again, too.
    """
    speakers = [name for name in opening.speakers if " " in name]
    if show.episodes >= MIN_EPISODES or len(speakers) < len(opening.speakers):
        return []
    guests = (*stated, *opening.welcomed)
    known = [name for name in speakers if show.heard_in.get(plain_name(name), 0) > 1 and name not in guests]
    return known if len(known) == len(speakers) or set(known) & set(opening.greeting) else []


def _may_speak(name: str, opening: Opening) -> bool:
    """Return whether somebody is one of the speakers, where the transcript names these."""
    return not opening.speakers or any(_is_same(name, speaker) for speaker in opening.speakers)


def guests_in_title(title: str) -> tuple[str, ...]:
    """Return the people whom a title names as an episode's subject: "Ada Brisk: …", "… with Ada Brisk"."""
    for pattern in _TITLE_PATTERNS:
        for found in pattern.finditer(title):
            names = split_names(found[1])
            if all(" " in name for name in names):
                return tuple(names)
    return ()


def _may_be_titled(name: str, opening: Opening) -> bool:
    """Return whether a name in a title is a person's who can be the guest.

    Where the transcript names its speakers, it must be one of them.
    """
    if len(opening.speakers) > 1:
        return any(_is_same(name, speaker) for speaker in opening.speakers)
    return is_person_like(name) or _takes_part(name, opening)


def _takes_part(name: str, opening: Opening) -> bool:
    """Return whether the talk itself names somebody as a speaker or introduces them."""
    known = (*opening.speakers, *opening.welcomed)
    return any(_is_same(name, other) for other in known)


def _may_be_guest(name: str, episode: Episode, opening: Opening) -> bool:
    """Return whether somebody whom the introduction names can be a guest.

    Not if the name is the show's, or if it is none of those who speak where the transcript names all of them.
    """
    if is_of_show(name, episode):
        return False
    if len(opening.speakers) > 1 and opening.unnamed_turns < MIN_UNNAMED_TURNS:
        return any(_is_same(name, speaker) for speaker in opening.speakers)
    return " " in name


def _hosts_by_title(episode: Episode, opening: Opening) -> list[str]:
    """Return the speakers whose name is in the title of the show: "Lenny's Podcast" is Lenny's."""
    title = {word.removesuffix("s") for word in words_of(plain_form(episode.show.title))}
    return [
        name
        for name in (*opening.speakers, *opening.hosting, *opening.greeting)
        if words_of(plain_form(name))[:1] and words_of(plain_form(name))[0].removesuffix("s") in title
    ]


def each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Return people without those names by which others of them are called: "Lenny" of Lenny Rachitsky."""
    given = tuple(dict.fromkeys(names))
    full = [name for name in given if " " in name]
    return tuple(name for name in given if name in full or not any(_is_same(name, other) for other in full))


def _distinct(
    names: Iterable[str], speakers: Collection[str], without: Collection[str] = ()
) -> tuple[str, ...]:
    """Return each person once, as the transcript's speakers spell the name, without those of `without`."""
    found: list[str] = []
    for name in names:
        alike = [speaker for speaker in speakers if _is_same(name, speaker)]
        spelled = next((speaker for speaker in alike if speaker not in without), *alike[:1] or [name])
        spelled = name if " " in name and " " not in spelled else spelled
        if not any(_is_same(spelled, other) for other in (*found, *without)):
            found.append(spelled)
    return tuple(found)


def _is_same(name: str, other: str) -> bool:
    """Return whether two names are of one person: equal, one a part of the other, or with one surname."""
    words, others = words_of(plain_form(plain_name(name))), words_of(plain_form(plain_name(other)))
    if not words or not others:
        return False
    if len(words) == 1 or len(others) == 1:
        return words[0] == others[0]
    if words[-1] == others[-1]:
        return words[0][:3] == others[0][:3] or words[0][:1] == others[0][:1]
    return set(words) <= set(others) or set(others) <= set(words)
