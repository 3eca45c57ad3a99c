"""Cut long cues at the ends of sentences, and rejoin the pieces that stay in one segment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from retrieval.language.clauses import split_clauses
from retrieval.language.sentences import count_words, partition_text
from retrieval.models import Cue

LONG_CUE_WORDS = 60
"""Words, about 20 s, beyond which cues stay cut, so that each sentence keeps an estimated time."""
_SHORT_WORDS = 15
"""Cues and pieces up to this many words are not cut, and are joined with the next piece."""
_MAX_JOINED_WORDS = 40
"""The most words of a piece that was joined from short ones."""
_MAX_SENTENCE_WORDS = 110
"""Words of the longest sentence that isn't cut into clauses."""


@dataclass(frozen=True, slots=True)
class CuePiece:
    """A cue or a part of one. `whole` is the cue that its parts are rejoined to, if it isn't long."""

    cue: Cue
    whole: Cue | None = None


def split_cue(cue: Cue) -> list[CuePiece]:
    """Return the parts between which a segment may end: sentences of a longer cue, or the cue itself."""
    words = count_words(cue.text)
    if words <= _SHORT_WORDS:
        return [CuePiece(cue)]
    texts: list[str] = []
    for sentence in partition_text(cue.text):
        if (
            texts
            and count_words(texts[-1]) < _SHORT_WORDS
            and count_words(texts[-1] + sentence) <= _MAX_JOINED_WORDS
        ):
            texts[-1] += f" {sentence}"
        elif count_words(sentence) > _MAX_SENTENCE_WORDS:
            texts += [sentence[low:high] for low, high in split_clauses(sentence)]
        else:
            texts.append(sentence)
    if len(texts) == 1:
        return [CuePiece(cue)]
    whole = cue if words <= LONG_CUE_WORDS else None
    return [CuePiece(part, whole) for part in _parts(cue, texts)]


def _parts(cue: Cue, texts: Sequence[str]) -> list[Cue]:
    spoken = [0, *accumulate(count_words(text) for text in texts)]
    times = [_time_at(cue, words / spoken[-1]) for words in spoken]
    guessed = cue.start is not None
    return [
        replace(cue, text=text, start=start, end=end, estimated=cue.estimated or (i > 0 and guessed))
        for i, (text, (start, end)) in enumerate(zip(texts, pairwise(times), strict=True))
    ]


def rejoin(pieces: Sequence[CuePiece]) -> tuple[Cue, ...]:
    """Return the cues of a segment, with the pieces of each cue that isn't long made one again."""
    groups: list[list[CuePiece]] = []
    for piece in pieces:
        if groups and piece.whole is not None and piece.whole is groups[-1][-1].whole:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return tuple(_rejoin_group(group) for group in groups)


def _rejoin_group(pieces: Sequence[CuePiece]) -> Cue:
    whole = pieces[0].whole
    text = " ".join(piece.cue.text for piece in pieces)
    if whole is not None and text == whole.text:
        return whole
    return replace(pieces[0].cue, text=text, end=pieces[-1].cue.end)


def _time_at(cue: Cue, share: float) -> float | None:
    """Return the second at which a share of the cue is spoken; its start if its end isn't known."""
    if cue.start is None or cue.end is None:
        return cue.end if share == 1.0 else cue.start
    return cue.end if share == 1.0 else min(cue.end, round(cue.start + (cue.end - cue.start) * share, 3))
