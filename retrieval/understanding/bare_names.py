"""Messages that name an episode, a show or the latest one, and say nothing else."""

import re

from retrieval.language.word_frequency import frequency_rank
from retrieval.models.requests import Request
from retrieval.understanding.message import Message
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import consists_of, has, is_whole, remove, words_of

_LEAD = re.compile(
    r"^\W*(?:(?:so|ok|and|hey|yo) )*"
    r"(?:(?:what|which|welche\w*|was|cual|quel\w*|qual)(?: one)? (?:is|are|was|ist|sind|es|est|e)|"
    r"(?:show|give|play|tell|get) (?:me|us)|can i (?:have|get|see)|i (?:want|need))\b"
)
"""The beginning of a wish for the newest episode: "what's the", "give me the"."""
_AROUND = ("around_names", "episode_nouns", "courtesies", "latest")


def find_bare_name(message: Message) -> Request | None:
    """Return the request for what the library has under a name; after a choice, what it was made for."""
    reference = message.reference
    rest = remove(message.text, message.spans)
    asked = _LEAD.sub("", rest)
    is_latest = has("latest", asked) or any(is_whole("latest", phrase) for phrase in reference.words)
    if is_latest and (not words_of(asked) or consists_of(asked, *_AROUND, "hedges")):
        return _chosen(message) or message.request("library", "latest")
    if words_of(rest) and not consists_of(rest, *_AROUND):
        return None
    if not message.spans or not all(is_name_alone(phrase, message.names) for phrase in reference.words):
        return None
    if reference.missing:
        return message.request("library", "available")
    if reference.episodes:
        return _chosen(message) or message.request("library", "episode")
    return message.request("library", "show") if reference.show else None


def _chosen(message: Message) -> Request | None:
    """Return the request for which an episode had to be chosen, if the last answer was such a choice."""
    pending = message.history[-1].pending if message.history else ""
    if not pending or not message.reference.episodes:
        return None
    return message.request("followup", "chosen") if pending == "ask" else message.request("page", pending)


def is_name_alone(phrase: str, names: LibraryNames) -> bool:
    """Return whether words can be nothing but a name: several, a number, or one that is no common word.

    A misspelt name is one where nobody in the library says that word.
    """
    words = words_of(phrase)
    if len(words) != 1 or not words[0].isascii() or words[0].isdecimal():
        return True
    known = {words[0], words[0].removesuffix("s")}
    if known & names.show_aliases.keys():
        return True
    full_names = {name for word in known for name in names.name_words.get(word, ())}
    if full_names:
        return bool(full_names & names.stated_names) and frequency_rank(words[0]) >= COMMON_WORD_RANK
    return not names.count_mentions([words[0]]).get(words[0])
