"""The formats of text: which of them a file is, its front matter and its turns."""

from collections.abc import Callable
from dataclasses import replace

from retrieval.models import Details
from retrieval.transcripts.content import Content
from retrieval.transcripts.format import Reading, TranscriptFormat
from retrieval.transcripts.formats.text_kinds import COPIED, PLAIN, kind_of_text, parse_text

_NumberedLines = list[tuple[int, str]]


def _is(name: str) -> Callable[[Content], bool]:
    return lambda content: _kind(content) == name


def _kind(content: Content) -> str:
    content.kind_of_text = content.kind_of_text or kind_of_text(content.body_lines)
    return content.kind_of_text


def _read(content: Content) -> Reading:
    stated, lines = content.front_matter, content.body_lines
    _, reading = parse_text(lines)
    details = stated.details.or_else(reading.details).or_else(Details(title=_heading(lines)))
    return replace(reading, details=details, duration=stated.duration)


def _heading(lines: _NumberedLines) -> str | None:
    """Return the heading above a transcript in Markdown."""
    first = lines[0][1] if lines else ""
    return " ".join(first[2:].split()) or None if first.startswith("# ") else None


def _format(name: str, origin: str, keeps: str, sample: str) -> TranscriptFormat:
    return TranscriptFormat(name, origin, keeps, "text", (".txt", ".md"), _is(name), _read, sample)


BRACKETED = _format(
    "bracketed text",
    "programs that write `[Name] [0:00] text` on every line",
    "times and speakers",
    "[Ada Byron] [00:01] What do bees do in winter?\n[Ben Ode] [00:04] They keep each other warm.\n",
)
MARKDOWN = _format(
    "Markdown",
    "Changelog, people who write transcripts by hand",
    "speakers, the times that are stated, and the front matter",
    "**Ada Byron:** \\[00:01\\] What do bees do in winter?\n\n**Ben Ode:** They keep each other warm.\n",
)
HEADED = _format(
    "headed text",
    "Rev, Descript, Lenny's Podcast: `Name (00:00:07):` above each turn",
    "times, speakers and the front matter",
    "Ada Byron (00:00:01):\nWhat do bees do in winter?\n\nBen Ode (00:00:04):\nThey keep each other warm.\n",
)
COPIED_TEXT = _format(
    COPIED,
    "people who copy the transcript of a video on YouTube",
    "times, and the chapters of the video",
    "Why bees\n0:01\nwhat do bees do in winter\n0:04\nthey keep each other warm\n0:07\nand eat honey\n",
)
PLAIN_TEXT = _format(
    PLAIN,
    "Otter, Sonix, Trint, Podscribe, Zoom, Google Meet, Resolve, Whisper's printed output, people",
    "names and times in any usual order: `Name 0:00`, `Name [0:00]`, `[0:00] Name:`, `0:00 - Name`, "
    "`Name: text`, `[0:00 --> 0:06] text`, or text alone",
    "Ada Byron  0:01\nWhat do bees do in winter?\n\nBen Ode  0:04\nThey keep each other warm.\n",
)
