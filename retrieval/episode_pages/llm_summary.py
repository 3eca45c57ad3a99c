"""Summarizes an episode by a chat model: what is proven stays, the rest is the episode's own words.

The topics, their times, and what replaces anything that the model gets wrong are those of
`extractive_summary`.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from retrieval.answering.citations import cite
from retrieval.answering.claim_support import Claim, Evidence
from retrieval.answering.grounding import Embed, ground
from retrieval.answering.model_sentences import split_sentences
from retrieval.answering.proof.judgement import Rejection
from retrieval.concurrency import WorkerThreads
from retrieval.episode_pages.extractive_summary import TopicDraft
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.topic_segmentation import TopicSpan
from retrieval.episode_pages.topic_writer import TopicWriter, WrittenTopic
from retrieval.language.conversation import is_bare_assent
from retrieval.models import Citation, Draft, Hit, Progress, ProgressSink
from retrieval.models.episode_pages import Summary, Topic
from retrieval.transcripts.segmenter import segment_sentences, turn_starts

CONCURRENT_REQUESTS = 3
"""Number of requests of one episode that wait for the model at the same time."""
WRITTEN_TOPIC_MAX_SENTENCES = 3
"""Sentences of a topic that are shown."""
SEGMENT_PROMPT_CHARACTERS = 16
"""Characters of a prompt for each segment in addition to its text: its number, at times a name."""
WRITTEN_SENTENCE_MIN_WORDS = 5
"""Words of a sentence that is shown."""
QUOTE_MIN_WORDS, QUOTE_MAX_WORDS = 6, 60
"""Words of a quote."""
QUOTE_MAX_SENTENCES = 3
"""Sentences of a quote."""
QUOTE_MIN_SIMILARITY = 60
"""Least similarity (0 to 100) of a verbatim quote to the one that the model wrote."""
WRITTEN_TITLE_MAX_WORDS = 9
"""Words of a title that the model wrote."""
TITLE_MIN_COVERAGE = 0.5
"""Least share of a title's words that the segments say."""


def count_requests(drafts: Sequence[TopicDraft]) -> int:
    """Return how many requests it takes to write a summary of drafted topics: one each, subtopics too."""
    return sum(1 + len(draft.subtopics) for draft in drafts)


async def write_summary(
    page_input: PageInput,
    drafts: Sequence[TopicDraft],
    writer: TopicWriter,
    embed: Embed,
    progress: ProgressSink | None,
    threads: WorkerThreads,
) -> Summary:
    """Return the drafted topics in spoken order, as the model tells them.

    Raises ModelError if the model can't be reached or refuses to work.
    """
    rewriter = _TopicRewriter(page_input, writer, embed, progress, count_requests(drafts), threads)
    tasks = [asyncio.create_task(rewriter.rewrite(draft)) for draft in drafts]
    try:
        topics = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    return Summary(page_input.episode, tuple(topics), writer.name, rewriter.tokens)


class _TopicRewriter:
    """Has the topics of one episode written by a model; counts what is done and the `tokens` used."""

    def __init__(
        self,
        page_input: PageInput,
        writer: TopicWriter,
        embed: Embed,
        progress: ProgressSink | None,
        total: int,
        threads: WorkerThreads,
    ) -> None:
        self._page_input, self._writer, self._embed = page_input, writer, embed
        self._progress, self._total, self._done = progress, total, 0
        self._threads = threads
        self._requests = asyncio.Semaphore(CONCURRENT_REQUESTS)
        self.tokens = 0

    async def rewrite(self, draft: TopicDraft) -> Topic:
        """Rewrite the subtopics, then the topic from what they cite, where not all of it fits."""
        subtopics = [await self._rewrite_alone(part, ()) for part in draft.subtopics]
        cited = [citation.segment for topic in subtopics for citation in _citations(topic)]
        return replace(await self._rewrite_alone(draft, cited), subtopics=tuple(subtopics))

    async def _rewrite_alone(self, draft: TopicDraft, cited: Sequence[int]) -> Topic:
        hits = select_segments(self._page_input, draft.span, self._writer.room, cited)
        async with self._requests:
            written = await self._writer.write(hits)
        topic = await self._threads.run(verified_topic, draft.topic, written, hits, self._embed)
        self._done, self.tokens = self._done + 1, self.tokens + written.tokens
        if self._progress is not None:
            self._progress(Progress("summarizing", self._done, self._total))
        return topic


