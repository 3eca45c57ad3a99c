"""Rewrite follow-up questions as standalone ones, with a chat model or without."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.answering.answer_types import ASKS_WHO_MADE
from retrieval.language.lexicon import entries, phrases
from retrieval.language.numbers import numbers
from retrieval.language.word_frequency import frequency_rank
from retrieval.language.words import content_stems, find_names, normalize_name, stem
from retrieval.models import Turn

if TYPE_CHECKING:
    from retrieval.llm.chat_client import ChatClient

MIN_QUESTION_WORDS = 3
"""Content words and numbers below which a question says too little to stand alone."""
MIN_ANTECEDENT_WORDS = 2
"""Content words before a pronoun from which on it is taken to refer to one of them."""
SECOND_QUERY_WEIGHT = 0.5
"""Weight of the less informative of a follow-up's two queries; `search_queries` says what was measured."""
MAX_REWRITTEN_CHARACTERS = 400
"""Most characters of a follow-up that a model rewrote; a longer one isn't a question."""
MAX_TOPIC_WORDS = 4
"""How many words of the conversation's topic are put before a follow-up."""
RARE_WORD_RANK = 8000
"""English words of this rank by frequency or a higher one name a subject, however they are written."""

_LEADING_MARKS = re.compile(r"^\W+")
_SAYS_ABOUT_WHAT = re.compile(
    r"\bwhat (?:do|does|did|has|have) .*\b(?:say|said|think|thought|talk|talked) (?:about|of|on) \w",
    re.IGNORECASE,
)
"""A whole question, though it has few words besides a name and a subject."""
_ASKS_WHAT_ONE_IS = re.compile(
    rf"\W*what(?: is|['’]s) an? (?!(?:{'|'.join(entries('evaluating_words'))})\b)\w", re.IGNORECASE
)
"""A whole question, too: "what is a lightning talk?", but not "what is a good way?"."""
_TOPIC_WORD = re.compile(r"[^\W_]+(?:['’.+#&/-]+[^\W_]+)*[+#]*")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A text to search for, and the weight of its ranking among those of other queries."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class StandaloneQuestion:
    """A question that needs no conversation: `queries` find its hits, `question` is what they must answer."""

    queries: tuple[SearchQuery, ...]
    question: str


async def rewrite_with_model(
    client: "ChatClient", question: str, history: Sequence[Turn]
) -> StandaloneQuestion:
    """Return the question as the model rewrote it, or as code does if the model added something.

    Raises ModelError.
    """
    if not history:
        return StandaloneQuestion((SearchQuery(question),), question)
    from retrieval.llm.prompt_builder import build_follow_up_prompt  # imports LangChain, which is slow

    messages = build_follow_up_prompt(question, history)
    reply = "".join([part async for part in client.stream(client.plain, messages)])
    rewritten = " ".join(reply.split()).strip('"“”')
    is_usable = 0 < len(rewritten) <= MAX_REWRITTEN_CHARACTERS
    if is_usable and is_faithful_rewrite(rewritten, question, history):
        return StandaloneQuestion((SearchQuery(rewritten),), rewritten)
    return StandaloneQuestion(search_queries(question, history), add_topic(question, history))


def add_topic(question: str, history: Sequence[Turn]) -> str:
    """Return `question`, a follow-up with words of the conversation's topic before it."""
    if not history or not is_follow_up(question):
        return question
    if (named := name_subject(question, history)) != question:
        return named
    known = {normalize_name(word) for word in _TOPIC_WORD.findall(question)}
    carried = _predicate_words(history) if names_new_subject(question, history) else _topic_words(history)
    topic = [word for word in carried if normalize_name(word) not in known]
    return f"{' '.join(topic[:MAX_TOPIC_WORDS])} {question}".strip()


def search_queries(question: str, history: Sequence[Turn]) -> tuple[SearchQuery, ...]:
    """Return the question as a query, for a follow-up also a second one with the conversation's topic.

    Measured within an episode on 20 questions that were put after one that they have nothing to do with: 19
    find their passage among the first ten hits alone, 15 with the topic's words in the same query, 18 with
    two queries fused, the topic's at half weight.
    """
    with_topic = add_topic(question, history)
    if with_topic == name_subject(question, history):
        return (SearchQuery(with_topic),)
    if _says_little(question):
        return SearchQuery(question, SECOND_QUERY_WEIGHT), SearchQuery(with_topic)
    return SearchQuery(question), SearchQuery(with_topic, SECOND_QUERY_WEIGHT)


