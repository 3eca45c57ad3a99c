"""Answers about hosts and guests, as the catalog and the transcripts name them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from retrieval.conversation.phrases import Phrases
from retrieval.models import Episode, Facts, Request, Segment
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.openings import Opening, speakers_of
from retrieval.understanding.people import each_once
from retrieval.understanding.show_aliases import is_unsorted

MAX_EPISODES = 3
"""The most episodes whose people are named."""
MAX_SHOWS = 10
"""The most shows whose hosts are named."""

ReadTranscript = Callable[[int], Sequence[Segment]]
"""Return the segments of a generation."""


def with_all_speakers(request: Request, names: LibraryNames, read: ReadTranscript) -> LibraryNames:
    """Return the names with all who speak in the episodes of a request, not only at their beginnings."""
    openings = dict(names.openings)
    for episode in request.reference.episodes[:MAX_EPISODES]:
        opening = openings.get(episode.generation, Opening())
        everyone = dict.fromkeys((*opening.speakers, *speakers_of(read(episode.generation))))
        openings[episode.generation] = replace(opening, speakers=tuple(everyone))
    return replace(names, openings=openings)


def answer_about_people(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return who takes part in an episode or a show, or in which episodes somebody does."""
    reference = request.reference
    if reference.show and not reference.episodes:
        return _people_of_show(request, names, phrases)
    if not reference.episodes and request.subject == "hosts":
        return _hosts_of_shows(request, names, phrases)
    if not reference.episodes:
        guests, inferred = _guests_of(names.newest_first(names.episodes), names)
        sentences = _say_guests("guests", guests, inferred, phrases) or [phrases.say("guests_none")]
        return " ".join(sentences), Facts("people", names=(*guests, *inferred))
    asks_of_one = request.subject and len(reference.episodes) == 1  # "who is the guest of the karpathy one?"
    if reference.is_person and not asks_of_one:
        episodes = names.newest_first(reference.episodes)
        person = phrases.joined([word.title() for word in reference.words])
        head = phrases.say("person", person=person, n=len(episodes))
        text = f"{head}\n\n{phrases.lines_of(episodes, names)}"
        return text, Facts("people", tuple(episodes), number=len(episodes))
    episodes = list(reference.episodes[:MAX_EPISODES])
    if request.subject == "hosts":
        return _hosts_of(episodes, names, phrases)
    if request.subject == "guests":
        return _guests_in(episodes, names, phrases)
    known = {episode.key: _known_people(episode, names) for episode in episodes}
    sentences = [
        phrases.say("people_in", title=phrases.title_of(episode), names=phrases.joined(known[episode.key]))
        if known[episode.key]
        else _without_guest(episode, names, phrases)[0]
        for episode in episodes
    ]
    people = tuple(dict.fromkeys(name for found in known.values() for name in found))
    return "\n".join(sentences), Facts("people", tuple(episodes), names=people)


def _without_guest(episode: Episode, names: LibraryNames, phrases: Phrases) -> tuple[str, Sequence[str]]:
    """Return who hosts an episode of which no guest is known and who else speaks there, and all of these.

    Without a known host, anybody who takes part may be either.
    """
    title, people = phrases.title_of(episode), names.people_of(episode)
    of_show = () if people.speakers else names.hosts.get(episode.show.key, ())
    if hosts := people.hosts or of_show:
        said = phrases.say("guest_none", n=len(hosts), title=title, names=phrases.joined(hosts))
        others = phrases.say("guest_others", names=phrases.joined(people.speakers))
        return f"{said} {others}" if people.speakers else said, (*hosts, *people.speakers)
    known = _known_people(episode, names)
    name = "hosts_untold" if known else "people_unknown"
    show = title if is_unsorted(episode) else episode.show.title
    return phrases.say(name, show=show, title=title, names=phrases.joined(known)), known


