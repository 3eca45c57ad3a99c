"""The stored parts of an episode's page: their names, their versions, and how they are stored and read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from retrieval.episode_pages.clips import CLIPS_VERSION, ScoredClip
from retrieval.episode_pages.extractive_summary import EXTRACTIVE_SUMMARY_VERSION
from retrieval.episode_pages.questions import QUESTIONS_VERSION
from retrieval.models import Citation, Episode, Sentence
from retrieval.models.episode_pages import EpisodeQuestion, Summary, Topic

T = TypeVar("T")
CiteAgain = Callable[[Citation], Citation]
"""Returns the citation of the same words, with the episode's present title and links."""

LLM_SUMMARY_VERSION = f"{EXTRACTIVE_SUMMARY_VERSION}.1"
"""Version of stored summaries of chat models; raise it when they would be asked, or believed, otherwise."""


@dataclass(frozen=True)
class PagePart(Generic[T]):
    """A part of a page, stored as JSON under its `name` and its `maker`: what made it, in which version.

    `list_citations` yields all citations of a value; `rebuild` returns it with those replaced by new ones.
    """

    name: str
    maker: str
    value_type: Any
    list_citations: Callable[[T], Iterable[Citation]]
    rebuild: Callable[[T, Episode, CiteAgain], T]

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self.value_type)

    def dump(self, value: T) -> bytes:
        """Return a value as it is stored."""
        return self._adapter.dump_json(value, by_alias=True)

    def load(self, body: bytes) -> T:
        """Return a stored value, with the title and links that the episode had at the time."""
        return self._adapter.validate_json(body)


def _summary_citations(summary: Summary) -> Iterator[Citation]:
    for topic in summary.topics:
        yield from _topic_citations(topic)


def _topic_citations(topic: Topic) -> Iterator[Citation]:
    yield topic.quote
    for sentence in topic.sentences:
        yield from sentence.citations
    for subtopic in topic.subtopics:
        yield from _topic_citations(subtopic)


def _rebuild_summary(summary: Summary, episode: Episode, cite_again: CiteAgain) -> Summary:
    topics = tuple(_rebuild_topic(topic, cite_again) for topic in summary.topics)
    return replace(summary, episode=episode, topics=topics)


def _rebuild_topic(topic: Topic, cite_again: CiteAgain) -> Topic:
    return replace(
        topic,
        sentences=tuple(
            Sentence(sentence.text, tuple(map(cite_again, sentence.citations)))
            for sentence in topic.sentences
        ),
        quote=cite_again(topic.quote),
        subtopics=tuple(_rebuild_topic(subtopic, cite_again) for subtopic in topic.subtopics),
    )


def _clip_citations(clips: tuple[ScoredClip, ...]) -> Iterator[Citation]:
    for scored in clips:
        yield scored.clip.quote
        yield from scored.clip.citations


def _rebuild_clips(
    clips: tuple[ScoredClip, ...], _: Episode, cite_again: CiteAgain
) -> tuple[ScoredClip, ...]:
    return tuple(
        replace(
            scored,
            clip=replace(
                scored.clip,
                quote=cite_again(scored.clip.quote),
                citations=tuple(map(cite_again, scored.clip.citations)),
            ),
        )
        for scored in clips
    )


def _question_citations(questions: tuple[EpisodeQuestion, ...]) -> Iterator[Citation]:
    for question in questions:
        yield from question.citations


def _rebuild_questions(
    questions: tuple[EpisodeQuestion, ...], _: Episode, cite_again: CiteAgain
) -> tuple[EpisodeQuestion, ...]:
    return tuple(
        replace(question, citations=tuple(map(cite_again, question.citations))) for question in questions
    )


SUMMARY_PART = PagePart[Summary](
    "summary", f"extractive {EXTRACTIVE_SUMMARY_VERSION}", Summary, _summary_citations, _rebuild_summary
)
CLIPS_PART = PagePart[tuple[ScoredClip, ...]](
    "clips", f"extractive {CLIPS_VERSION}", tuple[ScoredClip, ...], _clip_citations, _rebuild_clips
)
QUESTIONS_PART = PagePart[tuple[EpisodeQuestion, ...]](
    "questions",
    f"extractive {QUESTIONS_VERSION}",
    tuple[EpisodeQuestion, ...],
    _question_citations,
    _rebuild_questions,
)


def summary_part(chat_model: str | None) -> PagePart[Summary]:
    """Return the summary of a chat model, or the extractive one where there is no model."""
    if chat_model is None:
        return SUMMARY_PART
    return replace(SUMMARY_PART, maker=f"{chat_model} {LLM_SUMMARY_VERSION}")