def name_subject(question: str, history: Sequence[Turn]) -> str:
    """Return "who made it?" with the subject of the last full question; any other question as it is."""
    asked = ASKS_WHO_MADE.match(question) if history else None
    if not asked or asked["work"].lower() not in ("it", "that", "this", "them"):
        return question
    earlier = _LEADING_MARKS.sub("", _turns_about_topic(history)[0].question)
    opening = phrases("subject_question_openings").match(earlier)
    subject = earlier[opening.end() :].strip(" ?!.") if opening else ""
    if not subject or len(subject.split()) > MAX_TOPIC_WORDS:
        return question
    start, end = asked.span("work")
    return f"{question[:start]}{subject}{question[end:]}"


def is_follow_up(question: str) -> bool:
    """Return whether a question can't be understood without the one before it.

    That is so where it opens with "and" or "what about", says next to nothing, or has a pronoun before it has
    named anything that the pronoun could stand for.
    """
    plain = phrases("expletive_pronouns").sub(" ", question)
    if phrases("follow_up_openings").match(_LEADING_MARKS.sub("", plain)):
        return True
    if _says_little(question) and not (find_names(question) or _is_whole(question)):
        return True
    reference = phrases("referring_words").search(plain)
    return reference is not None and len(content_stems(plain[: reference.start()])) < MIN_ANTECEDENT_WORDS


def names_new_subject(question: str, history: Sequence[Turn]) -> bool:
    """Return whether a follow-up asks about something else by its name, as "and what about Optimus?" does."""
    opening = phrases("new_subject_openings").match(_LEADING_MARKS.sub("", question))
    if opening is None or not history or phrases("referring_words").search(question):
        return False
    said = {
        normalize_name(word)
        for turn in history
        for word in _TOPIC_WORD.findall(f"{turn.question} {turn.answer}")
    }
    words = _TOPIC_WORD.findall(question)
    names = {*find_names(question), *filter(_is_rare, words)}
    if phrases("bare_subject_openings").match(question) and _asks_only_of_subject(history):
        names.update(word for word in words if content_stems(word))
    return any(normalize_name(name) not in said for name in names)


def is_faithful_rewrite(rewritten: str, question: str, history: Sequence[Turn]) -> bool:
    """Return whether a rewritten question adds no name, number or rare word and keeps to the subject."""
    conversation = " ".join([question, *(f"{turn.question} {turn.answer}" for turn in history)])
    said = {stem(word.lower()) for word in _TOPIC_WORD.findall(conversation)}
    known = {normalize_name(word) for word in _TOPIC_WORD.findall(conversation)}
    question_words = set(content_stems(question))
    return (
        all(
            normalize_name(part) in known
            for name in find_names(rewritten)
            for part in _TOPIC_WORD.findall(name)
        )
        and numbers(rewritten) <= numbers(conversation)
        and all(stem(word.lower()) in said for word in filter(_is_rare, _TOPIC_WORD.findall(rewritten)))
        and (not question_words or bool(question_words & set(content_stems(rewritten))))
    )


def _says_little(question: str) -> bool:
    return len(content_stems(question)) + len(numbers(question)) < MIN_QUESTION_WORDS


def _is_whole(question: str) -> bool:
    return bool(_SAYS_ABOUT_WHAT.search(question) or _ASKS_WHAT_ONE_IS.match(question))


def _is_rare(word: str) -> bool:
    return word.isalpha() and len(word) > 3 and frequency_rank(word.lower()) >= RARE_WORD_RANK


def _predicate_words(history: Sequence[Turn]) -> list[str]:
    """Return what the last full question asks of its subject, without the subject itself.

    These are its content words without names and numbers; none where it only asks what or who something is.
    """
    question = _turns_about_topic(history)[0].question
    if _asks_only_of_subject(history):
        return []
    names = {normalize_name(name) for name in find_names(question)}
    return [
        word
        for word in _TOPIC_WORD.findall(question)
        if content_stems(word) and normalize_name(word) not in names
    ]


def _asks_only_of_subject(history: Sequence[Turn]) -> bool:
    """Return whether the last full question only asks what or who its subject is."""
    question = _turns_about_topic(history)[0].question
    return bool(phrases("subject_question_openings").match(_LEADING_MARKS.sub("", question)))


def _turns_about_topic(history: Sequence[Turn]) -> Sequence[Turn]:
    """Return the last turn that began a subject, and those after it.

    That is a question that was no follow-up, or an answer from the catalog about one episode.
    """
    begins = [len(turn.episodes) == 1 or not is_follow_up(turn.question) for turn in history]
    first = next((at for at in reversed(range(len(history))) if begins[at]), 0)
    return history[first:]


def _topic_words(history: Sequence[Turn]) -> list[str]:
    """Return the names, then the content words, of each question since the last that was no follow-up.

    The names in each answer come after those of its question.
    """
    words: list[str] = []
    for turn in _turns_about_topic(history):
        words += find_names(turn.question)
        words += [word for word in _TOPIC_WORD.findall(turn.question) if content_stems(word) or numbers(word)]
        words += find_names(turn.answer)
    return list({normalize_name(word): word for word in words}.values())
