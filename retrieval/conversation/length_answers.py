"""Answers about how long episodes are: one of them, a show's, the longest, those that fit a length."""

from retrieval.conversation.choosing_episodes import MAX_RECOMMENDED, chosen_episodes, which_one
from retrieval.conversation.people_answers import episodes_of_show
from retrieval.conversation.phrasing import clock, count, lines_of, title_of
from retrieval.models import Episode, Facts, Request
from retrieval.understanding.names import LibraryNames

MAX_OVERRUN = 1.1
"""How many times the minutes that somebody has an episode may last."""
_NO_TIMES = "The catalog doesn't know how long its episodes are: the transcripts have no times."
_NOT_ALL = " Episodes without times in their transcripts aren't counted."


def answer_about_length(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    """Return how long an episode is; of a show, how long its episodes are."""
    if request.reference.show and not request.reference.episodes:
        return _lengths_of_show(request, names)
    episodes = chosen_episodes(request, names)
    sentences = [
        f"{title_of(episode)} is {clock(episode.duration)} long."
        if episode.duration
        else f"The catalog doesn't know how long {title_of(episode)} is: its transcript has no times."
        for episode in episodes
    ]
    seconds = episodes[0].duration if len(episodes) == 1 else None
    return "\n".join(sentences) or which_one("length"), Facts("length", tuple(episodes), seconds=seconds)


def _lengths_of_show(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    timed = names.newest_first(_timed(request, names))
    if not timed:
        return _NO_TIMES, Facts("length")
    lengths = sorted(episode.duration or 0.0 for episode in timed)
    mean = sum(lengths) / len(lengths)
    text = f"{count(len(timed), 'episode')} of {timed[0].show.title}, "
    text += f"from {clock(lengths[0])} to {clock(lengths[-1])} long, {clock(mean)} on average:"
    return f"{text}\n\n{lines_of(timed, names)}", Facts("length", tuple(timed), seconds=mean)


def answer_longest(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    """Return the longest or the shortest episode."""
    timed = _timed(request, names)
    if not timed:
        return _NO_TIMES, Facts("length")
    is_shortest = request.subject == "shortest"
    found = (min if is_shortest else max)(timed, key=lambda episode: episode.duration or 0.0)
    word = "shortest" if is_shortest else "longest"
    text = f"The {word} episode is {title_of(found)}, at {clock(found.duration or 0.0)}."
    if len(timed) < len(episodes_of_show(request, names)):
        text += _NOT_ALL
    return text, Facts("length", (found,), seconds=found.duration)


def answer_within_limit(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    """Return the episodes that last at most or at least so many minutes, the nearest to them first."""
    timed = _timed(request, names)
    if not timed:
        return _NO_TIMES, Facts("length")
    bound, minutes = request.subject.split()
    limit = 60.0 * int(minutes)
    is_most = bound == "most"
    inside = [e for e in timed if ((e.duration or 0.0) <= limit if is_most else (e.duration or 0.0) >= limit)]
    found = tuple(sorted(inside, key=lambda episode: episode.duration or 0.0, reverse=not is_most))
    word = "at most" if is_most else "at least"
    if not found:
        return f"No episode here lasts {word} {minutes} minutes.", Facts("length", number=0)
    verb = "lasts" if len(found) == 1 else "last"
    head = f"{count(len(found), 'episode')} {verb} {word} {minutes} minutes:"
    return f"{head}\n\n{lines_of(found, names)}", Facts("length", found, number=len(found))


def answer_fitting(request: Request, names: LibraryNames) -> tuple[str, Facts]:
    """Return the episodes nearest to the minutes that somebody has, or the shortest or longest ones."""
    timed = _timed(request, names)
    if not timed:
        return _NO_TIMES, Facts("recommend")
    if request.subject in ("short", "long"):
        is_long = request.subject == "long"
        chosen = tuple(sorted(timed, key=lambda e: e.duration or 0.0, reverse=is_long)[:MAX_RECOMMENDED])
        head = f"These are the {'longest' if is_long else 'shortest'} here:"
        return f"{head}\n\n{lines_of(chosen, names)}", Facts("recommend", chosen)
    wanted = 60.0 * int(request.subject)
    fitting = [episode for episode in timed if (episode.duration or 0.0) <= MAX_OVERRUN * wanted]
    nearest = sorted(fitting or timed, key=lambda episode: abs((episode.duration or 0.0) - wanted))
    chosen = tuple(nearest[:MAX_RECOMMENDED])
    head = "These come nearest to that length:" if fitting else "None is as short as that; the nearest are:"
    return f"{head}\n\n{lines_of(chosen, names)}", Facts("recommend", chosen)


def _timed(request: Request, names: LibraryNames) -> list[Episode]:
    return [episode for episode in episodes_of_show(request, names) if episode.duration]