def select_segments(
    page_input: PageInput, span: TopicSpan, max_characters: int, cited: Collection[int] = ()
) -> list[Hit]:
    """Return the segments of a span that fit into a prompt, in spoken order.

    Where not all do, the `cited` ones (by number) come first, then those nearest to the mean of the span.
    """
    every = range(span.first, span.end)
    positions = [position for position in every if position not in page_input.skipped_positions]
    positions = positions or list(every)
    closeness = page_input.vectors @ page_input.vectors[positions].mean(axis=0)
    segments = page_input.segments
    positions.sort(key=lambda position: (segments[position].number not in cited, -closeness[position]))
    chosen: list[int] = []
    room = max_characters
    for position in positions:
        room -= len(segments[position].text) + SEGMENT_PROMPT_CHARACTERS
        if room < 0 and chosen:
            break
        chosen.append(position)
    return [
        Hit(page_input.episode, segments[position], float(closeness[position])) for position in sorted(chosen)
    ]


def verified_topic(own: Topic, written: WrittenTopic, hits: Sequence[Hit], embed: Embed) -> Topic:
    """Return a topic in the model's words as far as `hits` prove them, in its `own` words otherwise."""
    drafts = [Draft(text, cited) for draft in written.drafts for text, cited in split_sentences(draft)]
    long = [draft for draft in drafts if len(draft.text.split()) >= WRITTEN_SENTENCE_MIN_WORDS]
    proven = ground(long, hits, "", embed=embed)[:WRITTEN_TOPIC_MAX_SENTENCES]
    return replace(
        own,
        title=_verified_title(written.title, hits) or own.title,
        sentences=proven or own.sentences,
        quote=_verbatim_quote(written.quote, hits) or own.quote,
    )


def _citations(topic: Topic) -> list[Citation]:
    return [topic.quote, *(citation for sentence in topic.sentences for citation in sentence.citations)]


def _verified_title(written: str, hits: Sequence[Hit]) -> str:
    """Return the model's title if it is short and its words were said, else an empty one."""
    lines = [text for text, _ in split_sentences(Draft(written))]
    title = lines[0].strip(" \"'\u201c\u201d.:") if lines else ""
    if not 0 < len(title.split()) <= WRITTEN_TITLE_MAX_WORDS:
        return ""
    evidence = Evidence(Claim.parse(title, "", hits), tuple(hits))
    is_specific = evidence.has_names and evidence.rejection not in (Rejection.NUMBER, Rejection.NAME)
    said = is_specific and evidence.has_addresses and evidence.coverage >= TITLE_MIN_COVERAGE
    return title[:1].upper() + title[1:] if said else ""


def _verbatim_quote(written: str, hits: Sequence[Hit]) -> Citation | None:
    """Return the one to three whole sentences of one speaker that are most like the model's quote."""
    if len(written.split()) < QUOTE_MIN_WORDS:
        return None
    candidates = [
        (hit, start, text)
        for hit in hits
        for start, text in _sentence_runs(hit)
        if QUOTE_MIN_WORDS <= len(text.split()) <= QUOTE_MAX_WORDS
    ]
    nearest = process.extractOne(
        " ".join(written.split()).casefold(),
        [text.casefold() for _, _, text in candidates],
        scorer=fuzz.ratio,
        score_cutoff=QUOTE_MIN_SIMILARITY,
    )
    if nearest is None:
        return None
    hit, start, text = candidates[nearest[2]]
    return cite(hit.episode, hit.segment, text, start)


def _sentence_runs(hit: Hit) -> Iterator[tuple[int, str]]:
    """Yield one to three complete sentences in a row of one speaker: where they begin, and their text."""
    spans, turns = segment_sentences(hit.segment), turn_starts(hit.segment)
    for first in range(len(spans)):
        if is_bare_assent(spans[first].text):
            continue
        for last in range(first, min(first + QUOTE_MAX_SENTENCES, len(spans))):
            if not spans[last].complete or (last > first and spans[last].start_char in turns):
                break
            start = spans[first].start_char
            yield start, hit.segment.text[start : spans[last].end_char]
