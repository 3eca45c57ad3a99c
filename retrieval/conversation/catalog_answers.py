"""Answers about the library from its catalog: sentences and the facts behind them."""

from collections.abc import Callable

from retrieval.conversation.choosing_episodes import MAX_RECOMMENDED, chosen_episodes, which_one
from retrieval.conversation.length_answers import (
    answer_about_length,
    answer_fitting,
    answer_longest,
    answer_within_limit,
)
from retrieval.conversation.name_answers import answer_about_name
from retrieval.conversation.people_answers import answer_about_people, episodes_of_show
from retrieval.conversation.phrasing import (
    count,
    describe_missing,
    joined,
    line_of,
    lines_of,
    long_date,
    title_of,
)
from retrieval.models import Episode, Facts, Request
from retrieval.understanding.languages import is_in_english
from retrieval.understanding.names import LibraryNames

NewFacts = tuple[str, Facts]
"""The text of an answer, and its facts."""


def answer_from_catalog(request: Request, names: LibraryNames) -> NewFacts:
    """Return what the catalog says about a request of kind `library` other than for a subject."""
    reference = request.reference
    if not names.episodes:
        return "This library has no episodes yet.", Facts(request.detail)
    if reference.missing and not reference.episodes and request.detail != "available":
        show = reference.show.title if reference.show else None
        return describe_missing(reference.missing, show, names), Facts(request.detail)
    answer = _ANSWERS.get(request.detail, _list)
    return answer(request, names)


def _latest(request: Request, names: LibraryNames) -> NewFacts:
    chosen = [*request.reference.episodes[:1]] or names.newest_first(episodes_of_show(request, names))[:1]
    newest = chosen[0]
    day = names.date_of(newest)
    told = (
        f", from {long_date(day)}"
        if newest.published and day
        else f", recorded on {long_date(day)}"
        if day
        else ""
    )
    of_show = f" of {newest.show.title}" if request.reference.show else ""
    is_newest = newest == names.newest_first(episodes_of_show(request, names))[0]
    word = "newest" if is_newest else "oldest"
    text = f"The {word} episode{of_show} here is {title_of(newest)}{told}."
    if not all(names.date_of(episode) for episode in episodes_of_show(request, names)):
        text += " Some episodes have no date in the catalog; among those, a higher number counts as newer."
    return text, Facts("latest", (newest,), day=newest.published)


def _list(request: Request, names: LibraryNames) -> NewFacts:
    episodes = names.newest_first(request.reference.episodes or episodes_of_show(request, names))
    head = (
        f"{count(len(episodes), 'episode')} of {request.reference.show.title}:"
        if request.reference.show
        else f"{count(len(episodes), 'episode')}:"
    )
    return f"{head}\n\n{lines_of(episodes, names)}", Facts("list", tuple(episodes), number=len(episodes))


def _count(request: Request, names: LibraryNames) -> NewFacts:
    episodes = list(request.reference.episodes) or episodes_of_show(request, names)
    seconds = sum(episode.duration or 0.0 for episode in episodes)
    length = f", about {count(round(seconds / 3600), 'hour')} of talk" if seconds >= 3600 else ""
    if request.reference.show or request.reference.episodes:
        shows = joined(tuple(dict.fromkeys(episode.show.title for episode in episodes)))
        text = f"There are {count(len(episodes), 'episode')} of {shows} here{length}."
    else:
        shows = count(len(names.shows), "show")
        text = f"This library has {count(len(episodes), 'episode')} of {shows}{length}."
    return text, Facts("count", number=len(episodes), seconds=seconds or None)


def _shows(request: Request, names: LibraryNames) -> NewFacts:
    titles = tuple(sorted(show.title for show in names.shows))
    counts = {show.title: sum(episode.show == show for episode in names.episodes) for show in names.shows}
    lines = "\n".join(f"• {title} · {count(counts[title], 'episode')}" for title in titles)
    head = f"This library has {count(len(titles), 'show')}"
    if request.subject:
        spoken = ", most of it in English by its transcripts" if is_in_english(names) else ""
        head = f"The catalog doesn't tell the language of a show. {head}{spoken}"
    return f"{head}:\n\n{lines}", Facts("shows", names=titles, number=len(titles))


