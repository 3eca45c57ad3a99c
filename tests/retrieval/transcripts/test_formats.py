"""Every format by its sample: recognised, read whole, and described in docs/formats.md."""

import io
import zipfile
from pathlib import Path

import pytest

from retrieval.transcripts.content import Content
from retrieval.transcripts.format import TranscriptFormat
from retrieval.transcripts.format_guide import format_guide
from retrieval.transcripts.formats import docx
from retrieval.transcripts.reader import FORMATS, TRANSCRIPT_SUFFIXES, parse_transcript, recognize

GUIDE = Path(__file__).parents[3] / "docs" / "formats.md"
NAMES = [format_.name for format_ in FORMATS]


def word_document(*paragraphs: str) -> bytes:
    """A document as word processors write it, with these paragraphs; `\\n` is a line break in one."""
    runs = (
        "".join(f"<w:r><w:t>{part}</w:t></w:r><w:r><w:br/></w:r>" for part in paragraph.split("\n"))
        for paragraph in paragraphs
    )
    body = "".join(f"<w:p>{run}</w:p>" for run in runs)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    return data.getvalue()


def sample_of(format_: TranscriptFormat) -> bytes:
    if format_ is docx.FORMAT:
        return word_document(*format_.sample.split("\n\n"))
    return format_.sample.encode()


@pytest.mark.parametrize("format_", FORMATS, ids=NAMES)
def test_the_sample_of_a_format_is_recognised_and_read_whole(format_: TranscriptFormat) -> None:
    data = sample_of(format_)
    assert recognize(Content(data, "talk")) is format_
    transcript = parse_transcript(data, "talk")
    said = " ".join(cue.text for cue in transcript.cues).lower()
    assert said.startswith(("what do bees do in winter", "bees?"))
    assert transcript.format == format_.name
    assert (transcript.lost_words, transcript.notes) == (0, ())
    assert transcript.cues[0].start == 1.0
    if "speakers" in format_.keeps and transcript.cues[0].speaker is not None:
        assert [cue.speaker for cue in transcript.cues[:2]] in (
            ["Ada Byron", "Ben Ode"],
            ["Speaker 1", "Speaker 2"],
        )


def test_formats_are_named_once_and_have_endings() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert {".srt", ".vtt", ".json", ".txt", ".md", ".html", ".docx", ".ttml"} <= set(TRANSCRIPT_SUFFIXES)


def test_the_guide_describes_every_format_with_its_sample() -> None:
    assert GUIDE.read_text() == format_guide(FORMATS)
