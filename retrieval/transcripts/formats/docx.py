"""Read Word documents (.docx), as Teams, Otter and Rev write them: text with names and times."""

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.errors import TranscriptError
from retrieval.texts import Text
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.formats.text_kinds import parse_text
from retrieval.transcripts.markup import local_name
from retrieval.untrusted.safe_xml import XmlError, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

# Not with python-docx: it unpacks and parses all parts of a document, pictures too, with no bound, and only
# the text of one part is wanted.

MAX_DOCUMENT_BYTES = 48_000_000
"""What the text of a document may unpack to; a transcript of four hours has about 5 MB."""
_UNREADABLE = (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, zlib.error, lzma.LZMAError)
"""What `zipfile` raises for archives that are damaged, encrypted or packed in a way that it doesn't know."""
_PART = re.compile(r"word/document\d{0,2}\.xml")
_DELETED = frozenset({"del", "moveFrom", "instrText", "delText"})


def _part(content: Content) -> tuple[zipfile.ZipFile, zipfile.ZipInfo] | None:
    if not content.data.startswith(b"PK\x03\x04"):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content.data))
    except _UNREADABLE:
        return None
    return next(((archive, info) for info in archive.infolist() if _PART.fullmatch(info.filename)), None)


def document_lines(content: Content) -> list[str]:
    """Return the text of a document as lines, with empty ones between paragraphs. Raises TranscriptError."""
    try:
        root = parse_xml(_unpacked(content))
    except XmlError as error:
        raise _damaged(content) from error
    lines: list[str] = []
    row = ""
    for paragraph in root.iter("{*}p"):
        if next(paragraph.iterancestors("{*}p"), None) is not None:
            continue  # text boxes have paragraphs inside one
        if _is_cell_before_another(paragraph):
            row += f"{_text(paragraph)}\t"
            continue
        lines += [*(row + _text(paragraph)).split("\n"), ""]
        row = ""
    return [*lines, row] if row else lines


def _is_cell_before_another(paragraph: "_Element") -> bool:
    """Return whether a paragraph is the only one of its cell, has text, and has another cell to its right."""
    cell = paragraph.getparent()
    beside = (_name(paragraph.getprevious()), _name(paragraph.getnext()))
    if cell is None or _name(cell) != "tc" or "p" in beside:
        return False
    return cell.getnext() is not None and bool(_text(paragraph).strip())


def _unpacked(content: Content) -> bytes:
    found = _part(content)
    if found is None:
        raise _damaged(content)
    archive, info = found
    try:
        with archive.open(info) as part:
            data = part.read(MAX_DOCUMENT_BYTES + 1)
    except _UNREADABLE as error:
        raise _damaged(content) from error
    if len(data) > MAX_DOCUMENT_BYTES:
        raise TranscriptError(
            Text("{name} contains more text than a transcript can have.", name=content.name)
        )
    return data


def _damaged(content: Content) -> TranscriptError:
    return TranscriptError(
        Text(
            "{name} is a damaged or protected Word document; save it again, or as plain text (.txt).",
            name=content.name,
        )
    )


def _text(paragraph: "_Element") -> str:
    parts: list[str] = []
    for element in paragraph.iter():
        name = local_name(element)
        if name == "t" and not any(_name(above) in _DELETED for above in element.iterancestors()):
            parts.append(element.text or "")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name == "tab" and _name(element.getparent()) == "r":
            parts.append("\t")
    return "".join(parts)


def _name(element: "_Element | None") -> str:
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _read(content: Content) -> Reading:
    lines = document_lines(content)
    _, reading = parse_text([(number, line) for number, line in enumerate(lines, 1) if line.strip()])
    return replace(reading, text="\n".join(lines))


FORMAT = TranscriptFormat(
    name="Word document",
    origin="Teams, Otter, Rev, Word",
    keeps="names and times, as in plain text",
    family="text",
    suffixes=(".docx",),
    matches=lambda content: _part(content) is not None,
    read=_read,
    sample="""\
Ada Byron   0:01
What do bees do in winter?

Ben Ode   0:04
They keep each other warm.
""",
)
