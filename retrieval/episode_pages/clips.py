"""Finds the clips of an episode: passages of 15 to 90 seconds that are worth playing on their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, NamedTuple

from pydantic import Field

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.clip_titles import title_quotes
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.passages import Passage, filler_cost, find_passages, stands_alone
from retrieval.episode_pages.quotability import load_quotability
from retrieval.episode_pages.topic_segmentation import segment_topics
from retrieval.language.clauses import is_unpunctuated
from retrieval.language.conversation import ASKING_PHRASES, COURTESIES, HATEFUL_PHRASES, is_balanced
from retrieval.language.sentences import split_sentences
from retrieval.language.strong_language import is_strong
from retrieval.models import Segment, Soundbite
from retrieval.models.episode_pages import Clip
from retrieval.transcripts.segmenter import segment_sentences, turn_starts

CLIPS_VERSION = "10"
"""Version of stored clips; raise it when the same episode would get others."""
CLIP_MIN_SECONDS, CLIP_MAX_SECONDS = 15.0, 90.0
"""Seconds of a clip."""
CLIP_MIN_WORDS, CLIP_MAX_WORDS = 35, 240
"""Words of a clip in a transcript without times."""
MOST_CLIPS = 40
"""Number of clips of an episode that are found, of which those are shown that are best or viewed most."""
LAST_WORDS = 40
"""Words at the end of a clip without punctuation that ask nothing."""
SOUNDBITE_BONUS = 1.5
"""Score gained by a clip that is a soundbite of the episode's makers, in part for one that overlaps it."""
SOUNDBITE_MIN_OVERLAP = 0.5
"""Share of overlap from which a clip gets the soundbite's title."""
TURN_COST = 0.7
"""Score lost for each change of speaker, and for each question."""
ADDRESSING_COST = 0.4
"""Score lost by a clip that begins with "you" or "I'm"."""
QUOTABILITY_WEIGHT = 2.0
"""Weight of how well a clip can be quoted, which is -3 to 3."""
STRONG_LANGUAGE_COST = 2.0
"""Score lost by a clip with strong language, so that others are played first."""

_STUTTER = re.compile(r"(\w+(?:['’]\w+)?(?: \w+(?:['’]\w+)?)?),? \1\b", re.IGNORECASE)
_BARE_NAME = re.compile(r"(?:^|[.?!] )(?:Hi |Hey |Okay |So |And )?[A-Z][a-z]+(?: [A-Z][a-z]+)?[.?!](?= |$)")
"""A name alone, by which somebody is called or given the word: "Maren."."""
_ADDRESSING = re.compile(r"(?:you|you're|you've|your|i'm|i'll)\b", re.IGNORECASE)
_TURN_WITHIN = re.compile(r"(?<=\S )[-\u2013\u2014>]+ (?=[A-Z])")


@dataclass(frozen=True, slots=True)
class ScoredClip:
    """The best clip of a segment, its score before views count, and the number of its topic.

    Stored rows call the score `worth`.
    """

    clip: Clip
    score: Annotated[float, Field(alias="worth")]
    topic: int

    @property
    def segment(self) -> int:
        """Number of the segment that the clip is cut from."""
        return self.clip.quote.segment


class _Run(NamedTuple):
    """Characters `first` to `end` of a segment, and when they are said, in seconds."""

    first: int
    end: int
    start_time: float | None
    end_time: float | None


class _Candidate(NamedTuple):
    topic: int
    position: int
    quote: str
    score: float


def find_clips(page_input: PageInput, embed: Embed) -> tuple[ScoredClip, ...]:
    """Return the best clip of every segment that has one, in spoken order."""
    candidates: list[_Candidate] = []
    for topic, spans in enumerate(segment_topics(page_input)):
        first, end = spans[0].first, spans[-1].end
        passages: dict[int, list[Passage]] = {}
        for passage in find_passages(page_input, first, end):
            passages.setdefault(passage.position, []).append(passage)
        for position in range(first, end):
            if position not in page_input.skipped_positions:
                best = _best_quote(page_input, position, passages.get(position, []))
                candidates += [_Candidate(topic, position, *best)] if best else []
    judged = _judged(page_input, candidates, embed)
    best_first = sorted(judged, key=lambda candidate: -candidate.score)
    candidates = sorted(best_first[:MOST_CLIPS], key=lambda candidate: candidate.position)
    quotes = [(candidate.position, candidate.quote) for candidate in candidates]
    titles = title_quotes(page_input, quotes, embed)
    return tuple(
        ScoredClip(_clip(page_input, candidate, title), candidate.score, candidate.topic)
        for candidate, title in zip(candidates, titles, strict=True)
    )


