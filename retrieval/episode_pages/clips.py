"""Finds the clips of an episode: passages of 15 to 90 seconds that are worth playing on their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, NamedTuple

from pydantic import Field

from retrieval.answering.citations import cite
from retrieval.answering.grounding import Embed
from retrieval.episode_pages.beginnings import load_beginnings
from retrieval.episode_pages.clip_runs import Run, loose_runs, whole_cue_runs
from retrieval.episode_pages.clip_titles import title_quotes
from retrieval.episode_pages.introductions import introduces_somebody, needs_its_surroundings
from retrieval.episode_pages.page_input import PageInput
from retrieval.episode_pages.passages import Passage, filler_cost, find_passages
from retrieval.episode_pages.quotability import load_quotability
from retrieval.episode_pages.topic_segmentation import segment_topics
from retrieval.language.clauses import is_unpunctuated
from retrieval.language.conversation import (
    ASKING_PHRASES,
    COURTESIES,
    HATEFUL_PHRASES,
    STUTTERED_OPENER,
    STUTTERS,
    is_balanced,
)
from retrieval.language.sentences import split_sentences
from retrieval.language.strong_language import is_strong
from retrieval.models import Soundbite
from retrieval.models.episode_pages import Clip

CLIPS_VERSION = "14"
"""Version of stored clips; raise it when the same episode would get others."""
MIN_CANDIDATES = 5
"""Number of segments with a clip of whole cues below which clips may begin or end within a cue."""
MOST_CLIPS = 40
"""Number of clips of an episode that are found, of which those are shown that are best or viewed most."""
FIRST_SENTENCE_MIN_WORDS = 4
"""Words of a clip's first sentence."""
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
CLIP_STUTTER_COST = 0.2
"""Score lost for each word said twice and each start that is given up."""
QUOTABILITY_WEIGHT = 2.0
"""Weight of how well a clip can be quoted, which is -3 to 3."""
BEGINNING_WEIGHT = 1.0
"""Weight of how well its first sentence begins it, which is -3 to 3."""
RUNS_PER_SEGMENT = 2
"""Clips of a segment, with different beginnings, that are judged by what they mean."""
UNPUNCTUATED_COST = 1.5
"""Score lost by clips of talk without punctuation: all of six that were read began or ended in a thought."""
STRONG_LANGUAGE_COST = 2.0
"""Score lost by a clip with strong language, so that others are played first."""

_BARE_NAME = re.compile(r"(?:^|[.?!] )(?:Hi |Hey |Okay |So |And )?[A-Z][a-z]+(?: [A-Z][a-z]+)?[.?!](?= |$)")
"""A name alone, by which somebody is called or given the word: "Maren."."""
_UNFINISHED_ENDS = ("\u2026", "...", "-", "\u2013", "\u2014")
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


class _Candidate(NamedTuple):
    topic: int
    position: int
    quote: str
    score: float


def find_clips(page_input: PageInput, embed: Embed) -> tuple[ScoredClip, ...]:
    """Return the best clip of every segment that has one, in spoken order."""
    candidates = _candidates(page_input, loosely=False)
    if len(candidates) < MIN_CANDIDATES:
        found = {candidate.position for candidate in candidates}
        loose = _candidates(page_input, loosely=True)
        candidates += [candidate for candidate in loose if candidate.position not in found]
    judged = _judged(page_input, candidates, embed)
    best_first = sorted(judged, key=lambda candidate: -candidate.score)
    candidates = sorted(best_first[:MOST_CLIPS], key=lambda candidate: candidate.position)
    quotes = [(candidate.position, candidate.quote) for candidate in candidates]
    titles = title_quotes(page_input, quotes, embed)
    return tuple(
        ScoredClip(_clip(page_input, candidate, title), candidate.score, candidate.topic)
        for candidate, title in zip(candidates, titles, strict=True)
    )


