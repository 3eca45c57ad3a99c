"""Find the words of a search in the passages that it has found."""

from dataclasses import replace

from retrieval.language.words import SIMPLE_WORD, content_stems, stem
from retrieval.models import Segment


def word_spans(text: str, query: str) -> list[tuple[int, int]]:
    """Return where a text has the query's words, in any inflected form, without words such as "the"."""
    wanted = set(content_stems(query))
    return [
        match.span()
        for match in SIMPLE_WORD.finditer(text.replace("’", "'"))
        if stem(match.group().lower().removesuffix("'s")) in wanted
    ]


def from_first_match(segment: Segment, query: str) -> Segment:
    """Return a segment from the cue on before the first one that has a word of the query, or all of it."""
    first = next((at for at, cue in enumerate(segment.cues) if word_spans(cue.text, query)), 0)
    return replace(segment, cues=segment.cues[max(0, first - 1) :])
