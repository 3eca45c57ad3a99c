"""Answers about the library from its catalog: sentences in the language of the question, and their facts."""

from collections.abc import Callable

from retrieval.conversation.appearance_answers import answer_about_appearance
from retrieval.conversation.choosing_episodes import MAX_RECOMMENDED, chosen_episodes
from retrieval.conversation.length_answers import (
    answer_about_length,
    answer_fitting,
    answer_longest,
    answer_within_limit,
)
from retrieval.conversation.name_answers import answer_about_name
from retrieval.conversation.people_answers import answer_about_people, episodes_of_show
from retrieval.conversation.phrases import Phrases
from retrieval.models import Episode, Facts, Reference, Request
from retrieval.models.requests import Missing
from retrieval.understanding.languages import is_in_english
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.wording import words_of

NewFacts = tuple[str, Facts]
"""The text of an answer, and its facts."""


def answer_from_catalog(request: Request, names: LibraryNames) -> NewFacts:
    """Return what the catalog says about a request of kind `library` other than for a subject."""
    reference, phrases = request.reference, Phrases(request.language)
    if not names.episodes:
        return phrases.say("no_episodes"), Facts(request.detail)
    if reference.missing and not reference.episodes and request.detail != "available":
        return phrases.describe_missing(reference, names), Facts(request.detail)
    answer = _ANSWERS.get(request.detail, _list)
    return answer(request, names, phrases)


