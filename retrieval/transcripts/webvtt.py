"""WebVTT."""

import webvtt
from webvtt.errors import MalformedFileError

from retrieval.errors import TranscriptError
from retrieval.transcripts.subtitle_blocks import Block, times


def blocks(text: str, name: str) -> list[Block]:
    """The cues of a WebVTT file; raises TranscriptError for cues that can't be read."""
    lines = text.split("\n")
    found = {}
    for i, line in enumerate(lines):
        if stated := times(line, i + 1, name):
            found[i + 1] = stated
            lines[i] = f"{_stamp(stated[0])} --> {_stamp(stated[1])}"
    try:
        captions = webvtt.from_string("\n".join(lines)).captions
    except MalformedFileError as error:
        raise TranscriptError(f"{name} is not WebVTT.") from error
    # The parser passes over a cue that it doesn't understand. Not a word may go missing in silence.
    if len(captions) != len(found):
        starts = [caption.start for caption in captions]
        lost = next(
            (
                line
                for k, (line, (start, _)) in enumerate(found.items())
                if starts[k : k + 1] != [_stamp(start)]
            ),
            1,
        )
        raise TranscriptError(f"{name}, line {lost}: a cue that can't be read.")
    return [
        Block(line, *stated, tuple(caption.lines))
        for (line, stated), caption in zip(found.items(), captions, strict=True)
    ]


def _stamp(time: float) -> str:
    # The parser reads only full stamps with three decimals; files also have commas and single digits.
    thousandths = round(time * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
