"""Answers about hosts and guests, as the catalog and the transcripts name them."""

from collections.abc import Sequence

from retrieval.conversation.phrasing import count, joined, lines_of, title_of
from retrieval.models import Episode, Facts, Request
from retrieval.understanding.names import LibraryNames

MAX_EPISODES = 3
"""Of how many episodes the people are named at most."""


def answer_about_people(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    """Return who takes part in an episode or a show, or in which episodes somebody does."""
    reference = request.reference
    if reference.show and not reference.episodes:
        return _people_of_show(request, names)
    if not reference.episodes:
        guests = tuple(
            dict.fromkeys(g for episode in names.newest_first(names.episodes) for g in episode.guests)
        )
        text = (
            f"The catalog names these guests: {joined(guests)}." if guests else "The catalog names no guests."
        )
        return text, Facts("people", names=guests)
    if reference.is_person:
        episodes = names.newest_first(reference.episodes)
        person = " and ".join(word.title() for word in reference.words)
        text = f"{person}: {count(len(episodes), 'episode')} here.\n\n{lines_of(episodes, names)}"
        return text, Facts("people", tuple(episodes), number=len(episodes))
    episodes = list(reference.episodes[:MAX_EPISODES])
    if request.subject == "hosts":
        return _hosts_of(episodes, names)
    known = {episode.key: _known_people(episode, names) for episode in episodes}
    sentences = [
        f"In {title_of(episode)}: {joined(known[episode.key])}."
        if known[episode.key]
        else f"The catalog doesn't know who takes part in {title_of(episode)}."
        for episode in episodes
    ]
    people = tuple(dict.fromkeys(name for found in known.values() for name in found))
    return "\n".join(sentences), Facts("people", tuple(episodes), names=people)


def _hosts_of(episodes: Sequence[Episode], names: LibraryNames) -> tuple[str, Facts]:
    """Return who hosts the shows of some episodes; where that isn't known, who speaks."""
    sentences: list[str] = []
    people: list[str] = []
    for episode in episodes:
        hosts = names.hosts.get(episode.show.key, ())
        speakers = _known_people(episode, names)
        people += hosts or speakers
        if hosts:
            sentences.append(f"{episode.show.title} is hosted by {joined(hosts)}.")
        elif speakers:
            sentences.append(
                f"The catalog doesn't tell hosts from guests of {episode.show.title}. "
                f"In {title_of(episode)} take part: {joined(speakers)}."
            )
        else:
            sentences.append(f"The catalog doesn't know who hosts {episode.show.title}.")
    text = "\n".join(dict.fromkeys(sentences))
    return text, Facts("people", tuple(episodes), names=tuple(dict.fromkeys(people)))


def _people_of_show(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    show = request.reference.show
    assert show is not None  # noqa: S101 - the caller has looked
    hosts = names.hosts.get(show.key, ())
    guests = tuple(dict.fromkeys(g for episode in episodes_of_show(request, names) for g in episode.guests))
    sentences = [f"{show.title} is hosted by {joined(hosts)}, as the transcripts name them."] if hosts else []
    sentences += [f"Its guests here: {joined(guests)}."] if guests else []
    text = " ".join(sentences) or f"The catalog doesn't know who hosts {show.title}."
    return text, Facts("people", names=(*hosts, *guests))


def _known_people(episode: Episode, names: LibraryNames) -> Sequence[str]:
    """Return an episode's guests and stated speakers; those introduced only where nobody is stated."""
    opening = names.openings.get(episode.generation)
    stated = tuple(dict.fromkeys((*episode.guests, *(opening.speakers if opening else ()))))
    return stated or (opening.introduced if opening else ())


def episodes_of_show(request: Request, names: LibraryNames) -> list[Episode]:
    """Return the episodes of the show that a request names; all if it names none."""
    show = request.reference.show
    return [episode for episode in names.episodes if show is None or episode.show.key == show.key]
