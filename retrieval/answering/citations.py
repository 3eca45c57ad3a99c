"""Cite verbatim quotes: where each was said, by whom, and the link that plays it there."""

from collections.abc import Iterator
from itertools import pairwise

from retrieval.language.sentences import TURN_MARK
from retrieval.media_links import playback_url
from retrieval.models import Citation, Cue, Episode, Segment


def cite(episode: Episode, segment: Segment, quote: str, at: int = 0) -> Citation:
    """Return the citation of a quote, with the times and speakers of the cues that the quote covers.

    Names stand there only if they are known for most of the quote: a "Yeah." by someone else in between means
    that no name is given. Where the segment says the same twice, the first time from character `at` on is
    cited. Raises ValueError where the quote is not, character for character, part of the segment's text.
    """
    at = segment.text.find(quote, at)
    if at < 0 or not quote.strip():
        raise ValueError(f"not a quote of segment {segment.number} of {episode.id}: {quote[:60]!r}")
    covered = _covered_cues(segment, at, at + len(quote))
    cues = [cue for cue, _ in covered]
    stated = tuple(dict.fromkeys(cue.speaker for cue in cues if cue.speaker and not cue.inferred))
    inferred = tuple(dict.fromkeys(cue.speaker for cue in cues if cue.speaker and cue.inferred))
    known = sum(length for cue, length in covered if cue.speaker)
    if 2 * known <= sum(length for _, length in covered):
        stated = inferred = ()
    start = cues[0].start
    return Citation(
        episode=episode,
        segment=segment.number,
        quote=quote,
        start=start,
        end=cues[-1].end,
        speaker=", ".join(stated) or None,
        inferred_speaker=", ".join(name for name in inferred if name not in stated) or None,
        estimated=cues[0].estimated,
        url=playback_url(episode, start),
        offset=at,
        turns=tuple(_named_turns(segment, at, at + len(quote))),
    )


def _named_turns(segment: Segment, start: int, end: int) -> Iterator[int]:
    """Yield where a name changes in characters `start` to `end` of the text, if no mark shows it already."""
    position = 0
    for before, after in pairwise(segment.cues):
        position += len(before.text) + 1
        changes = before.speaker != after.speaker and not TURN_MARK.match(after.text)
        if changes and start < position < end:
            yield position - start


def _covered_cues(segment: Segment, start: int, end: int) -> list[tuple[Cue, int]]:
    """Return the cues of characters `start` to `end` of the text, with how many of theirs are among them.

    Marks of a turn alone don't count.
    """
    covered: list[tuple[Cue, int]] = []
    position = 0
    for cue in segment.cues:
        cue_end = position + len(cue.text)
        part = segment.text[max(start, position) : min(end, cue_end)]
        if said := TURN_MARK.sub("", part + " ", count=1).strip():
            covered.append((cue, len(said)))
        position = cue_end + 1
    return covered or [(segment.cues[0], 1)]
