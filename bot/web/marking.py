"""The words of segments as HTML: a paragraph for each speaker turn, with quotes or searched words marked."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from markupsafe import Markup, escape

from bot.ui.formatting import turns
from bot.web.typography import NO_BREAK, curly, dashed
from retrieval.language.sentences import TURN_MARK, count_words, split_sentences
from retrieval.language.words import CLAIM_STOP_WORDS, SIMPLE_WORD, stem, tokenize
from retrieval.models import Citation, Cue, Segment

EXCERPT_WORDS = 60
"""About how many words of a segment a search shows."""
SLACK_WORDS = 20
"""A segment that is longer by no more than this is shown whole."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody says in a segment, from the character `start` of its text on.

    The `name` is empty where it isn't known; `takes_over` is true where the transcript marks that somebody
    else begins to speak.
    """

    name: str
    words: str
    start: int
    takes_over: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A turn as HTML; `begins` is true if an unnamed speaker takes over here."""

    name: str
    words: Markup
    begins: bool


def spoken_turns(segment: Segment) -> Iterator[Turn]:
    """Yield the turns of a segment, without the dashes that mark them."""
    position = 0
    for cues in _split_at_marks(segment.cues):
        mark = TURN_MARK.match(cues[0].text)
        skipped = mark.end() if mark else 0
        for name, words in turns(Segment(segment.number, cues)):
            yield Turn(name, curly(words)[skipped:], position + skipped, bool(skipped))
            position += len(words) + 1
            skipped = 0


def _split_at_marks(cues: Sequence[Cue]) -> Iterator[tuple[Cue, ...]]:
    edges = [0, *(n for n, cue in enumerate(cues) if n and TURN_MARK.match(cue.text)), len(cues)]
    for first, end in pairwise(edges):
        yield tuple(cues[first:end])


def marked(segment: Segment, citations: Iterable[Citation] = ()) -> Iterator[Paragraph]:
    """Yield each turn of a segment with the quotes in it marked, each by marks of its own."""
    spans = list(_divide({span for citation in citations if (span := citation.span)}))
    for turn in spoken_turns(segment):
        yield _paragraph(turn, _mark_spans(turn.words, turn.start, spans))


def found_words(segment: Segment, query: str) -> Iterator[Paragraph]:
    """Yield the turns of the part of a segment that has most of a query's words, with these words marked."""
    spans = _matches(segment.text, query)
    first, end = excerpt_range(segment.text, spans)
    for turn in spoken_turns(segment):
        low, high = max(first - turn.start, 0), min(end - turn.start, len(turn.words))
        if low >= high:
            continue
        words = _mark_spans(turn.words[low:high], turn.start + low, list(spans))
        before = f"…{NO_BREAK}" if low and turn.start + low == first else ""
        after = f"{NO_BREAK}…" if turn.start + high < len(segment.text) and turn.start + high == end else ""
        shown = replace(turn, takes_over=turn.takes_over and not low)
        yield _paragraph(shown, before + words + after)


def has_words(segment: Segment, query: str) -> bool:
    """Return whether a segment has a word of the query, in any form, stop words aside."""
    return bool(_matches(segment.text, query))


def excerpt_range(text: str, spans: dict[Range, str]) -> Range:
    """Return the characters of the sentences in a row, about `EXCERPT_WORDS` words, with most distinct words.

    `spans` are the words that are searched, with their stems.
    """
    if count_words(text) <= EXCERPT_WORDS + SLACK_WORDS:
        return 0, len(text)
    sentences = split_sentences(text) or ()
    best, best_score = (0, len(text)), (-1, -1)
    for number, first in enumerate(sentences):
        words, end = 0, first.start_char
        for sentence in sentences[number:]:
            words += count_words(sentence.text)
            if words > EXCERPT_WORDS and end > first.start_char:
                break
            end = sentence.end_char
        inside = [
            stemmed for (low, high), stemmed in spans.items() if first.start_char <= low and high <= end
        ]
        score = (len(set(inside)), len(inside))
        if score > best_score:
            best, best_score = (first.start_char, end), score
    return best


def _matches(text: str, query: str) -> dict[Range, str]:
    """Return the words of a text that have the stem of a word of the query, stop words aside."""
    wanted = {stem(word) for word in tokenize(query) if word not in CLAIM_STOP_WORDS}
    found = {}
    for match in SIMPLE_WORD.finditer(text.replace("’", "'")):
        for word in tokenize(match[0]):
            if word not in CLAIM_STOP_WORDS and stem(word) in wanted:
                found[match.span()] = stem(word)
    return found


def _paragraph(turn: Turn, words: Markup) -> Paragraph:
    return Paragraph(turn.name, words, turn.takes_over and not turn.name)


def _mark_spans(words: str, position: int, spans: Sequence[Range]) -> Markup:
    """Return the words, which begin at a `position` of the segment's text, with the spans marked."""
    html, written = Markup(), 0
    for start, end in spans:
        first, last = max(start - position, written), min(end - position, len(words))
        if first >= last:
            continue
        html += escape(dashed(words[written:first])) + Markup("<mark>{}</mark>").format(words[first:last])
        written = last
    return html + escape(dashed(words[written:]))


def _divide(spans: Collection[Range]) -> Iterator[Range]:
    """Yield the characters of the spans, cut where one of them begins or ends."""
    edges = sorted({edge for span in spans for edge in span})
    for start, end in pairwise(edges):
        if any(first <= start and end <= last for first, last in spans):
            yield start, end
