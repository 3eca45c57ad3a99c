"""Cuts long cues at the ends of sentences and joins again what no segment's end has parted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise

from retrieval.language.clauses import split_clauses
from retrieval.language.sentences import count_words, partition_text
from retrieval.models import Cue

LONG_CUE_WORDS = 60
"""Words of about 20 s, beyond which a quote's second is told better by its sentence than by its cue."""
_SHORT = 15
_PIECE = 40
_LONGEST = 110


@dataclass(frozen=True, slots=True)
class CuePiece:
    """A cue or a part of one. `whole` is the cue of which its parts may be made again, if it is short."""

    cue: Cue
    whole: Cue | None = None


def split_cue(cue: Cue) -> list[CuePiece]:
    """The parts between which a segment may end: sentences of a long cue, else the cue itself."""
    words = count_words(cue.text)
    if words <= _SHORT:
        return [CuePiece(cue)]
    texts: list[str] = []
    for tile in partition_text(cue.text):
        if texts and count_words(texts[-1]) < _SHORT and count_words(texts[-1] + tile) <= _PIECE:
            texts[-1] += f" {tile}"
        elif count_words(tile) > _LONGEST:
            texts += [tile[low:high] for low, high in split_clauses(tile)]
        else:
            texts.append(tile)
    if len(texts) == 1:
        return [CuePiece(cue)]
    whole = cue if words <= LONG_CUE_WORDS else None
    return [CuePiece(part, whole) for part in _parts(cue, texts)]


def _parts(cue: Cue, texts: Sequence[str]) -> list[Cue]:
    spoken = [0, *accumulate(count_words(text) for text in texts)]
    times = [_at(cue, words / spoken[-1]) for words in spoken]
    guessed = cue.start is not None
    return [
        replace(cue, text=text, start=start, end=end, estimated=cue.estimated or (i > 0 and guessed))
        for i, (text, (start, end)) in enumerate(zip(texts, pairwise(times), strict=True))
    ]


def rejoin(pieces: Sequence[CuePiece]) -> tuple[Cue, ...]:
    """The cues of a segment; of a short cue that the segment's edge cuts, one part, not several."""
    cues: list[Cue] = []
    for _, group in groupby(enumerate(pieces), key=lambda one: id(one[1].whole) if one[1].whole else -one[0]):
        parts = [piece for _, piece in group]
        first, last = parts[0].cue, parts[-1].cue
        text = " ".join(part.cue.text for part in parts)
        whole = parts[0].whole
        cues.append(whole if whole and text == whole.text else replace(first, text=text, end=last.end))
    return tuple(cues)


def _at(cue: Cue, share: float) -> float | None:
    """The second at which a share of the cue is spoken; its start where its end isn't known."""
    if cue.start is None or cue.end is None:
        return cue.end if share == 1.0 else cue.start
    return cue.end if share == 1.0 else min(cue.end, round(cue.start + (cue.end - cue.start) * share, 3))