def _topics(request: Request, names: LibraryNames) -> NewFacts:
    episodes = names.newest_first(episodes_of_show(request, names))
    text = "The catalog has no list of subjects, but the titles tell much:\n\n" + lines_of(episodes, names)
    return f"{text}\n\nAsk “which episodes are about …” to find those on a subject.", Facts(
        "topics", tuple(episodes)
    )


def _available(request: Request, names: LibraryNames) -> NewFacts:
    reference = request.reference
    if reference.missing and not reference.episodes:
        text = describe_missing(reference.missing, reference.show.title if reference.show else None, names)
        return text, Facts("available", available=False)
    episodes = names.newest_first(
        reference.episodes or (episodes_of_show(request, names) if reference.show else ())
    )
    if not episodes:
        subject = request.subject or "that"
        return f"No, there is nothing with {subject} in this library.", Facts("available", available=False)
    if len(episodes) == 1:
        return f"Yes: {line_of(episodes[0], names)}.", Facts("available", tuple(episodes), available=True)
    text = f"Yes, {count(len(episodes), 'episode')}:\n\n{lines_of(episodes, names)}"
    return text, Facts("available", tuple(episodes), available=True, number=len(episodes))


def _date(request: Request, names: LibraryNames) -> NewFacts:
    episodes = chosen_episodes(request, names)
    sentences = []
    for episode in episodes:
        spoken = names.date_of(episode)
        if episode.published:
            sentences.append(f"{title_of(episode)} was published on {long_date(episode.published)}.")
        elif spoken:
            sentences.append(
                f"The catalog has no date for {title_of(episode)}, but it says that it was recorded on "
                f"{long_date(spoken)}."
            )
        else:
            sentences.append(f"The catalog doesn't know when {title_of(episode)} was published.")
    day = names.date_of(episodes[0]) if len(episodes) == 1 else None
    return "\n".join(sentences) or which_one("date"), Facts("date", tuple(episodes), day=day)


def _link(request: Request, names: LibraryNames) -> NewFacts:
    episodes = chosen_episodes(request, names)
    urls = [(episode, _url_of(episode)) for episode in episodes]
    sentences = [
        f"{title_of(episode)}: {url}" if url else f"The catalog has no link for {title_of(episode)}."
        for episode, url in urls
    ]
    url = urls[0][1] if len(urls) == 1 else None
    return "\n".join(sentences) or which_one("link"), Facts("link", tuple(episodes), url=url)


def _next(request: Request, names: LibraryNames) -> NewFacts:
    newest = names.newest_first(episodes_of_show(request, names))[0]
    text = "The catalog only knows episodes that are out, so I can't say what comes next. "
    text += f"The newest is {title_of(newest)}."
    return text, Facts("next", (newest,))


def _recommend(request: Request, names: LibraryNames) -> NewFacts:
    episodes = names.newest_first(episodes_of_show(request, names))
    first = {episode.show.key: episode for episode in reversed(episodes)}
    chosen = tuple(first.values())[:MAX_RECOMMENDED]
    text = (
        "I don't know your taste, but here is a recent one of some shows:"
        if len(chosen) > 1
        else "You could begin with this one:"
    )
    return (
        f"{text}\n\n{lines_of(chosen, names)}\n\nTell me a subject, and I will look for episodes about it.",
        Facts("recommend", chosen),
    )


def _url_of(episode: Episode) -> str | None:
    media = {medium.kind: medium.url for medium in episode.media}
    return media.get("video") or episode.page_url or media.get("audio")


_ANSWERS: dict[str, Callable[[Request, LibraryNames], NewFacts]] = {
    "latest": _latest,
    "list": _list,
    "count": _count,
    "shows": _shows,
    "topics": _topics,
    "available": _available,
    "date": _date,
    "length": answer_about_length,
    "longest": answer_longest,
    "limited": answer_within_limit,
    "people": answer_about_people,
    "link": _link,
    "next": _next,
    "recommend": _recommend,
    "fitting": answer_fitting,
    "episode": answer_about_name,
    "show": answer_about_name,
}
