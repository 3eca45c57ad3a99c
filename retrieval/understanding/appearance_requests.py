"""Requests for whether somebody was a guest: "was Ada Brisk a guest?", "did Mira interview Bo?"."""

import re
from collections.abc import Collection

from retrieval.language import lexicon
from retrieval.models.requests import Reference, Request
from retrieval.understanding.introductions import is_given_name
from retrieval.understanding.message import Message
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.people_pointers import is_spelt, names_by_word
from retrieval.understanding.person_names import plain_name
from retrieval.understanding.wording import has, plain_form, words_of

_NAME = r"(?P<name>[^\W\d_][\w.-]*(?: [^\W\d_][\w.-]*){0,3}?)"
_WHERE = (
    r"(?: (?:here|yet|already|before|(?:on|in|of|for|at) "
    r"(?:(?:the|this|that|your|any|an?|one of (?:the|your)) )?[\w ]{1,40}))?"
)
_ADVERB = r"(?: (?:ever|already|also|once|really|actually))*"
_SOMEBODY = r"[\w.-]+(?: [\w.-]+){0,2}?"
_ASKED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:was|is|were){_ADVERB} {_NAME}{_ADVERB}(?: (?:a|an|the|your|one of the))? guests?{_WHERE}",
        rf"(?:has|have|had) {_NAME}{_ADVERB} been{_ADVERB}(?: an?)? guests?{_WHERE}",
        rf"(?:did|has|have|does){_ADVERB} {_SOMEBODY}{_ADVERB} interview(?:ed|s)? {_NAME}{_WHERE}",
        rf"(?:did|has|have){_ADVERB} {_SOMEBODY}{_ADVERB} (?:have|had|host|hosted) {_NAME} "
        r"(?:on|as an? guest)(?: (?:the|this|your|his|her|their) (?:show|podcast))?",
        rf"(?:was|were|has|have|is){_ADVERB} {_NAME}{_ADVERB}(?: been)?{_ADVERB} interviewed{_WHERE}",
        rf"(?:in|on) (?:which|what) episodes? (?:is|was|does|did|has) {_NAME}"
        r"(?: (?:appear|speak|talk|been|interviewed|(?:the|an?) guest|in|on))?",
        rf"(?:was|has|is){_ADVERB} {_NAME}{_ADVERB}(?: been)?{_ADVERB} on (?:the|this|your|any) "
        r"(?:show|podcast|episode)s?",
    )
)
"""Questions for an appearance, over plain forms without their marks."""
_WHO_IS = re.compile(rf"(?:who is|whos|who was) {_NAME}")


def find_appearance(message: Message) -> Request | None:
    """Return the request for the episodes in which somebody takes part, with the name as its subject."""
    text = message.bare.strip(" ?!.")
    asked = next((found for pattern in _ASKED if (found := pattern.fullmatch(text))), None)
    who = None if asked else _WHO_IS.fullmatch(text)
    found = asked or who
    if found is None:
        return None
    name = found["name"].strip()
    known = known_names(name, message.names)
    if who and (has("people_nouns", name) or not _takes_part(known, message.names)):
        return None
    if not known and not _is_name(name, message.raw):
        return None
    misspelt = tuple(
        (word, message.names.spelling(known[0]))
        for word in (words_of(plain_form(name)) if known else ())
        if not is_spelt(word, message.names)
    )
    reference = Reference(words=(name,), is_person=True, misspelt=misspelt)
    return message.request("library", "appearance", _as_typed(name, message.raw), reference)


def known_names(name: str, names: LibraryNames) -> list[str]:
    """Return the full names of those whom a name means, despite a misspelling, in plain form."""
    ignored = lexicon.words("messages/function_words")
    wanted = [word for word in words_of(plain_form(name)) if word not in ignored]
    found = [set(names_by_word(word, names)) for word in wanted]
    return [known for known in names.people if found and all(known in some for some in found)]


def _takes_part(known: Collection[str], names: LibraryNames) -> bool:
    """Return whether it is known of anybody of these names that they host, speak or are a guest."""
    episodes = {episode.key: episode for name in known for episode in names.people[name]}
    people = (names.people_of(episode) for episode in episodes.values())
    everyone = (name for each in people for name in (*each.hosts, *each.guests, *each.speakers))
    return any(plain_form(plain_name(name)) in known for name in everyone)


def _is_name(name: str, raw: str) -> bool:
    """Return whether words of which the library knows nobody are a name: by capitals or a given name."""
    typed = _as_typed(name, raw)
    is_capitalised = typed in raw and all(word[0].isupper() for word in typed.split())
    return " " in name and (is_capitalised or is_given_name(name.split()[0]))


def _as_typed(name: str, raw: str) -> str:
    found = re.search(r"[\s_-]+".join(map(re.escape, name.split())), raw, re.IGNORECASE)
    typed = found[0] if found else name
    return typed.title() if typed.islower() else typed
