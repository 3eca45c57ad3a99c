"""An episode's topics as a chat model tells them: what is proven stays, the rest is the episode's own words.

The topics, their times and what stands in for whatever the model gets wrong are those of `highlights`.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from retrieval.answering.citations import cite
from retrieval.answering.claim_support import Claim, Evidence
from retrieval.answering.grounding import Embed, ground
from retrieval.answering.model_sentences import pieces
from retrieval.episode_pages.extractive_summary import Sketch, sketches
from retrieval.episode_pages.topic_segmentation import Stretch
from retrieval.episode_pages.topic_writer import TopicWriter, Written
from retrieval.index.advertisements import asides
from retrieval.models import Citation, Draft, Hit, Progress, ProgressSink
from retrieval.models.episode_pages import EpisodeIndex, Summary, Topic
from retrieval.transcripts.segmenter import segment_sentences, turn_starts

AT_ONCE = 3
"""How many requests wait for the model at the same time."""
MOST_SENTENCES = 3
AROUND = 16
"""What stands around a passage besides its text: its number, now and then a name."""
SENTENCE_WORDS = 5
QUOTE_WORDS = (6, 60)
QUOTE_SPANS = 3
ALIKE = 60
"""The least likeness, of 100, of a verbatim quote to the one that the model gives."""
TITLE_WORDS = 9
SAID = 0.5
"""The share of a title's words that must be said in the stretch."""


async def write_highlights(
    index: EpisodeIndex, writer: TopicWriter, embed: Embed, progress: ProgressSink | None = None
) -> Summary:
    """The topics in spoken order. Raises ModelError where the model can't be reached or refuses to work."""
    drawn = await asyncio.to_thread(sketches, index, embed)
    telling = _Telling(index, writer, embed, progress, sum(1 + len(sketch.parts) for sketch in drawn))
    tasks = [asyncio.create_task(telling.topic(sketch)) for sketch in drawn]
    try:
        topics = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    return Summary(index.episode, tuple(topics), writer.name, telling.tokens)


class _Telling:
    """The job of one episode: what is done of it, and what it cost."""

    def __init__(
        self,
        index: EpisodeIndex,
        writer: TopicWriter,
        embed: Embed,
        progress: ProgressSink | None,
        total: int,
    ) -> None:
        self._index, self._writer, self._embed = index, writer, embed
        self._progress, self._total, self._done = progress, total, 0
        self._turn = asyncio.Semaphore(AT_ONCE)
        self.tokens = 0

    async def topic(self, sketch: Sketch) -> Topic:
        """A topic after its subtopics: what they cite is what it is told from, where not all of it fits."""
        parts = [await self._tell(part, ()) for part in sketch.parts]
        cited = [citation.segment for part in parts for citation in _citations(part)]
        return replace(await self._tell(sketch, cited), subtopics=tuple(parts))

    async def _tell(self, sketch: Sketch, cited: Sequence[int]) -> Topic:
        hits = fitting(self._index, sketch.stretch, self._writer.room, cited)
        async with self._turn:
            written = await self._writer.write(hits)
        topic = await asyncio.to_thread(believed, sketch.topic, written, hits, self._embed)
        self._done, self.tokens = self._done + 1, self.tokens + written.tokens
        if self._progress is not None:
            self._progress(Progress("summarizing", self._done, self._total))
        return topic


def fitting(index: EpisodeIndex, stretch: Stretch, room: int, cited: Collection[int] = ()) -> list[Hit]:
    """The segments of a stretch in spoken order; of more than `room` characters those that are cited, then
    those nearest to what the stretch is about.
    """
    first, end = stretch
    aside = asides(index.segments)
    places = [place for place in range(first, end) if place not in aside] or list(range(first, end))
    closeness = index.vectors @ index.vectors[places].mean(axis=0)
    places.sort(key=lambda place: (index.segments[place].number not in cited, -closeness[place]))
    chosen: list[int] = []
    for place in places:
        room -= len(index.segments[place].text) + AROUND
        if room < 0 and chosen:
            break
        chosen.append(place)
    return [Hit(index.episode, index.segments[place], float(closeness[place])) for place in sorted(chosen)]


def believed(own: Topic, written: Written, hits: Sequence[Hit], embed: Embed) -> Topic:
    """A topic in the model's words as far as `hits` prove them, for the rest as it was in its `own`."""
    drafts = [Draft(text, cited) for draft in written.drafts for text, cited in pieces(draft)]
    told = [draft for draft in drafts if len(draft.text.split()) >= SENTENCE_WORDS]
    said = ground(told, hits, "", embed=embed)[:MOST_SENTENCES]
    return replace(
        own,
        title=_title(written.title, hits) or own.title,
        sentences=said or own.sentences,
        quote=_quote(written.quote, hits) or own.quote,
    )


def _citations(topic: Topic) -> list[Citation]:
    return [topic.quote, *(citation for sentence in topic.sentences for citation in sentence.citations)]


def _title(written: str, hits: Sequence[Hit]) -> str:
    """The model's title, if it is one and its words were said."""
    lines = [text for text, _ in pieces(Draft(written))]
    title = lines[0].strip(" \"'\u201c\u201d.:") if lines else ""
    if not 0 < len(title.split()) <= TITLE_WORDS:
        return ""
    evidence = Evidence(Claim.read(title, "", hits), tuple(hits))
    fair = evidence.is_sound and evidence.coverage >= SAID
    return title[:1].upper() + title[1:] if fair else ""


def _quote(written: str, hits: Sequence[Hit]) -> Citation | None:
    """The one to three whole sentences of one speaker that are nearest to what the model quotes."""
    least, most = QUOTE_WORDS
    if len(written.split()) < least:
        return None
    found = [
        (hit, at, text) for hit in hits for at, text in _windows(hit) if least <= len(text.split()) <= most
    ]
    wanted = " ".join(written.split()).casefold()
    near = process.extractOne(
        wanted, [text.casefold() for _, _, text in found], scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    if near is None:
        return None
    hit, at, text = found[near[2]]
    return cite(hit.episode, hit.segment, text, at)


def _windows(hit: Hit) -> Iterator[tuple[int, str]]:
    """One to three complete sentences in a row of one speaker, and where they begin."""
    spans, turns = segment_sentences(hit.segment), turn_starts(hit.segment)
    for first in range(len(spans)):
        for last in range(first, min(first + QUOTE_SPANS, len(spans))):
            if not spans[last].complete or (last > first and spans[last].start_char in turns):
                break
            at = spans[first].start_char
            yield at, hit.segment.text[at : spans[last].end_char]
