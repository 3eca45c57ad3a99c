"""Answers to whether somebody was a guest: in which episodes they take part, and as what."""

from collections import defaultdict
from collections.abc import Sequence

from retrieval.conversation.phrases import MAX_NAMED, Phrases
from retrieval.models import Episode, Facts, Request
from retrieval.understanding.appearance_requests import known_names
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.person_names import plain_name
from retrieval.understanding.wording import plain_form, words_of

_ROLES = ("was_guest", "was_guest_inferred", "was_host", "was_speaker")
"""The texts for somebody's role in an episode, in the order of an answer."""
Appearances = dict[str, defaultdict[str, list[Episode]]]
"""In which episodes people take part, by their names and roles."""


def answer_about_appearance(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return in which episodes a named person takes part, or that nobody of that name is known."""
    known, wanted = set(known_names(request.subject, names)), set(words_of(plain_form(request.subject)))
    found: Appearances = {}
    for episode in names.newest_first(names.episodes):
        for name, role in _roles_in(episode, names).items():
            if plain_form(name) in known or wanted <= set(words_of(plain_form(name))):
                found.setdefault(name, defaultdict(list))[role].append(episode)
    found = _with_given_names(found)
    lines = [
        _say(name, role, roles[role], phrases)
        for name, roles in found.items()
        for role in _ROLES
        if role in roles
    ]
    if not lines and (titled := _titled(request.subject, names)):
        titles = [phrases.title_of(episode) for episode in titled[:MAX_NAMED]]
        text = phrases.say("was_titled", n=len(titles), name=request.subject, titles=phrases.joined(titles))
        return text, Facts("people", tuple(titled))
    if not lines:
        return phrases.say("was_nobody", name=request.subject), Facts("people")
    episodes = {e.key: e for roles in found.values() for listed in roles.values() for e in listed}
    return "\n".join(lines), Facts("people", tuple(episodes.values()), names=tuple(found))


def _with_given_names(found: Appearances) -> Appearances:
    """Return who takes part in what, with "Lenny" counted as the only Lenny of whom the surname is known."""
    merged: Appearances = {name: roles for name, roles in found.items() if " " in name}
    full = list(merged)
    for name in [name for name in found if name not in merged]:
        alike = [other for other in full if other.split()[0] == name]
        roles = merged.setdefault(alike[0] if len(alike) == 1 else name, defaultdict(list))
        for role, episodes in found[name].items():
            roles[role] += episodes
    return merged


def _titled(name: str, names: LibraryNames) -> list[Episode]:
    """Return the episodes that have a name in their title, newest first."""
    wanted = f" {plain_form(name)} "
    return [
        episode
        for episode in names.newest_first(names.episodes)
        if wanted in f" {' '.join(words_of(plain_form(episode.title)))} "
    ]


def _roles_in(episode: Episode, names: LibraryNames) -> dict[str, str]:
    """Return those who take part in an episode with their roles."""
    people = names.people_of(episode)
    guests = {name: _ROLES[name in people.inferred] for name in people.guests}
    roles = dict.fromkeys(people.speakers, "was_speaker") | dict.fromkeys(people.hosts, "was_host") | guests
    return {plain_name(name): role for name, role in roles.items()}


def _say(name: str, role: str, episodes: Sequence[Episode], phrases: Phrases) -> str:
    if role == "was_host":
        titles = list(dict.fromkeys(episode.show.title for episode in episodes))
    else:
        titles = [phrases.title_of(episode) for episode in episodes[:MAX_NAMED]]
    return phrases.say(role, n=len(titles), name=name, titles=phrases.joined(titles))
