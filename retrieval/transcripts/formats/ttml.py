"""Parse TTML (.ttml, .dfxp, .xml), the timed text of Apple Podcasts, YouTube and broadcasters."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Problem, Reading, TranscriptFormat
from retrieval.transcripts.markup import attributes, inner_text, local_name
from retrieval.transcripts.raw_lines import collapse_spaces
from retrieval.transcripts.subtitle_blocks import Block, Blocks
from retrieval.transcripts.subtitle_reading import read_blocks
from retrieval.transcripts.timestamps import FRAMES_PER_SECOND, parse_loose_time

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNITS = {"h": 3600.0, "m": 60.0, "ms": 0.001, "s": 1.0}


def _is_ttml(content: Content) -> bool:
    return content.root is not None and local_name(content.root) == "tt"


def _read(content: Content) -> Reading:
    root = content.root
    blocks: list[Block] = []
    problems: list[Problem] = []
    if root is None:
        return Reading(())
    clock = _Clock(attributes(root))
    names = _agents(root)
    for number, element in enumerate(_timed(root), 1):
        text = collapse_spaces(inner_text(element, is_word=_is_word))
        fields = attributes(element)
        start, length = clock.seconds(fields.get("begin")), clock.seconds(fields.get("dur"))
        end = clock.seconds(fields.get("end"))
        if not text:
            continue
        if start is None:
            shown = f"\u201c{fields.get('begin', '')[:40]}\u201d isn't a valid time"
            problems.append(Problem(f"paragraph {number}", shown, text))
            continue
        end = start + length if end is None and length is not None else end
        agent = _agent(element)
        speaker = names.get(agent, agent) if agent else None
        blocks.append(Block(number, start, end, (text.replace("<", "&lt;"),), speaker))
    return read_blocks(Blocks(blocks, problems))


def _timed(root: "_Element") -> Iterator["_Element"]:
    """Yield the paragraphs; in place of one without times, yield its parts that have times."""
    for element in root.iter("{*}p"):
        spans = [span for span in element.iter("{*}span") if "begin" in attributes(span)]
        if "begin" in attributes(element) or not spans:
            yield element
        else:
            inner = {id(child) for span in spans for child in span.iterdescendants()}
            yield from (span for span in spans if id(span) not in inner)


def _is_word(element: "_Element") -> bool:
    return attributes(element).get("unit") == "word"


def _agents(root: "_Element") -> dict[str, str]:
    """Return the names of those who speak, by the ids that the paragraphs name."""
    named = {}
    for agent in root.iter("{*}agent"):
        name = next((inner_text(child).strip() for child in agent.iter("{*}name")), "")
        if name and (key := attributes(agent).get("id")):
            named[key] = name
    return named


def _agent(element: "_Element") -> str | None:
    while element is not None:
        fields = attributes(element)
        if agent := fields.get("agent") or fields.get("speaker"):
            return agent.split()[0] if agent.strip() else None
        parent = element.getparent()
        if parent is None:
            return None
        element = parent
    return None


class _Clock:
    """Reads times in the units of the document: clocks, frames, ticks, `1.5s`."""

    def __init__(self, fields: dict[str, str]) -> None:
        self._frames = _positive(fields.get("frameRate"), FRAMES_PER_SECOND)
        self._ticks = _positive(fields.get("tickRate"), 10_000_000.0)

    def seconds(self, text: str | None) -> float | None:
        text = (text or "").strip()
        number, unit = text.rstrip("hmsft"), text[len(text.rstrip("hmsft")) :]
        try:
            value = float(number) if unit else None
        except ValueError:
            return None
        if value is None:
            return parse_loose_time(text) if text else None
        scale = _UNITS.get(unit) or {"f": 1 / self._frames, "t": 1 / self._ticks}.get(unit)
        return parse_loose_time(f"{value * scale:.3f}") if scale and 0 <= value < 1e13 else None


def _positive(text: str | None, default: float) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return default
    return value if 0 < value < 1e9 else default


FORMAT = TranscriptFormat(
    name="TTML",
    origin="Apple Podcasts, YouTube, Amazon, Premiere",
    keeps="times; speakers from `ttm:agent`, or a name before a colon",
    family="markup",
    suffixes=(".ttml", ".dfxp", ".xml"),
    matches=_is_ttml,
    read=_read,
    sample="""\
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><body><div>
<p begin="1.0" end="4.2" ttm:agent="SPEAKER_1">What do bees do in winter?</p>
<p begin="4.5" end="7.9" ttm:agent="SPEAKER_2">They keep each other warm.</p>
</div></body></tt>
""",
)
