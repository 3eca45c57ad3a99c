"""Summarizes an episode without a language model: each topic in its own most central sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import join_as_title
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.passages import Passage, choose_distinct, find_passages
from retrieval.episode_pages.quotability import load_quotability
from retrieval.episode_pages.topic_labels import TopicLabels, pick_one_each
from retrieval.episode_pages.topic_segmentation import TopicSpan, chapters_within, segment_topics
from retrieval.models.episode_pages import Summary, Topic
from retrieval.models.options import EXTRACTIVE

EXTRACTIVE_SUMMARY_VERSION = "11"
"""Version of stored summaries; raise it when the same episode would get another one."""
TOPIC_SENTENCES = 2
"""Sentences of a subtopic, and of a topic without subtopics; others have one of each subtopic."""
PASSAGES_READ = 60
"""Number of passages of a span that are judged as quotes by their wording."""
PASSAGE_SHORTLIST = 12
"""Number of them that are judged by their meaning too, and whose meaning is compared with all of it."""
CENTRALITY_WEIGHT = 1.0
"""Weight of that cosine next to a passage's own score, which is 0 to about 2.5."""
QUOTABILITY_WEIGHT = 1.5
"""Weight of how well a passage can be quoted, which is -4 to 2."""
MIN_QUALITY = -0.4
"""How well a topic's second sentence, and a subtopic's quote, can be quoted at least."""
LEAST_QUALITY = -1.2
"""The same of a topic's quote, and of the sentence of one that has no better."""
LABELS_PER_SPAN = 5
"""Number of labels that are picked for each span, to choose from."""
CHAPTER_TITLE_MAX_CHARACTERS = 70
"""Characters of a topic's title that is joined from titles of chapters; the first one may be longer."""


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A topic without its subtopics, the segments that it is about, and a draft of each subtopic."""

    topic: Topic
    span: TopicSpan
    subtopics: tuple["TopicDraft", ...] = ()


def summarize(page_input: PageInput, embed: Embed) -> Summary:
    """Return the topics of an episode in spoken order, without those in which nothing can be quoted alone."""
    topics = [
        replace(draft.topic, subtopics=tuple(part.topic for part in draft.subtopics))
        for draft in draft_topics(page_input, embed)
    ]
    return Summary(page_input.episode, tuple(topics), EXTRACTIVE)


def draft_topics(page_input: PageInput, embed: Embed) -> list[TopicDraft]:
    """Return the topics of the summary together with the segments that they are about."""
    summarizer = _Summarizer(page_input, embed)
    drafts = [summarizer.draft(spans) for spans in segment_topics(page_input)]
    return [draft for draft in drafts if draft is not None]


class _Summarizer:
    """Drafts topic after topic; no passage and, if possible, no label is used twice."""

    def __init__(self, page_input: PageInput, embed: Embed) -> None:
        self._page_input, self._embed = page_input, embed
        self._quotability = load_quotability("quote", page_input.embedding_model)
        self._labels = TopicLabels(page_input, embed)
        self._used_passages: list[Passage] = []
        self._used_labels: list[str] = []

    def draft(self, spans: Sequence[TopicSpan]) -> TopicDraft | None:
        """Draft a topic from the best passage of each of its spans, and subtopics from the next best."""
        ranked = [self._rank(span) for span in spans]
        title, subtopic_titles = self._titles(spans)
        alone = len(spans) == 1
        sentences = [
            passage
            for passages in ranked
            for passage in self._choose_sentences(passages, TOPIC_SENTENCES if alone else 1)
        ]
        subtopics = []
        for span, passages, names in () if alone else zip(spans, ranked, subtopic_titles, strict=True):
            quotes = self._choose_quote(passages, MIN_QUALITY)
            topic = self._topic(span, self._choose_sentences(passages, TOPIC_SENTENCES), quotes, names)
            if topic is not None:
                subtopics.append(TopicDraft(topic, span))
        whole = TopicSpan(spans[0].first, spans[-1].end)
        every = sorted(
            (passage for passages in ranked for passage in passages), key=lambda passage: -passage.score
        )
        topic = self._topic(whole, sentences, self._choose_quote(every, LEAST_QUALITY), title)
        self._used_labels += title
        return TopicDraft(topic, whole, tuple(subtopics)) if topic is not None else None

    def _titles(self, spans: Sequence[TopicSpan]) -> tuple[list[str], list[list[str]]]:
        """Return what the titles of a topic and of each subtopic are joined from: chapters, else labels."""
        chapters = [_chapter_title(self._page_input, span) for span in spans]
        labels = [self._labels.pick(span, LABELS_PER_SPAN) for span in spans]
        subtopics: list[list[str]] = []
        for names in labels:
            subtopics.append(names[2:4] if names[:2] in subtopics and names[2:] else names[:2])
        titles = [title for title in chapters if title]
        if titles:
            return _fitting(titles), [[title] for title in titles] if all(chapters) else subtopics
        return (labels[0][:3] if len(spans) == 1 else pick_one_each(labels, self._used_labels)), subtopics

    def _rank(self, span: TopicSpan) -> list[Passage]:
        """Return the best passages of a span: good to quote, and near to the meaning of all of it."""
        found = find_passages(self._page_input, *span)[:PASSAGES_READ]
        by_wording = load_quotability("quote", embedding_model=None)
        passages = sorted(
            found,
            key=lambda passage: -passage.score - QUOTABILITY_WEIGHT * by_wording.score(passage.text),
        )[:PASSAGE_SHORTLIST]
        if not passages:
            return []
        texts = [passage.text for passage in passages]
        vectors = self._embed(texts)
        cosines = vectors @ self._page_input.mean_vector(*span)
        qualities = self._quotability.scores(texts, vectors)
        ranked = [
            replace(
                passage,
                score=passage.score + CENTRALITY_WEIGHT * float(cosine) + QUOTABILITY_WEIGHT * quality,
                quality=quality,
            )
            for passage, cosine, quality in zip(passages, cosines, qualities, strict=True)
        ]
        return sorted(ranked, key=lambda passage: -passage.score)

    def _choose_sentences(self, ranked: Sequence[Passage], count: int) -> list[Passage]:
        """Choose up to `count` of the best passages that are good to quote; else the best that is left."""
        good = [passage for passage in ranked if passage.quality >= MIN_QUALITY]
        fair = [passage for passage in ranked if passage.quality >= LEAST_QUALITY]
        return self._choose(good, count) or self._choose(fair, 1)

    def _choose(self, ranked: Sequence[Passage], count: int) -> list[Passage]:
        chosen = choose_distinct(ranked, count, self._used_passages)
        self._used_passages += chosen
        return chosen

    def _choose_quote(self, ranked: Sequence[Passage], least: float) -> list[Passage]:
        """Choose the best passage that begins where its sentence does, or else the best one; at most one.

        None where no other passage is as good to quote as `least`: the sentence is the quote then.
        """
        good = [passage for passage in ranked if passage.quality >= least]
        whole = [passage for passage in good if passage.text[0].isupper()]
        return self._choose(whole, 1) or self._choose(good, 1)

    def _topic(
        self,
        span: TopicSpan,
        passages: Sequence[Passage],
        quotes: Sequence[Passage],
        titles: Sequence[str],
    ) -> Topic | None:
        if not passages and not quotes:
            return None
        segments = self._page_input.segments[span.first : span.end]
        spoken = sorted(passages or quotes, key=lambda passage: (passage.position, passage.start_char))
        episode = self._page_input.episode
        return Topic(
            join_as_title(titles, len(titles)) or f"From segment {segments[0].number} on",
            segments[0].start,
            segments[-1].end,
            tuple(passage.sentence(episode) for passage in spoken),
            (quotes or passages)[0].cite(episode),
        )


def _chapter_title(page_input: PageInput, span: TopicSpan) -> str | None:
    """Return the title of the longest chapter that begins in a span."""
    return next((chapter.title for chapter in chapters_within(page_input, span)), None)


def _fitting(titles: Sequence[str]) -> list[str]:
    """Return the first title, and the following ones with which the joined length stays within the limit."""
    return [
        title
        for at, title in enumerate(titles)
        if not at or len(", ".join(titles[: at + 1])) <= CHAPTER_TITLE_MAX_CHARACTERS
    ]
