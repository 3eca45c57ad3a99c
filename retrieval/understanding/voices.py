"""Find whose words a message asks for: "what did Ada Brisk say about rye?", "what does she think of it?"."""

import re
from collections.abc import Sequence

from retrieval.language.word_frequency import frequency_rank
from retrieval.language.words import normalize_name
from retrieval.models import Episode, Turn, Voice
from retrieval.understanding.names import LibraryNames
from retrieval.understanding.openings import Opening
from retrieval.understanding.person_names import plain_name
from retrieval.understanding.show_aliases import COMMON_WORD_RANK
from retrieval.understanding.wording import has, plain_form, words_of

_SOMEBODY = r"(?P<name>[^\W\d_][\w'’.-]{0,40}(?: [^\W\d_][\w'’.-]{0,40}){0,2}?)"
_SAYING = (
    r"(?:say|says|said|saying|think|thinks|thought|believe|claim|argue|explain|describe|define|mean|feel|"
    r"recommend|suggest|advise|predict|mention|talk|tell|answer|see|call|like|dislike|love|hate|prefer|want|"
    r"expect|propose|view)"
)
_ADVERBS = r"(?: (?:ever|really|actually|also|even|exactly|else|himself|herself))*"
_ASKS_FOR_WORDS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:did|does|do|has|have|is|was|would){_ADVERBS} {_SOMEBODY}{_ADVERBS} {_SAYING}\b",
        rf"\b(?:was|wie|warum) (?:sagt|sagte|meint|meinte|denkt|dachte|hat|halt|erzahlt) {_SOMEBODY}"
        r"(?= (?:uber|von|zu|dazu|daruber|gesagt|gemeint|erzahlt|das|die|der)\b|\W*$)",
        rf"\bque (?:dijo|dice|piensa|opina|cree) {_SOMEBODY}(?= (?:sobre|de|del|acerca)\b|\W*$)",
        rf"\b(?:que|qu est ce que) (?:dit|pense|disait|a dit) {_SOMEBODY}(?= (?:de|du|des|sur|a)\b|\W*$)",
        rf"\bo que (?:o |a )?{_SOMEBODY} (?:disse|diz|acha|pensa|falou)\b",
        rf"\baccording to {_SOMEBODY}(?=[,?.!:]|$| (?:what|how|why|when|who|where|is|are|does|do|did)\b)",
        rf"\b{_SOMEBODY}(?:['’]?s)? (?:view|views|opinion|opinions|take|takes|thoughts|advice|position|"
        r"definition|answer|prediction)s? (?:on|of|about|for)\b",
    )
)
_PRONOUNS = frozenset({"he", "she", "they"})


def asked_voice(plain: str, names: LibraryNames) -> str | None:
    """Return whose words a question in plain form asks for, as it names them: "ada brisk", "the guest"."""
    for pattern in _ASKS_FOR_WORDS:
        for found in pattern.finditer(plain):
            words = words_of(found["name"])
            if words and (
                words[0] in _PRONOUNS
                or has("people_nouns", found["name"])
                or any(_known_word(word, names) for word in words)
            ):
                return found["name"]
    return None


def find_voice(
    text: str, names: LibraryNames, within: Episode | None, history: Sequence[Turn] = ()
) -> Voice | None:
    """Return whose words a message asks for, `None` where it asks for nobody's.

    That is somebody whom the library names, or a title; "he" is the one whom the question before asked about.
    The voice is a host's by the episode that is asked `within`, or by any.
    """
    plain = plain_form(text)
    for pattern in _ASKS_FOR_WORDS:
        for found in pattern.finditer(plain):
            words = words_of(found["name"])
            if words and words[0] in _PRONOUNS:
                person = person_talked_about(history, names)
                words = words_of(plain_form(person)) if person else []
            if known := list(filter(None, (_known_word(word, names) for word in words))):
                words_of_name = frozenset(map(normalize_name, known))
                return Voice(words_of_name, _is_host(known, names, within), _takes_part_in(known, names))
    return None


def person_talked_about(history: Sequence[Turn], names: LibraryNames) -> str | None:
    """Return the one person of the library whom the last turn that names somebody is about, as spelt there.

    That is whom the question names, or else whom an answer of the catalog names.
    """
    for turn in reversed(history):
        asked = " ".join(words_of(plain_form(turn.question)))
        told = "" if turn.citations else " ".join(words_of(plain_form(turn.answer)))
        for text in (asked, told):
            named = [name for name in names.people if " " in name and f" {name} " in f" {text} "]
            if text == asked and not named:
                words = {known for word in words_of(asked) if (known := _name_word(word, names))}
                named = [name for name in names.people if words and words <= set(words_of(name))]
            if named:
                return names.spelling(named[0]) if len(named) == 1 else None
    return None


def _name_word(word: str, names: LibraryNames) -> str | None:
    """Return a word as it is in the name of somebody of the library, if it is one and no common word."""
    known = (each for each in (word, word.removesuffix("s")) if each in names.name_words)
    return next((each for each in known if frequency_rank(each) >= COMMON_WORD_RANK), None)


def _known_word(word: str, names: LibraryNames) -> str | None:
    """Return a word as the library's names or the telling words of its titles have it, if they do."""
    for spelling in (word, word.removesuffix("s")):
        is_telling = frequency_rank(spelling) >= COMMON_WORD_RANK
        if spelling in names.name_words or (is_telling and spelling in names.title_words):
            return spelling
    return None


def without_voice(question: str, voice: Voice, names: LibraryNames, episode: Episode) -> str:
    """Return a question to one episode without the name, where no speaker of its transcript has it."""
    speakers = names.openings.get(episode.generation, Opening()).speakers
    if any(normalize_name(word) in voice.words for speaker in speakers for word in speaker.split()):
        return question
    kept = [word for word in question.split() if normalize_name(word) not in voice.words]
    return " ".join(kept)


def _takes_part_in(words: Sequence[str], names: LibraryNames) -> frozenset[int]:
    """Return the generations of the episodes in which somebody may speak.

    They name them, their shows are theirs, or they begin with the name and name no speakers.
    """
    shows = {
        key
        for key, hosts in names.hosts.items()
        if any(set(words) <= set(words_of(plain_form(h))) for h in hosts)
    }
    hosted = [episode for episode in names.episodes if episode.show.key in shows]
    named = (episodes for name, episodes in names.people.items() if set(words) <= set(words_of(name)))
    begun = [
        episode
        for episode in names.episodes
        if (opening := names.openings.get(episode.generation, Opening())).words.issuperset(words)
        and not opening.speakers
    ]
    titled = (names.title_words.get(word, ()) for word in words)
    return frozenset(
        episode.generation for episodes in (hosted, begun, *named, *titled) for episode in episodes
    )


def _is_host(words: Sequence[str], names: LibraryNames, within: Episode | None) -> bool:
    episodes = names.episodes if within is None else (within,)
    hosts = {plain_form(plain_name(host)) for episode in episodes for host in names.people_of(episode).hosts}
    return any(set(words) & set(words_of(host)) for host in hosts)
