"""The questions of an episode: what its host asks, as a listener would, and what it is about."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from numpy import float32
from numpy.typing import NDArray

from retrieval.answering.grounding import Embed
from retrieval.episode_pages.keyphrases import is_quality, share_a_word
from retrieval.episode_pages.question_cleaning import asked_in, defines, standing
from retrieval.episode_pages.topic_labels import Labels
from retrieval.episode_pages.topic_segmentation import outline
from retrieval.index.advertisements import asides
from retrieval.language.clauses import is_unpunctuated
from retrieval.language.sentences import TURN_MARK
from retrieval.language.word_frequency import frequency_rank
from retrieval.language.words import CLAIM_STOP_WORDS, content_stems, tokenize
from retrieval.models import Answer, Segment
from retrieval.models.episode_pages import EpisodeIndex, EpisodeQuestion
from retrieval.transcripts.segmenter import Span, segment_sentences

VERSION = "4"
"""Changes when the same episode would give other questions."""
REACH = 3
"""In how many segments from the question on its answer may be."""
LEAST_SAID = 12
"""An answer has at least as many words."""
MOST_CITED = 3
LABELS = 5
"""Of so many phrases that name a stretch, the first that people would ask about names its question."""
SAMPLED, LEAST_COMMON = 40, 0.4
"""English has at least this share of its commonest words in so many segments: all real episodes have 0.6."""
RARE, UNCOMMON = 5_000, 3_000
"""The ranks of words from which one alone, and one beside others, is something to ask about."""
WANTED = 10
FEWEST = 6
"""Where its host asked fewer that stand alone, the episode's subjects are asked about."""
TRIED = 30
LEAST_WORTH = 3.3
"""Below it people mostly ask each other, not on behalf of those who listen."""
DEFINING = 1.0
"""What counts for a question what something is."""
LEAST_NEAR, MOST_NEARER = 0.4, 3
"""A question is at least so similar to a segment of its passage, and to at most so many others more."""
NEARNESS = 2.5
TO_SOMEBODY = 0.4
"""What counts for a question that another speaker answers, and against one that is only rhetorical."""
OPENING = 4
"""In so many segments at the beginning sponsors may be named beside talk."""


