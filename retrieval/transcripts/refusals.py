"""Say what a file that isn't a transcript is, and how to make one of it that can be read."""

import re
import zipfile
from io import BytesIO

from retrieval.errors import TranscriptError
from retrieval.texts import Text
from retrieval.transcripts.content import Content
from retrieval.transcripts.markup import local_name

_RECORDING = Text("{name} is a recording, not its transcript; transcribe it first.")
_ARCHIVE = Text("{name} is an archive; unpack it and add the transcripts in it.")
_PICTURE = Text("{name} is not a text file, but a picture.")
_SIGNATURES: tuple[tuple[bytes, Text], ...] = (
    (
        b"{\\rtf",
        Text(
            "{name} is an RTF document; open it and save it as plain text (.txt) or as a Word document "
            "(.docx)."
        ),
    ),
    (
        b"%PDF",
        Text(
            "{name} is a PDF; open it and save it as plain text (.txt) or as a Word document (.docx), "
            "or as SubRip (.srt), WebVTT (.vtt) or plain text (.txt) where it was made."
        ),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        Text(
            "{name} is a document of an old version of Word; open it and save it as plain text (.txt) "
            "or as a Word document (.docx)."
        ),
    ),
    (b"ID3", _RECORDING),
    (b"\xff\xfb", _RECORDING),
    (b"OggS", _RECORDING),
    (b"fLaC", _RECORDING),
    (b"RIFF", _RECORDING),
    (b"\x1aE\xdf\xa3", Text("{name} is a video, not its transcript; transcribe it first.")),
    (b"\x1f\x8b", Text("{name} is a compressed file; unpack it and add the transcripts in it.")),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
)
_PROJECT = Text(
    "{name} is an editor's project file; export it as SubRip (.srt), WebVTT (.vtt) or plain text (.txt)."
)
_XML_KINDS = {
    "rss": Text("{name} is a podcast's feed; add it as a feed to get its episodes."),
    "feed": Text("{name} is a feed; add it as a feed to get its episodes."),
    "opml": Text("{name} is a list of feeds; add the feeds instead."),
    "chapters": Text("{name} contains chapters, not a transcript."),
    "xmeml": _PROJECT,
    "fcpxml": _PROJECT,
}
_UNKNOWN_XML = Text(
    "{name} is XML, but not a known kind of transcript; export its transcript as SubRip "
    "(.srt), WebVTT (.vtt) or plain text (.txt)."
)
_UNREAD = Text(
    "{name} is a file in the format {kind}, which can't be read; export it as SubRip (.srt), WebVTT "
    "(.vtt) or plain text (.txt)."
)
_TEXT_KINDS: tuple[tuple[re.Pattern[str], Text, str], ...] = (
    (re.compile(r"\s*Scenarist_SCC\b"), _UNREAD, "SCC"),
    (
        re.compile(r"\s*#EXTM3U\b"),
        Text("{name} is a list of the parts of a stream ({kind}), not the subtitles themselves."),
        "M3U",
    ),
    (
        re.compile(r"\s*TITLE:[^\n]{0,200}\n+(?:FCM:|\d{3,6}\s)", re.IGNORECASE),
        Text(
            "{name} is an editor's list of cuts ({kind}), not a transcript; export it as SubRip (.srt), "
            "WebVTT (.vtt) or plain text (.txt)."
        ),
        "EDL",
    ),
    (re.compile(r"\s*(?:File type = )?\"?ooTextFile"), _UNREAD, "TextGrid"),
    (re.compile(r"\s*@(?:UTF8|Begin)\b"), _UNREAD, "CHAT"),
    (
        re.compile(
            r"\s*- (?:\w{2,20}: [^\n]{0,5000}\n\s*)(?:\w{2,20}: [^\n]{0,5000}\n\s*){1,20}- \w{2,20}: "
        ),
        Text("{name} is {kind}, which isn't read; save it as JSON or plain text (.txt)."),
        "YAML",
    ),
)
"""What files of text begin with that aren't transcripts, or are in a way that isn't read."""
_LINE_KINDS: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        re.compile(r"[ \t]*\d{1,2}:\d{2}:\d{2}[ \t]+From[ \t]+\S[^\n]{0,200}?:", re.IGNORECASE),
        Text(
            "{name} is the chat of a Zoom meeting, not what was said; add the recording's transcript (.vtt) "
            "instead."
        ),
    ),
    (
        re.compile(r"SPEAKER \S{1,200} \d{1,3} \d[\d.]{0,12} \d[\d.]{0,12} <NA>"),
        Text("{name} says who speaks when (RTTM), but not what they say; add the transcript instead."),
    ),
)
"""What lines look like of files that aren't transcripts."""
_SAMPLE_LINES = 400
_STL = re.compile(rb"\d{3}STL\d\d\.\d")


def check_data(content: Content) -> None:
    """Raise TranscriptError for a file whose first bytes show that it isn't text."""
    data = content.data[:512].lstrip()
    for signature, said in _SIGNATURES:
        if data.startswith(signature):
            raise TranscriptError(Text(said, name=content.name))
    if data[4:8] == b"ftyp":
        raise TranscriptError(
            Text(
                "{name} is a recording or a video, not its transcript; transcribe it first.",
                name=content.name,
            )
        )
    if _STL.match(data):
        raise TranscriptError(Text(_UNREAD, name=content.name, kind="EBU STL"))
    if data.startswith(b"PK\x03\x04"):
        raise TranscriptError(Text(_archive(content), name=content.name))


def _archive(content: Content) -> Text:
    try:
        with zipfile.ZipFile(BytesIO(content.data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Text("{name} is not a text file, but a damaged archive.")
    if "mimetype" in names and "content.xml" in names:
        return Text(
            "{name} is an OpenDocument file; open it and save it as plain text (.txt) or as a Word "
            "document (.docx)."
        )
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        return Text(
            "{name} is a spreadsheet or a presentation; open it and save it as plain text (.txt) or as "
            "a Word document (.docx) or as a table (.csv)."
        )
    return _ARCHIVE


def check_text(content: Content) -> None:
    """Raise TranscriptError for text that is something else than a transcript, by its beginning or lines."""
    for pattern, said, kind in _TEXT_KINDS:
        if pattern.match(content.text):
            raise TranscriptError(Text(said, name=content.name, kind=kind))
    lines = [line for line in content.lines[:_SAMPLE_LINES] if line.strip()]
    for pattern, said in _LINE_KINDS:
        if 3 * sum(pattern.match(line) is not None for line in lines) > len(lines):
            raise TranscriptError(Text(said, name=content.name))


def refuse_markup(content: Content) -> TranscriptError:
    """Return the error for XML or a web page that no format reads."""
    if content.root is not None:
        kind = _XML_KINDS.get(local_name(content.root), _UNKNOWN_XML)
        return TranscriptError(Text(kind, name=content.name))
    return TranscriptError(
        Text(
            "{name} is a web page or XML, not a transcript that can be read; copy the transcript "
            "itself from the page into a text file (.txt), or look for a file to download there.",
            name=content.name,
        )
    )