def _candidates(page_input: PageInput, *, loosely: bool) -> list[_Candidate]:
    """Return the best clips of every segment that has any, not yet judged by what they mean."""
    candidates: list[_Candidate] = []
    for topic, spans in enumerate(segment_topics(page_input)):
        first, end = spans[0].first, spans[-1].end
        passages: dict[int, list[Passage]] = {}
        for passage in find_passages(page_input, first, end):
            passages.setdefault(passage.position, []).append(passage)
        for position in range(first, end):
            if position not in page_input.skipped_positions:
                runs = loose_runs if loosely else whole_cue_runs
                quotes = _best_quotes(
                    page_input, position, passages.get(position, []), runs(page_input.segments[position])
                )
                candidates += [_Candidate(topic, position, *quote) for quote in quotes]
    return candidates


def _best_quotes(
    page_input: PageInput, position: int, passages: Sequence[Passage], runs: Iterator[Run]
) -> list[tuple[str, float]]:
    """Return the words of a segment that make its best clips, and their scores without what they mean.

    Of those that begin with the same word, only the best one.
    """
    segment = page_input.segments[position]
    quotability, beginnings = (
        load_quotability("clip", embedding_model=None),
        load_beginnings(embedding_model=None),
    )
    best: dict[int, tuple[float, str, float]] = {}
    for run in runs:
        text = segment.text[run.first : run.end]
        inside = [
            passage.score
            for passage in passages
            if run.first <= passage.start_char and passage.start_char + len(passage.text) <= run.end
        ]
        if not inside or _is_unfit(text) or introduces_somebody(page_input, position, text):
            continue
        score = _less_flaws(max(inside), text)
        score += SOUNDBITE_BONUS * max(
            (_overlap(run.start_time, run.end_time, bite) for bite in page_input.soundbites), default=0.0
        )
        judged = score + QUOTABILITY_WEIGHT * quotability.score(text)
        judged += BEGINNING_WEIGHT * beginnings.scores([_beginning(text)])[0]
        if run.first not in best or judged > best[run.first][0]:
            best[run.first] = judged, text, score
    ranked = sorted(best.values(), key=lambda each: -each[0])
    return [(text, score) for _, text, score in ranked[:RUNS_PER_SEGMENT]]


def _judged(page_input: PageInput, candidates: Sequence[_Candidate], embed: Embed) -> list[_Candidate]:
    """Return the best candidate of each segment; its score also counts its beginning and its meaning."""
    if not candidates:
        return []
    model = page_input.embedding_model
    texts = [candidate.quote for candidate in candidates]
    openings = [_beginning(text) for text in texts]
    quality = load_quotability("clip", model).scores(texts, embed(texts))
    begins = load_beginnings(model).scores(openings, embed(openings))
    best: dict[int, _Candidate] = {}
    for candidate, quotable, beginning in zip(candidates, quality, begins, strict=True):
        score = candidate.score + QUOTABILITY_WEIGHT * quotable + BEGINNING_WEIGHT * beginning
        score -= UNPUNCTUATED_COST * page_input.is_unpunctuated
        known = best.get(candidate.position)
        if known is None or score > known.score:
            best[candidate.position] = candidate._replace(score=score)
    return list(best.values())


def _beginning(text: str) -> str:
    """Return the first sentence of a clip, on one line."""
    return " ".join(split_sentences(text)[0].text.split())


def _is_unfit(text: str) -> bool:
    """Return whether a clip is about the show, as greetings are, is hateful, asks last, or breaks off."""
    if COURTESIES.search(text) or _BARE_NAME.search(text) or STUTTERED_OPENER.match(text):
        return True
    if (
        text.endswith(_UNFINISHED_ENDS)
        or needs_its_surroundings(text)
        or _is_fragment(split_sentences(text)[0].text)
    ):
        return True
    return bool(HATEFUL_PHRASES.search(text)) or _asks_last(text) or not is_balanced(text)


def _is_fragment(sentence: str) -> bool:
    """Return whether the first sentence of a clip is only an end of one: "Super geeky."."""
    return len(sentence.split()) < FIRST_SENTENCE_MIN_WORDS


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
    return score - filler_cost(text) - CLIP_STUTTER_COST * len(STUTTERS.findall(text))


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
