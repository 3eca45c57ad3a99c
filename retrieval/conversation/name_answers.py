"""Answers to a bare name: which episode or show that is, and what can be asked of it."""

from retrieval.conversation.people_answers import episodes_of_show
from retrieval.conversation.phrasing import clock, count, joined, line_of, lines_of, long_date, title_of
from retrieval.models import Episode, Facts, Request
from retrieval.understanding.names import LibraryNames, episode_number


def answer_about_name(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    """Return what the library has under a name, with its date and length."""
    episodes = tuple(request.reference.episodes)
    if len(episodes) == 1:
        return _of_episode(episodes[0], names), Facts("episode", episodes)
    if episodes:
        listed = tuple(names.newest_first(episodes))
        text = f"{count(len(listed), 'episode')} here:\n\n{lines_of(listed, names)}"
        return f"{text}\n\n{_INVITATION}", Facts("episode", listed, number=len(listed))
    listed = tuple(names.newest_first(episodes_of_show(request, names)))
    title = listed[0].show.title
    text = f"{title}: {count(len(listed), 'episode')} here. The newest is {line_of(listed[0], names)}."
    offer = f"Ask what was said on {title}, or for “all episodes of {title}”."
    return f"{text}\n\n{offer}", Facts("show", listed, names=(title,), number=len(listed))


def _of_episode(episode: Episode, names: LibraryNames) -> str:
    facts = []
    if episode.guests:
        facts.append(f"with {joined(episode.guests)}")
    if day := names.date_of(episode):
        facts.append(f"from {long_date(day)}")
    if episode.duration:
        facts.append(f"{clock(episode.duration)} long")
    text = ", ".join([title_of(episode), *facts])
    number = episode_number(episode)
    name = f"{episode.show.title} {number}" if number is not None else episode.title
    return f"{text}.\n\nAsk a question about it, or for its summary: “summarize {name}”."


_INVITATION = "Ask a question about one of them, or for the summary of one."
