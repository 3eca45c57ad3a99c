"""Questions for a fact or a page of an episode that is named by its id or by a part of its title.

"Who is the guest of tides?" asks for the guest of the episode `tides`; "who knows about tides?" doesn't. So
such a name counts only where all other words of the message are those of a question for a fact or a page.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from retrieval.language import lexicon
from retrieval.language.word_frequency import frequency_rank
from retrieval.models import Episode, Show
from retrieval.models.requests import Reference, Request
from retrieval.understanding.catalog_words import has_episode_noun, speaks_of_talk
from retrieval.understanding.message import Message
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.show_aliases import COMMON_WORD_RANK, GENERIC_SHOW_WORDS
from retrieval.understanding.wording import Span, has, plain_form, spans_overlap, words_of

FindRequest = Callable[[Message], Request | None]
"""Return the request for a fact or a page that a message with its reference is, if it is one."""

MAX_NAME_WORDS = 10
"""The most words of a name that are looked for."""
MAX_NAMED_EPISODES = 5
"""The most episodes that may share a part of a title; a word in more of them is a subject."""
_SHOW_FACTS = ("people", "count", "list")
_WEAK_PAGES = ("transcript", "clips", "chapters", "questions", "related")

_WORD = re.compile(r"[^\W_]+")
_OF = r"(?:of|in|for|from|on|von|aus|zu|de|del|du|da|do|en|em)(?: the| der| die| das| el| la| le| o| a)? $"
_AFTER_OF = re.compile(rf"\b{_OF}")
_BEFORE_LENGTH = re.compile(
    r"^(?:the )?$|\b(?:is|was|of|for|in|ist|von|dura|dure)(?: episode| the episode)? $"
)
_BEFORE_DATE = re.compile(
    r"^(?:the )?$|\b(?:is|was|did|of|for|from|has|ist|wurde|von)(?: episode| the episode)? $"
)
_OF_THINGS = re.compile(r"\b(?:releas|launch|announc)")
"""What is asked of products rather than of episodes."""
_ASKS_ABOUT = re.compile(r"\babout$|^whats? (?:is |was )?in |^(?:the |all )?topics? (?:of|in|from|for) ")
_TAKES_PART = re.compile(
    rf"\b(?:who|whos) (?:is |are |was |were |all )*"
    rf"(?:talks?|talked|talking|speaks?|spoke|speaking|appears?|appeared)? ?{_OF}"
)


@dataclass(frozen=True, slots=True)
class Name:
    """What the words at `span` name: episodes, or a show.

    `is_part` if by a part of a title or an id, `is_weak` if by one common word of a title.
    """

    span: Span
    episodes: tuple[Episode, ...] = ()
    show: Show | None = None
    is_weak: bool = False
    is_single: bool = False
    is_part: bool = False


def find_named_fact(message: Message, find_request: FindRequest) -> Request | None:
    """Return the request for a fact or a page of what a message names by an id or a part of a title."""
    known = message.spans if message.reference.is_certain else ()
    for name in _names_in(message.text, message.names):
        spans = (*(span for span in known if not spans_overlap(span, name.span)), name.span)
        words = (*message.reference.words, message.text[slice(*name.span)])
        reference = Reference(words, episodes=name.episodes, show=name.show, is_certain=True)
        completed = replace(message, reference=reference, spans=spans)
        request = find_request(completed)
        if request and _is_meant(request, name, completed):
            return _of_show(request) if request.detail == "count" else request
    return None


def _is_meant(request: Request, name: Name, message: Message) -> bool:
    """Return whether a name is one here, and no subject that the talk is asked about."""
    if name.show:
        return request.detail in _SHOW_FACTS
    before = message.text[: name.span[0]]
    if request.detail == "people":
        if speaks_of_talk(message) and not message.has("who"):
            return False
        if not has("people_nouns", message.rest):
            return _TAKES_PART.search(before) is not None and not name.is_weak
        return not name.is_weak or _AFTER_OF.search(before) is not None
    if name.is_weak:
        return request.detail in _WEAK_PAGES and _AFTER_OF.search(before) is not None
    is_thing = name.is_part and (name.is_single or _OF_THINGS.search(message.text))
    if request.detail == "date" and is_thing and not has_episode_noun(message):
        return False  # "when was ChatGPT released?" doesn't ask about the episode on ChatGPT
    if request.kind == "page" or not name.is_single:
        return request.detail != "summary" or not name.is_single or _asks_for_summary(message)
    place = {"length": _BEFORE_LENGTH, "date": _BEFORE_DATE}.get(request.detail)
    return place is None or place.search(before) is not None


def _asks_for_summary(message: Message) -> bool:
    return has("page_summary", message.text) or _ASKS_ABOUT.search(message.core) is not None


def _of_show(request: Request) -> Request:
    """Return the request for the episodes of a show where one of its episodes is named."""
    episodes = request.reference.episodes
    if not episodes:
        return request
    return replace(request, reference=replace(request.reference, episodes=(), show=episodes[0].show))


def _names_in(text: str, names: LibraryNames) -> Iterator[Name]:
    """Yield what parts of a text name, the longest part first; ids before shows before parts of titles."""
    words = [(match[0], match.span()) for match in _WORD.finditer(text)]
    for size in range(min(len(words), MAX_NAME_WORDS), 0, -1):
        for start in range(len(words) - size + 1):
            run = [word for word, _ in words[start : start + size]]
            if not (_is_telling(run[0]) and _is_telling(run[-1])):
                continue
            span = (words[start][1][0], words[start + size - 1][1][1])
            yield from _named_by(run, span, names)


def _named_by(run: list[str], span: Span, names: LibraryNames) -> Iterator[Name]:
    known = [names.title_words[word] for word in run if word in names.title_words]
    episodes = min(known, key=len, default=())
    whole = tuple(episode for episode in episodes if run in (_id_words(episode), _title_words(episode)))
    if whole:
        yield Name(span, whole, is_single=len(run) == 1)
    if shows := [show for show in names.shows if _is_part_of_show(run, show)]:
        yield from (Name(span, show=show) for show in shows if len(shows) == 1)
    parts = tuple(episode for episode in episodes if _is_part_of_title(run, episode))
    if 0 < len(parts) <= MAX_NAMED_EPISODES:
        is_weak = len(run) == 1 and frequency_rank(run[0]) < COMMON_WORD_RANK
        yield Name(span, parts, is_weak=is_weak, is_single=len(run) == 1, is_part=True)


def _is_telling(word: str) -> bool:
    ignored = ("messages/function_words", "claim_stop_words")
    return not any(word in lexicon.words(name) for name in ignored)


def _id_words(episode: Episode) -> list[str]:
    return words_of(plain_form(episode.id))


def _title_words(episode: Episode) -> list[str]:
    return words_of(plain_form(episode.title))


def _is_part_of_title(run: list[str], episode: Episode) -> bool:
    return any(_contains(words, run) for words in (_title_words(episode), _id_words(episode)))


def _is_part_of_show(run: list[str], show: Show) -> bool:
    words = words_of(plain_form(show.title))
    return _contains(words, run) and not GENERIC_SHOW_WORDS.issuperset(run)


def _contains(words: Iterable[str], run: Iterable[str]) -> bool:
    return f" {' '.join(run)} " in f" {' '.join(words)} "
