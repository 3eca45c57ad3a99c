"""Answers to a bare name: which episode or show it is, and what can be asked about it."""

from retrieval.conversation.people_answers import episodes_of_show
from retrieval.conversation.phrases import Phrases, clock
from retrieval.models import Episode, Facts, Request
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.ordering import episode_number


def answer_about_name(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return what the library has under a name, with its date and length."""
    episodes = tuple(request.reference.episodes)
    if len(episodes) == 1:
        return _of_episode(episodes[0], names, phrases), Facts("episode", episodes)
    if episodes:
        listed = tuple(names.newest_first(episodes))
        head = phrases.say("name_episodes", n=len(listed))
        text = "\n\n".join((head, phrases.lines_of(listed, names), phrases.say("name_episodes_next")))
        return text, Facts("episode", listed, number=len(listed))
    listed = tuple(names.newest_first(episodes_of_show(request, names)))
    title = listed[0].show.title
    line = phrases.line_of(listed[0], names)
    text = phrases.say("name_show", show=title, n=len(listed), line=line)
    offer = phrases.say("name_show_next", show=title)
    return f"{text}\n\n{offer}", Facts("show", listed, names=(title,), number=len(listed))


def _of_episode(episode: Episode, names: LibraryNames, phrases: Phrases) -> str:
    facts = [phrases.title_of(episode)]
    if episode.guests:
        facts.append(phrases.say("name_with", names=phrases.joined(episode.guests)))
    if day := phrases.day_of(episode, names):
        facts.append(phrases.say("name_from", day=day) if episode.published else day)
    if episode.duration:
        facts.append(phrases.say("name_long", length=clock(episode.duration)))
    number = episode_number(episode)
    name = f"{episode.show.title} {number}" if number is not None else episode.title
    return phrases.say("name_episode", facts=", ".join(facts), name=name)
