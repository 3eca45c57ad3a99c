"""Ask the question before a message again with what the message names instead.

"and Dio?" asks it of another person, "no, I mean passwords" about another subject, and "same for Ledger" of
another show or episode.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from retrieval.conversation.typed_words import as_typed, swap
from retrieval.language import lexicon
from retrieval.models import Reference, Turn
from retrieval.understanding.bare_subjects import ask_about
from retrieval.understanding.classify import understand
from retrieval.understanding.languages import language_of
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.person_names import plain_name
from retrieval.understanding.references import find_reference
from retrieval.understanding.voices import asked_voice, find_voice
from retrieval.understanding.wording import bare, plain_form, words_of

MAX_STEPS, MAX_TURNS = 3, 3
"""How many such messages in a row are followed back, and from each how many turns are looked through.

Without limits, the time would double with each turn.
"""
MAX_WORDS = 16
"""The most words of such a message."""
MAX_SUBJECT_WORDS = 5
"""The most words of a subject that a correction names."""

_AND = re.compile(
    r"(?:(?:and|but|so|ok|okay|then|und|y|et|e) )*"
    r"(?:and|but|und|aber|y|pero|et|mais|e|mas|(?:what|how) about|what of|was ist mit|que hay de|que tal|"
    r"qu en est il de|quid de|quanto a) (?P<new>.+)"
)
_SAME = re.compile(
    r"(?:(?:and|ok|okay|und|y|et|e) )*"
    r"(?:(?:ask )?(?:the )?(?:exact )?same(?: (?:question|thing))?(?: again)?(?: but)? "
    r"(?:for|in|on|about|with|to)|"
    r"(?:(?:die|die gleiche|die selbe|dieselbe|gleiche) frage|das ?(?:gleiche|selbe)) (?:fur|zu|an|bei)|"
    r"(?:(?:la )?misma pregunta|lo mismo) (?:para|sobre|en|con)|"
    r"(?:(?:la )?meme question|la meme chose) (?:pour|sur|dans|avec)|"
    r"(?:(?:a )?mesma pergunta|o mesmo) (?:para|sobre|em|com)) (?P<new>.+)"
)
_REFUSES = r"(?:no+|nope|nah|sorry|wait|oh|oops|ah|nein|ne|perdon|non|pardon|nao|desculpa)"
_MEANT = re.compile(
    rf"(?P<no>(?:{_REFUSES} )*)(?:well |actually )?"
    r"(?:i (?:actually |really )?(?P<meant>mean|meant|was asking|am asking|asked|was talking)"
    r"(?: to ask| to say)?(?: about| for)?|"
    r"ich meinte?|me referia al?|je parlais d(?:e|u|es)|je voulais dire|(?:eu )?quis dizer) (?P<new>.+)"
)
_NOT_BUT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_REFUSES}[, ]+)*(?:not|nicht|no|pas|nao) (?P<old>[^,;]+?)"
        r"(?:[,;]? (?:but|sondern|sino|mais|mas)|[,;]) (?:(?:about|but) )?(?P<new>[^,;]+)",
        r"(?P<new>[^,;]+)[,;] (?:and )?not (?P<old>[^,;]+)",
    )
)
_ABOUT = re.compile(
    r"\b(?:about|regarding|über|ueber|sobre|acerca de|à propos de|sur|"
    r"(?:think|thinks|thought|opinions?|views?|takes?) (?:of|on))\s+"
    r"(?P<subject>.+?)(?P<tail>\s+(?:in|on|from|auf|en|dans|em)\s+.+?)?(?P<end>[\s?!.]*)$",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(
    r"\W*(?:what|who)(?:['’]?s| is| are| was| were) (?P<subject>.+?)(?P<tail>)(?P<end>[\s?!.]*)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:the|an?) ")
_JOINING = frozenset({"of", "and", "in", "for", "de", "del", "du", "da", "do"})
_SAID_ABOUT = re.compile(
    r"what (?:is|was|were|gets|has been|have been) (?:being )?said about\b", re.IGNORECASE
)
_IN = {"en": "in", "de": "in", "es": "en", "fr": "dans", "pt": "em"}
"""What stands before the name of a show, by the language of the question."""


@dataclass(frozen=True, slots=True)
class _Instead:
    """What a message names, as it was typed, and the `old` words that it corrects, if it says so."""

    kind: Literal["and", "same", "meant"]
    new: str
    old: str = ""
    is_sure: bool = True


def same_question(
    text: str, history: Sequence[Turn], names: LibraryNames, *, steps: int = MAX_STEPS
) -> tuple[str, tuple[Turn, ...]] | None:
    """Return the question before a message with what the message names instead, and the turns before it.

    `None` for a message that asks no earlier question again. That question may be such a message itself, for
    so many `steps`.
    """
    is_short = len(text.split()) <= MAX_WORDS
    instead = _read_instead(text) if history and steps and is_short else None
    if instead is None:
        return None
    found = _last_question(history, names, steps - 1)
    if found is None:
        return None
    question, before, is_talk = found
    again = (is_talk and _of_person(question, instead, names)) or _of_place(question, instead, names)
    if not again and instead.kind != "and":
        again = _about_subject(question, instead, names, is_talk=is_talk)
    if not again:
        return None
    if again == ask_about(instead.new):
        if language_of(text) != "en":
            return None
        before = ()
    if before:
        before = (*before[:-1], replace(before[-1], within=history[-1].within))
    return again, before


def _read_instead(text: str) -> _Instead | None:
    plain = plain_form(text).strip(" .!?")
    words = bare(plain)
    if same := _SAME.fullmatch(words):
        return _Instead("same", as_typed(same["new"], text))
    if meant := _MEANT.fullmatch(words):
        is_sure = bool(meant["no"]) or meant["meant"] != "mean"
        return _Instead("meant", as_typed(meant["new"], text), is_sure=is_sure)
    for pattern in _NOT_BUT:
        if found := pattern.fullmatch(plain):
            return _Instead("meant", as_typed(bare(found["new"]), text), bare(found["old"]))
    if other := _AND.fullmatch(words):
        return _Instead("and", as_typed(other["new"], text))
    return None


def _last_question(
    history: Sequence[Turn], names: LibraryNames, steps: int
) -> tuple[str, tuple[Turn, ...], bool] | None:
    """Return the last question in full, the turns before it, and whether it asks what was said.

    `None` where the catalog was asked since for anything but the episodes about a subject.
    """
    for at in reversed(range(max(0, len(history) - MAX_TURNS), len(history))):
        question, before = history[at].question, tuple(history[:at])
        if again := same_question(question, before, names, steps=steps):
            return *again, True
        request = understand(question, names, before)
        if request.kind == "talk" or (request.kind == "followup" and request.detail == "question"):
            return question, before, True
        if request.kind == "library" and request.detail == "topic":
            return question, before, False
        if request.kind != "followup":
            return None
    return None


def _of_person(question: str, instead: _Instead, names: LibraryNames) -> str:
    """Return a question for somebody's words as one for another's, "" where nobody who speaks is named."""
    if instead.kind == "meant" or not _takes_part(instead.new, names):
        return ""
    name = instead.new.title() if instead.new.islower() else instead.new
    if said := _SAID_ABOUT.match(question):
        return f"What did {name} say about{question[said.end() :]}"
    asked = asked_voice(plain_form(question), names)
    if asked is None or asked == plain_form(name):
        return ""
    return re.sub(rf"\b([Dd])o(?= {re.escape(name)}\b)", r"\1oes", swap(question, asked, name))


def _of_place(question: str, instead: _Instead, names: LibraryNames) -> str:
    """Return a question as one to another show or episode, "" where none is named.

    Somebody who takes no part in it is asked for no longer.
    """
    place = _reference(instead.new, names)
    if instead.kind != "same" or place.is_person or place.missing or not (place.show or place.naming):
        return ""
    episodes = place.episodes or [e for e in names.episodes if place.show and e.show.key == place.show.key]
    asked, voice = asked_voice(plain_form(question), names), find_voice(question, names, None)
    if asked and voice and voice.generations.isdisjoint(episode.generation for episode in episodes):
        question = re.sub(r"\b(d)oes they\b", r"\1o they", swap(question, asked, "they"), flags=re.IGNORECASE)
    named = _reference(question, names)
    if named.naming and not named.is_person:
        return swap(question, named.naming[0], instead.new)
    asking, end = re.fullmatch(r"(.*?)([\s?!.]*)", question, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{asking} {_IN.get(language_of(question), 'in')} {instead.new}{end}"


def _about_subject(question: str, instead: _Instead, names: LibraryNames, *, is_talk: bool) -> str:
    """Return a question with another subject, "" where the message names none."""
    subject = _ARTICLE.sub("", bare(plain_form(instead.new)))
    words = set(words_of(subject)) - _JOINING
    if not words or len(words) > MAX_SUBJECT_WORDS or words & lexicon.words("messages/function_words"):
        return ""
    if not instead.is_sure and not all(names.count_mentions(sorted(words)).get(word) for word in words):
        return ""
    if subject.split()[0] in _JOINING or understand(instead.new, names, ()).kind != "talk":
        return ""  # "in English", "shorter", "thanks"
    named = _reference(instead.new, names)
    if named.missing or named.is_certain or named.naming:
        return ""  # another episode or person is meant
    if instead.old:
        swapped = swap(question, instead.old, instead.new)
        return "" if swapped == question else swapped
    found = _ABOUT.search(question) or _WHAT_IS.match(question)
    if found is None:
        return ask_about(instead.new) if is_talk and language_of(question) == "en" else ""
    tail = found["tail"] or ""
    tail = tail if tail and _reference(tail, names) else ""
    return f"{question[: found.start('subject')]}{instead.new}{tail}{found['end']}"


def _reference(text: str, names: LibraryNames) -> Reference:
    return find_reference(plain_form(text), text, names)[0]


def _takes_part(name: str, names: LibraryNames) -> bool:
    """Return whether somebody of that name speaks in a visible episode, hosts it or is its guest."""
    wanted = set(words_of(plain_form(name)))
    for known, episodes in names.people.items():
        if wanted and wanted <= set(words_of(known)):
            for episode in episodes:
                people = names.people_of(episode)
                heard = (*people.speakers, *people.hosts, *people.guests)
                if any(plain_form(plain_name(each)) == known for each in heard):
                    return True
    return False