def _latest(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    of_show = episodes_of_show(request, names)
    name = "oldest" if request.subject == "oldest" else "newest"
    chosen = names.oldest(of_show) if name == "oldest" else names.newest_first(of_show)
    newest = (*request.reference.episodes, *chosen)[0]
    day = names.date_of(newest)
    told = "day_published" if newest.published else "day_recorded"
    person = _person_of(request.reference, names) if request.reference.is_person else ""
    text = phrases.say(
        f"{name}_with" if person else f"{name}_of" if request.reference.show else name,
        show=newest.show.title,
        person=person,
        title=phrases.title_of(newest),
        day=phrases.say(told, day=phrases.long_date(day)) if day else "",
    )
    if not all(names.date_of(episode) for episode in of_show):
        is_by_date = name == "oldest" and day is not None
        text += f" {phrases.say('undated_may_be_older' if is_by_date else 'some_undated')}"
    return text, Facts("latest", (newest,), day=newest.published)


def _person_of(reference: Reference, names: LibraryNames) -> str:
    """Return the name of the person whom a reference names, "" where it names nobody."""
    words = [word for phrase in reference.words for word in words_of(phrase)]
    found = (names.name_words.get(word) or names.name_words.get(word.removesuffix("s"), ()) for word in words)
    known = {names.spelling(name) for spellings in found for name in spellings}
    return max(known, key=len, default="")


def _list(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    show = request.reference.show
    episodes = names.newest_first(request.reference.episodes or episodes_of_show(request, names))
    head = phrases.say("list_of" if show else "list", n=len(episodes), show=show.title if show else "")
    text = f"{head}\n\n{phrases.lines_of(episodes, names)}"
    return text, Facts("list", tuple(episodes), number=len(episodes))


def _count(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    episodes = list(request.reference.episodes) or episodes_of_show(request, names)
    seconds = sum(episode.duration or 0.0 for episode in episodes)
    length = phrases.say("count_hours", n=round(seconds / 3600)) if seconds >= 3600 else ""
    if request.reference.show or request.reference.episodes:
        shows = phrases.joined(tuple(dict.fromkeys(episode.show.title for episode in episodes)))
        name, time = "count_of", ""
        if request.reference.days:
            first, last = request.reference.days
            name, time = "count_from", phrases.name_of(Missing("time", first=first, last=last))
        text = phrases.say(name, n=len(episodes), shows=shows, time=time, length=length)
        if time and not all(names.date_of(episode) for episode in episodes_of_show(request, names)):
            text += f" {phrases.say('undated_not_counted')}"
        if request.reference.episodes:  # which ones they are shows the year that was asked about, say
            text += f"\n\n{phrases.lines_of(names.newest_first(episodes), names)}"
    else:
        shows = phrases.say("count_shows", n=len(names.shows))
        text = phrases.say("count", episodes=phrases.episodes(len(episodes)), shows=shows, length=length)
    return text, Facts("count", number=len(episodes), seconds=seconds or None)


def _shows(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    titles = tuple(sorted(show.title for show in names.shows))
    counts = {show.title: sum(episode.show == show for episode in names.episodes) for show in names.shows}
    lines = "\n".join(f"• {title} · {phrases.episodes(counts[title])}" for title in titles)
    asks_language = "shows_in_english" if is_in_english(names) else "shows_language"
    head = phrases.say(asks_language if request.subject else "shows", n=len(titles))
    return f"{head}\n\n{lines}", Facts("shows", names=titles, number=len(titles))


def _topics(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    episodes = names.newest_first(episodes_of_show(request, names))
    parts = (phrases.say("topics"), phrases.lines_of(episodes, names), phrases.say("topics_next"))
    return "\n\n".join(parts), Facts("topics", tuple(episodes))


def _available(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    reference = request.reference
    if reference.missing and not reference.episodes:
        return phrases.describe_missing(reference, names), Facts("available", available=False)
    episodes = names.newest_first(
        reference.episodes or (episodes_of_show(request, names) if reference.show else ())
    )
    if not episodes:
        text = phrases.say("unavailable" if request.subject else "unavailable_that", subject=request.subject)
        return text, Facts("available", available=False)
    if len(episodes) == 1:
        text = phrases.say("available", line=phrases.line_of(episodes[0], names))
        return text, Facts("available", tuple(episodes), available=True)
    text = f"{phrases.say('available_list', n=len(episodes))}\n\n{phrases.lines_of(episodes, names)}"
    return text, Facts("available", tuple(episodes), available=True, number=len(episodes))


def _date(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    episodes = chosen_episodes(request, names)
    sentences = []
    for episode in episodes:
        day = names.date_of(episode)
        known = "date_published" if episode.published else "date_recorded"
        title = phrases.title_of(episode)
        sentences.append(
            phrases.say(known, title=title, day=phrases.long_date(day))
            if day
            else phrases.say("date_unknown", title=title)
        )
    day = names.date_of(episodes[0]) if len(episodes) == 1 else None
    return "\n".join(sentences) or phrases.say("which_date"), Facts("date", tuple(episodes), day=day)


def _link(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    episodes = chosen_episodes(request, names)
    urls = [(episode, _url_of(episode)) for episode in episodes]
    sentences = [
        phrases.say("link" if url else "link_unknown", title=phrases.title_of(episode), url=url)
        for episode, url in urls
    ]
    url = urls[0][1] if len(urls) == 1 else None
    return "\n".join(sentences) or phrases.say("which_link"), Facts("link", tuple(episodes), url=url)


def _next(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    newest = names.newest_first(episodes_of_show(request, names))[0]
    return phrases.say("next", title=phrases.title_of(newest)), Facts("next", (newest,))


def _recommend(request: Request, names: LibraryNames, phrases: Phrases) -> NewFacts:
    episodes = names.newest_first(episodes_of_show(request, names))
    first = {episode.show.key: episode for episode in reversed(episodes)}
    chosen = tuple(first.values())[:MAX_RECOMMENDED]
    head = phrases.say("recommend_some" if len(chosen) > 1 else "recommend_one")
    text = "\n\n".join((head, phrases.lines_of(chosen, names), phrases.say("recommend_next")))
    return text, Facts("recommend", chosen)


def _url_of(episode: Episode) -> str | None:
    media = {medium.kind: medium.url for medium in episode.media}
    return media.get("video") or episode.page_url or media.get("audio")


_ANSWERS: dict[str, Callable[[Request, LibraryNames, Phrases], NewFacts]] = {
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
    "appearance": answer_about_appearance,
    "link": _link,
    "next": _next,
    "recommend": _recommend,
    "fitting": answer_fitting,
    "episode": answer_about_name,
    "show": answer_about_name,
}
