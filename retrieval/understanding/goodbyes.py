"""Who says at the end of an episode that they host it: "I'm Ada Brisk, thanks for listening"."""

import re
from collections.abc import Sequence

from retrieval.models import Segment
from retrieval.understanding.introductions import NAME, is_person_like

ENDING_SEGMENTS = 4
"""In how many segments from the end on hosts say goodbye."""
ENDING_CHARACTERS = 2500
"""How much of them is read."""

_I_AM = r"\b(?:I['’]m|I am|[Mm]y name is|I['’]ve been|I have been)"
_YOUR_HOST = r"\b(?:[Yy]our|been your) (?:co-?)?hosts?\b"
_HERE = r"(?:(?!\b(?:hosts?|podcast|show|author|from|of)\b)[^.?!])"
"""A character of a sentence that doesn't speak of another show, as advertisements for one do."""
_GOODBYE = (
    r"(?:[Tt]hank(?:s|ing|)\b[^.?!]{0,45}? for (?:listening|tuning in|watching)|"
    r"[Ss]ee you (?:all )?(?:next|again|soon)|[Tt]alk to you (?:all )?(?:next|again|soon)|"
    r"[Uu]ntil next time|[Ss]igning off)"
)
_SIGNED_OFF = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YOUR_HOST},?(?: (?:has|have) been| is| are)? ({NAME})",
        rf"{_I_AM} ({NAME}),? (?:and )?(?:I['’]ve been |I['’]m )?{_YOUR_HOST}",
        rf"{_I_AM} ({NAME})(?:[.!,] |{_HERE}{{0,60}}?){_GOODBYE}",
        rf"[Ff]or (?:listening|tuning in|watching)[.!,]? (?:And )?{_I_AM} ({NAME})[.,!]",
    )
)


def hosts_saying_goodbye(segments: Sequence[Segment]) -> tuple[str, ...]:
    """Return who says in the last segments of an episode that they have hosted it.

    Where the transcript names its speakers, it must be the one who speaks.
    """
    cues = [cue for segment in segments for cue in segment.cues]
    text, said_by = "", list[tuple[int, str | None]]()
    for cue in cues:
        said_by.append((len(text), None if cue.inferred else cue.speaker))
        text += f"{cue.text} "
    start = max(0, len(text) - ENDING_CHARACTERS)
    found = list[str]()
    for match in (match for pattern in _SIGNED_OFF for match in pattern.finditer(text, start)):
        speaker = next((who for at, who in reversed(said_by) if at <= match.start(1)), None)
        is_theirs = speaker is None or speaker.split()[0] == match[1].split()[0]
        if is_theirs and is_person_like(match[1]):
            found.append(match[1])
    return tuple(dict.fromkeys(found))