_HERE_IS = re.compile(r"\b(?:here's|here is|welcome|joined by|my guest)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, cleaned; the segment and the character where it ends; how well it stands alone.

    It is answered in that segment or in those right after, `reach` in all.
    """

    question: str
    place: int
    end: int
    worth: float
    reach: int = REACH


def asked(index: EpisodeIndex) -> list[Asked]:
    """What is asked in an episode and may be understood without it, the best first."""
    aside = asides(index.segments)
    host = _host(index.segments)
    turns = _has_turns(index.segments)
    found: dict[str, Asked] = {}
    for place, segment in enumerate(index.segments):
        flat = is_unpunctuated(segment.text)
        spans = segment_sentences(segment)
        first = _after_advert(spans, place) if place in aside else 0
        for at, span in enumerate(spans[first:], first):
            question = asked_in(span.text, flat)
            worth = standing(question)
            if worth <= 0:
                continue
            put = not turns or _is_put(index.segments, place, at)
            by_host = host is not None and _speaker_at(segment, span) == host
            if host is not None and not (put or by_host):
                continue  # a speaker's question to nobody
            worth += TO_SOMEBODY * (by_host + (put if turns else 0) - (not put))
            found.setdefault(question.casefold(), Asked(question, place, span.end_char, worth))
    return sorted(found.values(), key=lambda each: (-each.worth, each.place))


def about(index: EpisodeIndex, embed: Embed) -> list[Asked]:
    """A question about the subject of each stretch of an episode, those of the longest stretches first.

    None where the talk isn't in English, as these questions are.
    """
    if not _is_english(index.segments):
        return []
    labels = Labels(index, embed)
    guests = index.episode.guests
    who = guests[0] if len(guests) == 1 else None
    named = [index.episode.show.title]
    found = []
    stretches = [stretch for topic in outline(index) for stretch in topic]
    for first, end in sorted(stretches, key=lambda stretch: stretch[0] - stretch[1]):
        subjects = filter(_is_subject, labels.of((first, end), LABELS))
        subject = next((each for each in subjects if not share_a_word(each, named)), None)
        if subject is not None:
            named.append(subject)
            asked = f"What does {who} say about {subject}?" if who else f"What do they say about {subject}?"
            found.append(Asked(asked, first, 0, 0.0, end - first))
    return found


def _is_english(segments: Sequence[Segment]) -> bool:
    words = [word for segment in segments[:SAMPLED] for word in tokenize(segment.text)]
    return sum(word in CLAIM_STOP_WORDS for word in words) >= LEAST_COMMON * len(words) > 0


def _is_subject(phrase: str) -> bool:
    """Whether people would ask about it: a name, a special word, or words that are special together."""
    words = phrase.lower().split()
    if any(letter.isupper() for letter in phrase):
        return True
    if len(words) == 1:
        return frequency_rank(phrase) >= RARE and not phrase.endswith("ize")
    return max(map(frequency_rank, words)) >= UNCOMMON and not (
        is_quality(words[0]) and frequency_rank(words[-1]) < UNCOMMON
    )


def telling(candidates: Sequence[Asked], index: EpisodeIndex, rows: NDArray[float32]) -> list[Asked]:
    """The candidates that alone lead back to where they were asked, the best first.

    `rows` are the vectors of their questions. What needs its surroundings to be understood is as near to
    other passages as to its own.
    """
    found: list[Asked] = []
    for candidate, near in zip(candidates, rows @ index.vectors.T, strict=True):
        here = float(near[list(_reach(candidate, index))].max())
        nearer = int((near > here).sum())
        if here >= LEAST_NEAR and nearer <= MOST_NEARER:
            worth = candidate.worth + NEARNESS * here - 0.15 * nearer
            worth += DEFINING * defines(candidate.question)
            if worth >= LEAST_WORTH:
                found.append(replace(candidate, worth=worth))
    return sorted(found, key=lambda each: (-each.worth, each.place))


def kept(candidate: Asked, answer: Answer, index: EpisodeIndex) -> EpisodeQuestion | None:
    """The question with its answer's citations, where that is given soon after it was asked."""
    segments = {index.segments[at].number: index.segments[at] for at in _reach(candidate, index)}
    asked_in = index.segments[candidate.place].number
    said = [
        citation
        for sentence in answer.sentences
        for citation in sentence.citations
        if citation.segment in segments
        and not citation.quote.endswith("?")
        and len(citation.quote.split()) >= LEAST_SAID
        and (
            citation.segment != asked_in
            or segments[asked_in].text.find(citation.quote, candidate.end) >= candidate.end
        )
    ]
    if not said:
        return None
    return EpisodeQuestion(candidate.question, tuple(dict.fromkeys(said))[:MOST_CITED])


def spread(candidates: Sequence[Asked], parts: int = WANTED) -> list[Asked]:
    """The candidates so ordered that every part of the episode has its best one before any has its second."""
    if not candidates:
        return []
    last = max(each.place for each in candidates) + 1
    turns: Counter[int] = Counter()
    ordered: list[tuple[int, float, Asked]] = []
    for each in candidates:
        part = each.place * parts // last
        ordered.append((turns[part], -each.worth, each))
        turns[part] += 1
    ordered.sort(key=lambda entry: entry[:2])
    return [each for _, _, each in ordered]


def repeats(question: str, others: Sequence[str]) -> bool:
    """Whether a question asks nearly what one of the others does."""
    stems = set(content_stems(question))
    return any(len(stems & set(content_stems(other))) > 0.6 * min(len(stems), 9) for other in others)


def adds(found: EpisodeQuestion, others: Sequence[EpisodeQuestion]) -> bool:
    """Whether a question shows a passage that none of the others does."""
    shown = {citation.segment for other in others for citation in other.citations}
    return any(citation.segment not in shown for citation in found.citations)


def _after_advert(spans: Sequence[Span], place: int) -> int:
    """From which sentence on a segment that sells talks: after it says who is there, in an opening."""
    here = [at for at, span in enumerate(spans) if place < OPENING and _HERE_IS.search(span.text)]
    return here[-1] + 1 if here else len(spans)


def _has_turns(segments: Sequence[Segment]) -> bool:
    """Whether the transcript shows where somebody else begins to speak."""
    return (
        any(len(segment.speakers) > 1 for segment in segments)
        or sum(TURN_MARK.match(cue.text) is not None for segment in segments for cue in segment.cues)
        > len(segments) / 4
    )


def _is_put(segments: Sequence[Segment], place: int, at: int) -> bool:
    """Whether somebody else speaks after a question, or after one more sentence."""
    segment, spans = segments[place], segment_sentences(segments[place])
    for before, after in pairwise(spans[at : at + 3]):
        between = segment.text[before.end_char : after.start_char]
        if not between.isspace() or _speaker_at(segment, before) != _speaker_at(segment, after):
            return True
    if at + 2 < len(spans) or place + 1 == len(segments):
        return False
    first = segments[place + 1].cues[0]
    return TURN_MARK.match(first.text) is not None or first.speaker != segment.cues[-1].speaker


def _host(segments: Sequence[Segment]) -> str | None:
    """Who asks most of the questions, where the transcript says who speaks."""
    asking = Counter(
        speaker
        for segment in segments
        for span in segment_sentences(segment)
        if span.text.endswith("?") and (speaker := _speaker_at(segment, span))
    )
    return asking.most_common(1)[0][0] if asking else None


def _speaker_at(segment: Segment, span: Span) -> str | None:
    position = 0
    for cue in segment.cues:
        position += len(cue.text) + 1
        if span.start_char < position:
            return cue.speaker
    return None


def _reach(candidate: Asked, index: EpisodeIndex) -> range:
    return range(candidate.place, min(candidate.place + candidate.reach, len(index.segments)))
