"""Parse HTML: the transcripts of Podcasting 2.0 (`<cite>`, `<time>`, `<p>`), and pages that read as turns."""

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.models import Details
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.formats.text_kinds import parse_text
from retrieval.transcripts.markup import inner_text, local_name, page_lines
from retrieval.transcripts.raw_lines import RawLine, collapse_spaces
from retrieval.transcripts.speaker_names import clean_name
from retrieval.transcripts.timestamps import parse_loose_time

if TYPE_CHECKING:
    from lxml.etree import _Element

_PASSAGES = frozenset({"p", "blockquote", "li", "dd"})
_MIN_TURNS = 2
_MIN_TURN_SHARE = 0.3
"""The share of a page's words that turns with a name or a time must have for it to be a transcript."""


def _has_cites(content: Content) -> bool:
    page = content.page
    if page is None or content.root is not None:
        return False
    if next(page.iter("p"), None) is None:
        return False
    if any(inner_text(element).strip() for element in page.iter("cite")):
        return True
    has_times = any(inner_text(element).strip() for element in page.iter("time"))
    return has_times and not _names_speakers(content)


def _names_speakers(content: Content) -> bool:
    """Return whether the text of a page names who speaks, in another way than by `<cite>`."""
    reading = _text_reading(content)
    return reading is not None and any(line.speaker for line in reading.lines) and _has_turns(content)


def _read_cites(content: Content) -> Reading:
    lines: list[RawLine] = []
    names: list[str] = []
    speaker: str | None = None
    start: float | None = None
    page = content.page
    for element in page.iter("cite", "time", *_PASSAGES) if page is not None else ():
        name = local_name(element)
        is_mark = name in ("cite", "time")
        if is_mark and next(element.iterancestors(*_PASSAGES), None) is not None:
            continue  # read with its paragraph
        stated = [element] if is_mark else list(element.iter("cite", "time"))
        for mark in stated:
            text = collapse_spaces(inner_text(mark))
            names.append(text)
            if local_name(mark) == "cite":
                speaker = clean_name(text)
            elif (time := parse_loose_time(text.strip("[]()"))) is not None:
                start = time
        if name in _PASSAGES and (said := _spoken(element)):
            lines.append(RawLine(said, f"paragraph {len(lines) + 1}", start, speaker=speaker))
            start = None
    return Reading(lines, _details(page), unspoken=[*names, *_unspoken(page)])


def _spoken(element: "_Element") -> str:
    """Return the text of a paragraph, without the name and the time in it and the paragraphs in it."""
    parts = [element.text or ""]
    for child in element:
        if local_name(child) not in ("cite", "time", *_PASSAGES):
            parts.append(" " if local_name(child) == "br" else inner_text(child))
        parts.append(child.tail or "")
    return collapse_spaces("".join(parts))


def _unspoken(page: "_Element | None") -> list[str]:
    """Return the headings and titles of a page."""
    if page is None:
        return []
    return [inner_text(element) for element in page.iter("title", "h1", "h2", "h3", "h4", "h5", "h6")]


def _details(page: "_Element | None") -> Details:
    heading = next(page.iter("h1"), None) if page is not None else None
    return Details(title=collapse_spaces(inner_text(heading)) or None if heading is not None else None)


def _text_reading(content: Content) -> Reading | None:
    page = content.page
    if page is None or content.root is not None:
        return None
    _, reading = parse_text(list(enumerate(page_lines(page), 1)))
    return reading


def _has_turns(content: Content) -> bool:
    """Return whether the text of a page is a list of turns, as a transcript's and no other page's is."""
    reading = _text_reading(content)
    if reading is None:
        return False
    lines = reading.lines
    turns = [line for line in lines if line.start is not None or line.speaker]
    spoken = sum(len(line.text.split()) for line in turns)
    words = sum(len(line.text.split()) for line in lines)
    return len(turns) >= _MIN_TURNS and spoken >= _MIN_TURN_SHARE * words


def _read_turns(content: Content) -> Reading:
    reading = _text_reading(content) or Reading(())
    details = reading.details.or_else(_details(content.page))
    return replace(reading, details=details, unspoken=[*reading.unspoken, *_unspoken(content.page)])


CITES = TranscriptFormat(
    name="Podcasting 2.0 HTML",
    origin="Buzzsprout and other podcast hosts, Changelog",
    keeps="speakers from `<cite>`, times from `<time>`, the title from a heading",
    family="markup",
    suffixes=(".html", ".htm", ".xhtml"),
    matches=_has_cites,
    read=_read_cites,
    sample="""\
<cite>Ada Byron:</cite>
<time>0:01</time>
<p>What do bees do in winter?</p>
<cite>Ben Ode:</cite>
<time>0:04</time>
<p>They keep each other warm.</p>
""",
)
TURNS = TranscriptFormat(
    name="HTML",
    origin="web pages with transcripts, and word processors that save web pages",
    keeps="names and times, as in plain text; other pages are refused",
    family="markup",
    suffixes=(".html", ".htm", ".xhtml"),
    matches=_has_turns,
    read=_read_turns,
    sample="""\
<html><body>
<p><b>Ada Byron</b> [0:01]</p><p>What do bees do in winter?</p>
<p><b>Ben Ode</b> [0:04]</p><p>They keep each other warm.</p>
</body></html>
""",
)
