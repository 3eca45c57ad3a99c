"""Answer what is said at a time of an episode: "what was said at 1:31 in lex-333?"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from retrieval.answering.citations import cite
from retrieval.language.conversation import is_bare_assent
from retrieval.models import Answer, Episode, Scope, Segment, Sentence
from retrieval.models.options import EXTRACTIVE
from retrieval.transcripts.segmenter import segment_sentences
from retrieval.transcripts.timestamps import parse_timestamp
from retrieval.understanding.names import LibraryNames

MAX_QUOTED_WORDS = 60
"""The most words quoted from the time that is asked for on."""
_TIME = re.compile(r"(?<![\d:.])(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?![\d:])")
_ASKS_FOR_TIME = re.compile(
    r"\b(?:what|who)\b.*\b(?:say|says|said|saying|talk\w*|speak\w*|discuss\w*|happen\w*|going on)\b"
    r".*\b(?:at|around|from)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """The second of an episode that a question asks about."""

    question: str
    episode: Episode
    second: int

    def read(self, transcript: Callable[[int], Sequence[Segment]]) -> Answer | None:
        """Return an answer that quotes what is said at that second and right after it.

        `transcript` returns the segments of a generation. The answer is `None` if nothing is said then: the
        segments have no times, or all of them end earlier.
        """
        timed = [segment for segment in transcript(self.episode.generation) if segment.start is not None]
        begun = [segment for segment in timed if int(segment.start or 0) <= self.second]
        if not begun or self.second > (begun[-1].cues[-1].end or begun[-1].start or 0.0):
            return None
        quote = _from_second(begun[-1], self.second)
        said = Sentence(quote, (cite(self.episode, begun[-1], quote),))
        return Answer(self.question, (said,), (), EXTRACTIVE, within=self.episode)


def asked_moment(text: str, scope: Scope, names: LibraryNames) -> Moment | None:
    """Return the moment that a message asks about, in the one episode of the scope; else `None`."""
    time = _TIME.search(text)
    episode = next((episode for episode in names.episodes if episode.id == scope.episode), None)
    if episode is None or time is None or not _ASKS_FOR_TIME.search(text[: time.start()]):
        return None
    second = parse_timestamp(time[0])
    return None if second is None else Moment(text, episode, int(second))


def _from_second(segment: Segment, second: int) -> str:
    """Return the sentences of a segment from the one that is said at a second on, up to the next question.

    A question, and a nod, are left out where something is told after them.
    """
    character = position = 0
    for cue in segment.cues:
        if cue.start is not None and int(cue.start) <= second:
            character = position
        position += len(cue.text) + 1
    spans = segment_sentences(segment)
    later = [span for span in spans if span.end_char > character] or spans[-1:]
    told = [span for span in later if not _leads_on(span.text)]
    first = last = told[0] if told else later[0]
    for span in later[later.index(first) + 1 :]:
        if _leads_on(span.text) and told:
            break
        if len(segment.text[first.start_char : span.end_char].split()) > MAX_QUOTED_WORDS:
            break
        last = span
    return segment.text[first.start_char : last.end_char]


def _leads_on(sentence: str) -> bool:
    """Return whether a sentence only asks or agrees, so that the answer comes after it."""
    return sentence.endswith("?") or is_bare_assent(sentence)
