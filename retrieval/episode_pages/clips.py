"""Finds the clips of an episode: passages of 15 to 90 seconds that are worth playing on their own."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, NamedTuple

from pydantic import Field

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.clip_titles import first_words, title_quotes
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.passages import Passage, filler_cost, find_passages, stands_alone
from retrieval.episode_pages.topic_segmentation import segment_topics
from retrieval.language.conversation import COURTESIES, HATEFUL_PHRASES, is_balanced
from retrieval.language.strong_language import is_strong
from retrieval.models import Segment, Soundbite
from retrieval.models.episode_pages import Clip
from retrieval.transcripts.segmenter import segment_sentences, turn_starts

CLIPS_VERSION = "9"
"""Version of stored clips; raise it when the same episode would get others."""
CLIP_MIN_SECONDS, CLIP_MAX_SECONDS = 15.0, 90.0
"""Seconds of a clip."""
CLIP_MIN_WORDS, CLIP_MAX_WORDS = 35, 240
"""Words of a clip in a transcript without times."""
MIN_CLIPS, MAX_CLIPS = 5, 10
"""Number of clips that are shown."""
MINUTES_PER_CLIP = 12
"""Minutes of an episode for each clip that is shown."""
SOUNDBITE_BONUS = 1.5
"""Score gained by a clip that is a soundbite of the episode's makers, in part for one that overlaps it."""
SOUNDBITE_MIN_OVERLAP = 0.5
"""Share of overlap from which a clip gets the soundbite's title."""
CLIPS_PER_TOPIC = 2
"""Number of clips of one topic, apart from viewed ones."""
FULL_LENGTH_WORDS = 90
"""Words up to which a longer clip is better."""
CLIP_LENGTH_BONUS = 0.6
"""Score gained by a clip of those words."""
TURN_COST = 0.7
"""Score lost for each change of speaker, and for each question."""
ADDRESSING_COST = 0.4
"""Score lost by a clip that begins with "you" or "I'm"."""

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
    quotes = [(candidate.position, candidate.quote) for candidate in candidates]
    titles = title_quotes(page_input, quotes, embed)
    return tuple(
        ScoredClip(_clip(page_input, candidate, title), candidate.score, candidate.topic)
        for candidate, title in zip(candidates, titles, strict=True)
    )


def choose_clips(
    clips: Sequence[ScoredClip], views: Mapping[int, int], duration: float | None = None
) -> tuple[Clip, ...]:
    """Choose five to ten clips for an episode of `duration` seconds.

    First come those viewed most (`views` counts them by segment number), then the best ones of all topics.
    """
    count = min(MAX_CLIPS, max(MIN_CLIPS, round((duration or 0) / 60 / MINUTES_PER_CLIP)))

    def views_of(scored: ScoredClip) -> int:
        return views.get(scored.segment, 0)

    ranked = sorted(clips, key=lambda scored: (-views_of(scored), -scored.score))
    chosen: list[ScoredClip] = []
    for with_new_title in (True, False):  # a title that is taken only where clips would be too few
        for scored in ranked:
            is_spread = _is_spread(scored, chosen) and not (with_new_title and _has_title(scored, chosen))
            if scored not in chosen and (views_of(scored) > 0 or is_spread):
                chosen.append(scored)
        if len(chosen) >= MIN_CLIPS:
            break
    else:
        chosen += [scored for scored in ranked if scored not in chosen]
    return _with_distinct_titles([scored.clip for scored in chosen[:count]])


def _is_spread(scored: ScoredClip, chosen: Sequence[ScoredClip]) -> bool:
    """Return whether a clip is neither the third of its topic nor next to another one."""
    same_topic = [other for other in chosen if other.topic == scored.topic]
    adjacent = any(abs(scored.segment - other.segment) < 2 for other in chosen)
    return len(same_topic) < CLIPS_PER_TOPIC and not adjacent


def _has_title(scored: ScoredClip, chosen: Sequence[ScoredClip]) -> bool:
    return scored.clip.title.casefold() in {other.clip.title.casefold() for other in chosen}


def _with_distinct_titles(clips: Sequence[Clip]) -> tuple[Clip, ...]:
    """Return the clips; one whose title an earlier one has is called by its first words."""
    named: list[Clip] = []
    for clip in clips:
        is_taken = clip.title.casefold() in {other.title.casefold() for other in named}
        named.append(replace(clip, title=first_words(clip.quote.quote)) if is_taken else clip)
    return tuple(named)


def _best_quote(
    page_input: PageInput, position: int, passages: Sequence[Passage]
) -> tuple[str, float] | None:
    """Return the words of a segment that make its best clip, and their score."""
    segment = page_input.segments[position]
    best: tuple[str, float] | None = None
    for run in _runs(segment):
        text = segment.text[run.first : run.end]
        inside = [
            passage.score
            for passage in passages
            if run.first <= passage.start_char and passage.start_char + len(passage.text) <= run.end
        ]
        if not inside or not stands_alone(segment, run.first) or _is_unfit(text):
            continue
        score = max(inside) + CLIP_LENGTH_BONUS * min(1.0, len(text.split()) / FULL_LENGTH_WORDS)
        score = _less_flaws(score, text)
        score += SOUNDBITE_BONUS * max(
            (_overlap(run.start_time, run.end_time, bite) for bite in page_input.soundbites), default=0.0
        )
        if best is None or score > best[1]:
            best = text, score
    return best


def _is_unfit(text: str) -> bool:
    """Return whether a clip is about the show, as greetings are, is hateful, or breaks off a quotation."""
    is_about_the_show = COURTESIES.search(text) or _BARE_NAME.search(text) or _STUTTER.match(text)
    return bool(is_about_the_show or HATEFUL_PHRASES.search(text)) or not is_balanced(text)


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
