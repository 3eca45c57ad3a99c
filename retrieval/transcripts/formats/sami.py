"""Parse SAMI (.smi): `<SYNC Start=…>` in milliseconds before what is shown from then on."""

import html
import re

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks

_SAMI = re.compile(r"\s*<sami\b", re.IGNORECASE)
_SYNC = re.compile(r"<sync\b[^<>]{0,100}?\bstart\s*=\s*[\"']?(\d{1,9})[^<>]{0,100}>", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^<>]{0,40}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")


def _read(content: Content) -> Reading:
    above, *parts = _SYNC.split(content.text)
    blocks: list[Block] = []
    line = above.count("\n") + 1
    for milliseconds, written in zip(parts[::2], parts[1::2], strict=True):
        start = int(milliseconds) / 1000
        if blocks and blocks[-1].end is None:
            blocks[-1] = Block(blocks[-1].line, blocks[-1].start, start, blocks[-1].lines)
        text = html.unescape(_TAG.sub("", _BREAK.sub("\n", written))).replace("\xa0", " ").strip()
        if text:
            blocks.append(Block(line, start, None, tuple(text.split("\n"))))
        line += written.count("\n")
    return read_blocks(Blocks(blocks, []), unspoken=[_TAG.sub(" ", above)])


FORMAT = TranscriptFormat(
    name="SAMI",
    origin="subtitle players and editors",
    keeps="times; speakers where a line begins with a name",
    family="markup",
    suffixes=(".smi", ".sami"),
    matches=lambda content: _SAMI.match(content.text) is not None and _SYNC.search(content.text) is not None,
    read=_read,
    sample="""\
<SAMI><BODY>
<SYNC Start=1000><P Class=ENCC>Ada Byron: What do bees do in winter?
<SYNC Start=4500><P Class=ENCC>Ben Ode: They keep each other warm.
<SYNC Start=8000><P Class=ENCC>Ada Byron: All winter?
</BODY></SAMI>
""",
)