def _best_quote(
    page_input: PageInput, position: int, passages: Sequence[Passage]
) -> tuple[str, float] | None:
    """Return the words of a segment that make its best clip, and their score without what they mean."""
    segment = page_input.segments[position]
    by_wording = load_quotability("clip", embedding_model=None)
    best: tuple[str, float] | None = None
    most = 0.0
    for run in _runs(segment):
        text = segment.text[run.first : run.end]
        inside = [
            passage.score
            for passage in passages
            if run.first <= passage.start_char and passage.start_char + len(passage.text) <= run.end
        ]
        if not inside or not stands_alone(segment, run.first) or _is_unfit(text):
            continue
        score = _less_flaws(max(inside), text)
        score += SOUNDBITE_BONUS * max(
            (_overlap(run.start_time, run.end_time, bite) for bite in page_input.soundbites), default=0.0
        )
        judged = score + QUOTABILITY_WEIGHT * by_wording.score(text)
        if best is None or judged > most:
            best, most = (text, score), judged
    return best


def _judged(page_input: PageInput, candidates: Sequence[_Candidate], embed: Embed) -> list[_Candidate]:
    """Return the candidates with scores that also say how well each can be quoted."""
    quotability = load_quotability("clip", page_input.embedding_model)
    texts = [candidate.quote for candidate in candidates]
    vectors = embed(texts) if texts and quotability.meaning is not None else None
    return [
        candidate._replace(score=candidate.score + QUOTABILITY_WEIGHT * quality)
        for candidate, quality in zip(candidates, quotability.scores(texts, vectors), strict=True)
    ]


def _is_unfit(text: str) -> bool:
    """Return whether a clip is about the show, as greetings are, is hateful, asks last, or breaks off."""
    if COURTESIES.search(text) or _BARE_NAME.search(text) or _STUTTER.match(text):
        return True
    return bool(HATEFUL_PHRASES.search(text)) or _asks_last(text) or not is_balanced(text)


def _asks_last(text: str) -> bool:
    """Return whether the last words of a clip ask something, which is answered after it."""
    if is_unpunctuated(text):
        return ASKING_PHRASES.search(" ".join(text.split()[-LAST_WORDS:])) is not None
    last = split_sentences(text)[-1].text
    return last.endswith("?") or ASKING_PHRASES.match(last) is not None


def _less_flaws(score: float, text: str) -> float:
    """Return a score less what changes of speaker, questions, addressing somebody and filler cost."""
    score -= TURN_COST * (len(_TURN_WITHIN.findall(text)) + text.count("?"))
    if is_strong(text):
        score -= STRONG_LANGUAGE_COST
    if _ADDRESSING.match(text):
        score -= ADDRESSING_COST
    return score - filler_cost(text)


def _runs(segment: Segment) -> Iterator[_Run]:
    """Yield the runs of one speaker's whole cues that are whole sentences and have the length of a clip."""
    spans = segment_sentences(segment)
    starts = {span.start_char for span in spans if span.complete}
    ends = {span.end_char for span in spans if span.complete}
    turns = turn_starts(segment)
    cue_start = 0
    open_starts: list[tuple[int, float | None]] = []
    for cue in segment.cues:
        if cue_start in turns:
            open_starts.clear()
        first = cue_start + len(cue.text) - len(cue.text.lstrip("-\u2013\u2014> "))
        if first in starts:
            open_starts.append((first, cue.start))
        end = cue_start + len(cue.text)
        if end in ends:
            runs = (_Run(start, end, start_time, cue.end) for start, start_time in open_starts)
            yield from (run for run in runs if _has_clip_length(run, segment.text))
        cue_start = end + 1


def _has_clip_length(run: _Run, text: str) -> bool:
    if run.start_time is None or run.end_time is None:
        return CLIP_MIN_WORDS <= len(text[run.first : run.end].split()) <= CLIP_MAX_WORDS
    return CLIP_MIN_SECONDS <= run.end_time - run.start_time <= CLIP_MAX_SECONDS


def _overlap(start: float | None, end: float | None, bite: Soundbite) -> float:
    """Return the share, 0 to 1, of the time covered by a clip and a soundbite that belongs to both."""
    if start is None or end is None:
        return 0.0
    bite_end = bite.start + bite.duration
    shared = max(0.0, min(end, bite_end) - max(start, bite.start))
    return shared / (max(end, bite_end) - min(start, bite.start))


def _clip(page_input: PageInput, candidate: _Candidate, title: str) -> Clip:
    """Return a clip; one that its makers picked has their title."""
    citation = cite(page_input.episode, page_input.segments[candidate.position], candidate.quote)
    clip = Clip(title, citation.start, citation.end, citation, (citation,))
    overlaps = {
        bite.title: _overlap(clip.start, clip.end, bite) for bite in page_input.soundbites if bite.title
    }
    best = max(overlaps, key=lambda name: overlaps[name], default=None)
    return replace(clip, title=best) if best and overlaps[best] >= SOUNDBITE_MIN_OVERLAP else clip
