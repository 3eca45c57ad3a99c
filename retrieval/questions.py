"""The questions of an episode: what its host asks, as a listener would ask it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.adverts import adverts, any_of
from retrieval.clauses import is_flat
from retrieval.episode_page import EpisodeIndex, EpisodeQuestion
from retrieval.models import Answer, Segment
from retrieval.rarity import rarity
from retrieval.segments import Span, sentences
from retrieval.words import STOP, content, plain

VERSION = "1"
"""Changes when the same episode would give other questions."""
FEWEST_WORDS, MOST_WORDS = 6, 28
TELLING = 0.55
"""A word this rare tells what a question is about."""
REACH = 3
"""In how many segments from the question on its answer may be."""
LEAST_SAID = 12
"""An answer has at least as many words."""
MOST_CITED = 3
WANTED = 10
TRIED = 40


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LEAD = re.compile(
    r"(?:(?:and|so|but|well|okay|ok|yeah|yes|no|right|now|like|because|or|oh|um|uh|look|see|actually|also|then|"
    r"basically|i mean|you know|i guess|i wonder|let me ask|let me ask you|i wanted to ask|i'm curious|just|"
    r"speaking of which|by the way|on that note|all right|alright|great|cool|again|maybe|first|of course|"
    r"with that|for you|to you|exactly|sure)\b[\s,.:\u2026-]*)+",
    re.IGNORECASE,
)
_INNER = re.compile(
    r",? ?\b(?:you know|i mean|i guess|sort of|kind of|like|um|uh|er|right|basically|actually|just)\b,|"
    r"\b(?:um|uh|sort of|kind of)\b ?|\b(you know|i mean), ",
    re.IGNORECASE,
)
_TWICE = re.compile(r"\b(\w+(?: \w+){0,3})(?:,|\.\.\.| -|\u2026)? \1\b", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:what|how|why|where|when|who|which|do|does|did|is|are|was|were|can|could|will|would|should|have|has)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:^|[,;:\u2026] (?:and |but |so |or )?|\. |- )"
    r"(?=(?:what(?:'s| is| are| do| does| did| was| were| would| kind| makes| role)|how|why|where do|"
    r"when did|do you|did you|does|is there|are there|can you|could you|will|would you|should|have you)\b)",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"(?:(?:what|how|why|where) (?:do|did|would|are|can|could|should) (?:you|we|people)|"
    r"(?:do|did|would|can) you|(?:what|why|how) (?:is|are|does|do|did|was|were) (?:the|a|an)?)\b",
    re.IGNORECASE,
)
"""How a question begins that may be told from talk without any question marks."""
_LEANING = _words(
    "it its it's this that that's these those they them their theirs he him his she her there here so such "
    "one ones other others another same he's she's they're too either neither both we've "
)
_CHATTER = any_of(
    r"how are you\b",
    r"you know\?",
    "make sense",
    r"right\?",
    "what do you mean",
    "are you kidding",
    "what's up",
    r"does that\b",
    r"you see\b",
    "find you",
    "find out more",
    "thoughts on that",
    "what about you",
    "anything else",
    "before we",
    "shall we",
    "can i ask",
    "to start",
    "move on",
    "introduce yourself",
    "listeners",
    r"show notes\b",
    "if you were to ask",
    "what else",
    r"is that\b",
    "tell us more",
    r"(?:holy )?shit\b",
    r"fuck",
    r"which (?:is|are|was|were)\b",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, cleaned; the segment and the character where it ends; how well it stands alone."""

    question: str
    place: int
    end: int
    worth: float


def asked(index: EpisodeIndex) -> list[Asked]:
    """What is asked in an episode and may be understood without it, the best first."""
    sold = adverts(index.segments)
    host = _host(index.segments)
    found: dict[str, Asked] = {}
    for place, segment in enumerate(index.segments):
        if place in sold:
            continue
        flat = is_flat(segment.text)
        for span in sentences(segment):
            question = cleaned(span.text) if flat or span.text.endswith("?") else ""
            if flat and not _CERTAIN.match(question):
                continue
            worth = _worth(question)
            if worth > 0:
                worth += 0.5 * (host is not None and _speaker_at(segment, span) == host)
                found.setdefault(question.casefold(), Asked(question, place, span.end_char, worth))
    return sorted(found.values(), key=lambda each: (-each.worth, each.place))


def kept(candidate: Asked, answer: Answer, index: EpisodeIndex) -> EpisodeQuestion | None:
    """The question with its answer's citations, where that is given soon after it was asked."""
    segments = {index.segments[at].number: index.segments[at] for at in _reach(candidate, index)}
    asked_in = index.segments[candidate.place].number
    said = [
        citation
        for sentence in answer.sentences
        for citation in sentence.citations
        if citation.segment in segments
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
    stems = set(content(question))
    return any(len(stems & set(content(other))) > 0.6 * min(len(stems), 9) for other in others)


def cleaned(question: str) -> str:
    """A spoken question without its run-up, its filler and its false starts."""
    text = question.strip('-\u2013\u2014> "\u201c\u201d')
    text = _TWICE.sub(r"\1", _INNER.sub("", text))
    starts = [match.end() for match in _CLAUSE.finditer(text)]
    if starts and not _ASKS.match(_bare(text)):
        text = text[starts[-1] if len(text[starts[-1] :].split()) >= FEWEST_WORDS else starts[0] :]
    text = " ".join(_bare(text).split())
    text = re.sub(r"\s+([,.?])", r"\1", text).rstrip("?,. ")
    return text[:1].upper() + text[1:] + "?" if text else ""


def _bare(text: str) -> str:
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead else text


def _worth(question: str) -> float:
    """How well a question stands alone: 0 where it doesn't."""
    words = plain(question)
    telling = {word for word in words if word not in STOP and rarity(word) > TELLING}
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS or not telling or not _ASKS.match(question):
        return 0.0
    if _CHATTER.search(question) or "..." in question or "\u2026" in question or " - " in question:
        return 0.0
    leaning = sum(word in _LEANING for word in words)
    if leaning > 1 or any(word in _LEANING for word in words[:3]):
        return 0.0
    opens = 0.5 * bool(re.match(r"(?:what|how|why)\b", question, re.IGNORECASE))
    weight = sum(rarity(word) for word in telling)
    return min(weight, 2.5) + opens - 0.8 * leaning - abs(len(words) - 13) / 13


def _host(segments: Sequence[Segment]) -> str | None:
    """Who asks most of the questions, where the transcript says who speaks."""
    asking = Counter(
        speaker
        for segment in segments
        for span in sentences(segment)
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
    return range(candidate.place, min(candidate.place + REACH, len(index.segments)))