def _guests_in(episodes: Sequence[Episode], names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return who the guests of some episodes are, and which of them only the introduction names."""
    sentences: list[str] = []
    named: list[str] = []
    for episode in episodes:
        people, title = names.people_of(episode), phrases.title_of(episode)
        if not people.guests:
            text, others = _without_guest(episode, names, phrases)
            sentences.append(text)
            named += others
            continue
        named += people.guests
        name = "guest_inferred" if people.inferred else "guest_in"
        said = phrases.say(name, n=len(people.guests), title=title, names=phrases.joined(people.guests))
        also = phrases.say("guest_others", names=phrases.joined(people.speakers))
        sentences.append(f"{said} {also}" if people.speakers else said)
    return "\n".join(sentences), Facts("people", tuple(episodes), names=tuple(dict.fromkeys(named)))


def _guests_of(episodes: Iterable[Episode], names: LibraryNames) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the guests of episodes and, separately, those who are only named in introductions."""
    people = [names.people_of(episode) for episode in episodes]
    sure = dict.fromkeys(guest for each in people for guest in each.guests if guest not in each.inferred)
    inferred = dict.fromkeys(guest for each in people for guest in each.inferred if guest not in sure)
    return tuple(sure), tuple(inferred)


def _say_guests(name: str, sure: Sequence[str], inferred: Sequence[str], phrases: Phrases) -> list[str]:
    """Return the sentence of this name about guests, and one about those whom only introductions name."""
    named = ((name, sure), ("guests_inferred", inferred))
    return [phrases.say(text, names=phrases.joined(guests)) for text, guests in named if guests]


def _hosts_of(episodes: Sequence[Episode], names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return who hosts some episodes; where that isn't known, who speaks, or who hosts their shows."""
    sentences: list[str] = []
    people: list[str] = []
    for episode in episodes:
        known = names.people_of(episode)
        hosts = known.hosts
        speakers = _known_people(episode, names)
        of_show = () if hosts or speakers else names.hosts.get(episode.show.key, ())
        people += hosts or speakers or of_show
        if hosts:
            name = "hosts_signed_off" if known.signed_off else "hosts_in"
        else:
            name = "hosts_untold" if speakers else "hosts" if of_show else "hosts_unknown"
        sentences.append(
            phrases.say(
                name,
                n=len(hosts or of_show),
                show=phrases.title_of(episode) if is_unsorted(episode) else episode.show.title,
                title=phrases.title_of(episode),
                names=phrases.joined(hosts or speakers or of_show),
            )
        )
    text = "\n".join(dict.fromkeys(sentences))
    return text, Facts("people", tuple(episodes), names=tuple(dict.fromkeys(people)))


def _hosts_of_shows(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return who hosts each show; of a library with one show, as if it had been named."""
    answers = [
        _people_of_show(replace(request, reference=replace(request.reference, show=show)), names, phrases)
        for show in names.shows[:MAX_SHOWS]
    ]
    people = tuple(dict.fromkeys(name for _, facts in answers for name in facts.names))
    return "\n".join(text for text, _ in answers), Facts("people", names=people)


def _people_of_show(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    show = request.reference.show
    assert show is not None  # noqa: S101 - the caller has looked
    episodes = episodes_of_show(request, names)
    known = dict.fromkeys(host for episode in episodes for host in names.people_of(episode).hosts)
    hosts = names.hosts.get(show.key, ()) or each_once(known)
    guests, inferred = _guests_of(episodes, names)
    sentences = []
    if hosts:
        said = phrases.say("hosts_of_show", n=len(hosts), show=show.title, names=phrases.joined(hosts))
        sentences.append(said)
    if not hosts and request.subject == "hosts":
        sentences.append(phrases.say("hosts_unknown", show=show.title))
    sentences += _say_guests("guests_of_show", guests, inferred, phrases)
    text = " ".join(sentences) or phrases.say("hosts_unknown", show=show.title)
    return text, Facts("people", names=(*hosts, *guests, *inferred))


def _known_people(episode: Episode, names: LibraryNames) -> Sequence[str]:
    """Return an episode's guests and stated speakers; those introduced only where nobody is stated."""
    opening = names.openings.get(episode.generation)
    guests = names.people_of(episode).guests
    stated = each_once((*guests, *(opening.speakers if opening else ())))
    return stated or (opening.introduced if opening else ())


def episodes_of_show(request: Request, names: LibraryNames) -> list[Episode]:
    """Return the episodes of the show that a request names; all if it names none."""
    show = request.reference.show
    return [episode for episode in names.episodes if show is None or episode.show.key == show.key]
