"""Answers about how long episodes are: one of them, a show's, the longest, those that fit a length."""

from retrieval.conversation.choosing_episodes import MAX_RECOMMENDED, chosen_episodes
from retrieval.conversation.people_answers import episodes_of_show
from retrieval.conversation.phrases import Phrases, clock
from retrieval.models import Episode, Facts, Request
from retrieval.understanding.names import LibraryNames

MAX_OVERRUN = 1.1
"""Length of the longest episode that still fits, as a multiple of the minutes that somebody has."""


def answer_about_length(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return how long an episode is; of a show, how long its episodes are."""
    if request.reference.show and not request.reference.episodes:
        return _lengths_of_show(request, names, phrases)
    episodes = chosen_episodes(request, names)
    sentences = [
        phrases.say(
            "length" if episode.duration else "length_unknown",
            title=phrases.title_of(episode),
            length=clock(episode.duration or 0.0),
        )
        for episode in episodes
    ]
    seconds = episodes[0].duration if len(episodes) == 1 else None
    text = "\n".join(sentences) or phrases.say("which_length")
    return text, Facts("length", tuple(episodes), seconds=seconds)


def _lengths_of_show(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    timed = names.newest_first(_timed(request, names))
    if not timed:
        return phrases.say("lengths_unknown"), Facts("length")
    lengths = sorted(episode.duration or 0.0 for episode in timed)
    mean = sum(lengths) / len(lengths)
    head = phrases.say(
        "lengths_of",
        n=len(timed),
        show=timed[0].show.title,
        shortest=clock(lengths[0]),
        longest=clock(lengths[-1]),
        mean=clock(mean),
    )
    return f"{head}\n\n{phrases.lines_of(timed, names)}", Facts("length", tuple(timed), seconds=mean)


def answer_longest(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return the longest or the shortest episode."""
    timed = _timed(request, names)
    if not timed:
        return phrases.say("lengths_unknown"), Facts("length")
    is_shortest = request.subject == "shortest"
    found = (min if is_shortest else max)(timed, key=lambda episode: episode.duration or 0.0)
    text = phrases.say(
        "shortest" if is_shortest else "longest",
        title=phrases.title_of(found),
        length=clock(found.duration or 0.0),
    )
    if len(timed) < len(episodes_of_show(request, names)):
        text += f" {phrases.say('lengths_incomplete')}"
    return text, Facts("length", (found,), seconds=found.duration)


def answer_within_limit(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return the episodes that last at most or at least so many minutes, the nearest to them first."""
    timed = _timed(request, names)
    if not timed:
        return phrases.say("lengths_unknown"), Facts("length")
    bound, minutes = request.subject.split()
    limit = 60.0 * int(minutes)
    is_most = bound == "most"
    inside = [e for e in timed if ((e.duration or 0.0) <= limit if is_most else (e.duration or 0.0) >= limit)]
    found = tuple(sorted(inside, key=lambda episode: episode.duration or 0.0, reverse=not is_most))
    name = f"limit_{bound}"
    if not found:
        return phrases.say(f"{name}_none", minutes=minutes), Facts("length", number=0)
    head = phrases.say(name, n=len(found), minutes=minutes)
    return f"{head}\n\n{phrases.lines_of(found, names)}", Facts("length", found, number=len(found))


def answer_fitting(request: Request, names: LibraryNames, phrases: Phrases) -> tuple[str, Facts]:
    """Return the episodes nearest to the minutes that somebody has, or the shortest or longest ones."""
    timed = _timed(request, names)
    if not timed:
        return phrases.say("lengths_unknown"), Facts("recommend")
    if request.subject in ("short", "long"):
        is_long = request.subject == "long"
        chosen = tuple(sorted(timed, key=lambda e: e.duration or 0.0, reverse=is_long)[:MAX_RECOMMENDED])
        head = phrases.say("recommend_longest" if is_long else "recommend_shortest")
        return f"{head}\n\n{phrases.lines_of(chosen, names)}", Facts("recommend", chosen)
    wanted = 60.0 * int(request.subject)
    fitting = [episode for episode in timed if (episode.duration or 0.0) <= MAX_OVERRUN * wanted]
    nearest = sorted(fitting or timed, key=lambda episode: abs((episode.duration or 0.0) - wanted))
    chosen = tuple(nearest[:MAX_RECOMMENDED])
    head = phrases.say("fitting" if fitting else "fitting_none")
    return f"{head}\n\n{phrases.lines_of(chosen, names)}", Facts("recommend", chosen)


def _timed(request: Request, names: LibraryNames) -> list[Episode]:
    return [episode for episode in episodes_of_show(request, names) if episode.duration]
