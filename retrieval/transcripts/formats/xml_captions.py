"""Parse the XML captions of YouTube (srv1, srv2, srv3) and the transcripts of Podlove."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.markup import attributes, inner_text, local_name
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.timestamps import parse_loose_time

if TYPE_CHECKING:
    from lxml.etree import _Element


class _Passage(NamedTuple):
    element: "_Element"
    start: str | None
    end: str | None = None
    length: str | None = None
    speaker: str | None = None
    is_milliseconds: bool = False


def _youtube(root: "_Element") -> Iterator[_Passage]:
    """Yield the passages of srv1 (`start`, `dur` in seconds), srv2 and srv3 (`t`, `d` in milliseconds)."""
    for element in root.iter("{*}text", "{*}p"):
        fields = attributes(element)
        if "start" in fields:
            yield _Passage(element, fields["start"], None, fields.get("dur"))
        elif "t" in fields:
            yield _Passage(element, fields["t"], None, fields.get("d"), is_milliseconds=True)


def _podlove(root: "_Element") -> Iterator[_Passage]:
    """Yield the items of each speech; an item says what the speaker at its head says."""
    for speech in root.iter("{*}speech"):
        speaker = next((inner_text(child) for child in speech.iterchildren("{*}speaker")), None)
        for item in speech.iterchildren("{*}item"):
            fields = attributes(item)
            yield _Passage(item, fields.get("start"), fields.get("end"), speaker=speaker)


def _is_youtube(content: Content) -> bool:
    root = content.root
    if root is None or local_name(root) not in ("timedtext", "transcript"):
        return False
    return next(_youtube(root), None) is not None


def _is_podlove(content: Content) -> bool:
    root = content.root
    return root is not None and next(root.iter("{*}speech"), None) is not None


def _read_youtube(content: Content) -> Reading:
    return _read(_youtube(content.root) if content.root is not None else iter(()))


def _read_podlove(content: Content) -> Reading:
    return _read(_podlove(content.root) if content.root is not None else iter(()))


def _read(passages: Iterator[_Passage]) -> Reading:
    blocks: list[Block] = []
    problems: list[Problem] = []
    for number, passage in enumerate(passages, 1):
        text = inner_text(passage.element)
        if not text.strip():
            continue
        start = _seconds(passage.start, passage.is_milliseconds)
        end = _seconds(passage.end, passage.is_milliseconds)
        length = _seconds(passage.length, passage.is_milliseconds)
        if start is None:
            shown = f"\u201c{(passage.start or '')[:40]}\u201d isn't a valid time"
            problems.append(Problem(f"passage {number}", shown, text))
            continue
        end = start + length if end is None and length is not None else end
        blocks.append(Block(number, start, end, tuple(text.split("\n")), passage.speaker))
    return read_blocks(Blocks(blocks, problems))


def _seconds(text: str | None, is_milliseconds: bool) -> float | None:
    if text is None:
        return None
    if not is_milliseconds:
        return parse_loose_time(text)
    return parse_loose_time(f"{int(text) / 1000:.3f}") if text.isdecimal() and len(text) < 13 else None


YOUTUBE = TranscriptFormat(
    name="YouTube XML",
    origin="YouTube (srv1, srv2, srv3), through yt-dlp",
    keeps="times; speakers where a line begins with a name",
    family="markup",
    suffixes=(".xml", ".srv1", ".srv2", ".srv3"),
    matches=_is_youtube,
    read=_read_youtube,
    sample="""\
<?xml version="1.0" encoding="utf-8" ?><timedtext format="3"><body>
<p t="1000" d="3200">What do bees do in winter?</p>
<p t="4500" d="3400">They keep each other warm.</p>
</body></timedtext>
""",
)
PODLOVE = TranscriptFormat(
    name="Podlove XML",
    origin="Podlove Publisher",
    keeps="times and speakers",
    family="markup",
    suffixes=(".xml",),
    matches=_is_podlove,
    read=_read_podlove,
    sample="""\
<?xml version="1.0" encoding="UTF-8"?>
<pst:transcripts version="1.0" xmlns:pst="http://podlove.org/simple-transcripts">
<pst:speech><pst:speaker>Ada Byron</pst:speaker>
<pst:item start="00:00:01.000" end="00:00:04.200">What do bees do in winter?</pst:item></pst:speech>
<pst:speech><pst:speaker>Ben Ode</pst:speaker>
<pst:item start="00:00:04.500" end="00:00:07.900">They keep each other warm.</pst:item></pst:speech>
</pst:transcripts>
""",
)
