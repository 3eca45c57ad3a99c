"""Say what a file that isn't a transcript is, and how to make one of it that can be read."""

import re
import zipfile
from io import BytesIO

from retrieval.errors import TranscriptError
from retrieval.transcripts.content import Content
from retrieval.transcripts.markup import local_name

_AS_TEXT = "open it and save it as plain text (.txt) or as a Word document (.docx)"
_AS_SUBTITLES = "export it as SubRip (.srt), WebVTT (.vtt) or plain text (.txt)"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", f"is an RTF document; {_AS_TEXT}"),
    (b"%PDF", f"is a PDF; {_AS_TEXT}, or {_AS_SUBTITLES.removeprefix('export it ')} where it was made"),
    (b"\xd0\xcf\x11\xe0", f"is a document of an old version of Word; {_AS_TEXT}"),
    (b"ID3", "is a recording, not its transcript; transcribe it first"),
    (b"\xff\xfb", "is a recording, not its transcript; transcribe it first"),
    (b"OggS", "is a recording, not its transcript; transcribe it first"),
    (b"fLaC", "is a recording, not its transcript; transcribe it first"),
    (b"RIFF", "is a recording, not its transcript; transcribe it first"),
    (b"\x1aE\xdf\xa3", "is a video, not its transcript; transcribe it first"),
    (b"\x1f\x8b", "is a compressed file; unpack it and add the transcripts in it"),
    (b"7z\xbc\xaf", "is an archive; unpack it and add the transcripts in it"),
    (b"Rar!", "is an archive; unpack it and add the transcripts in it"),
    (b"\x89PNG", "is not a text file, but a picture"),
    (b"\xff\xd8\xff", "is not a text file, but a picture"),
    (b"GIF8", "is not a text file, but a picture"),
)
_XML_KINDS = {
    "rss": "is a podcast's feed; add it as a feed to get its episodes",
    "feed": "is a feed; add it as a feed to get its episodes",
    "opml": "is a list of feeds; add the feeds instead",
    "chapters": "contains chapters, not a transcript",
    "xmeml": f"is a project of an editor; {_AS_SUBTITLES}",
    "fcpxml": f"is a project of an editor; {_AS_SUBTITLES}",
}
_TEXT_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\s*Scenarist_SCC\b"), f"has captions in code (SCC); {_AS_SUBTITLES}"),
    (re.compile(r"\s*#EXTM3U\b"), "is a list of the parts of a stream (M3U), not the subtitles themselves"),
    (
        re.compile(r"\s*TITLE:[^\n]{0,200}\n+(?:FCM:|\d{3,6}\s)", re.IGNORECASE),
        f"is an editor's list of cuts (EDL), not a transcript; {_AS_SUBTITLES}",
    ),
    (re.compile(r"\s*(?:File type = )?\"?ooTextFile"), f"is a TextGrid of Praat; {_AS_SUBTITLES}"),
    (re.compile(r"\s*@(?:UTF8|Begin)\b"), f"is a transcript for linguists (CHAT); {_AS_SUBTITLES}"),
    (
        re.compile(
            r"\s*- (?:\w{2,20}: [^\n]{0,5000}\n\s*)(?:\w{2,20}: [^\n]{0,5000}\n\s*){1,20}- \w{2,20}: "
        ),
        f"is YAML, which isn't read; save it as JSON, or {_AS_SUBTITLES}",
    ),
)
"""What files of text begin with that aren't transcripts, or are in a way that isn't read."""
_LINE_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"[ \t]*\d{1,2}:\d{2}:\d{2}[ \t]+From[ \t]+\S[^\n]{0,200}?:", re.IGNORECASE),
        "is the chat of a Zoom meeting, not what was said; add the recording's transcript (.vtt) instead",
    ),
    (
        re.compile(r"SPEAKER \S{1,200} \d{1,3} \d[\d.]{0,12} \d[\d.]{0,12} <NA>"),
        "says who speaks when (RTTM), but not what they say; add the transcript instead",
    ),
)
"""What lines look like of files that aren't transcripts."""
_SAMPLE_LINES = 400
_STL = re.compile(rb"\d{3}STL\d\d\.\d")
_ADVICE = "export its transcript as SubRip (.srt), WebVTT (.vtt) or plain text (.txt)"


def check_data(content: Content) -> None:
    """Raise TranscriptError for a file that its first bytes tell to be something else than text."""
    data = content.data[:512].lstrip()
    for signature, said in _SIGNATURES:
        if data.startswith(signature):
            raise TranscriptError(f"{content.name} {said}.")
    if data[4:8] == b"ftyp":
        raise TranscriptError(
            f"{content.name} is a recording or a video, not its transcript; transcribe it first."
        )
    if _STL.match(data):
        raise TranscriptError(f"{content.name} has subtitles of television (EBU STL); {_AS_SUBTITLES}.")
    if data.startswith(b"PK\x03\x04"):
        raise TranscriptError(f"{content.name} {_archive(content)}.")


def _archive(content: Content) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content.data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "is not a text file, but a damaged archive"
    if "mimetype" in names and "content.xml" in names:
        return f"is an OpenDocument file; {_AS_TEXT}"
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        return f"is a spreadsheet or a presentation; {_AS_TEXT} or as a table (.csv)"
    return "is an archive; unpack it and add the transcripts in it"


def check_text(content: Content) -> None:
    """Raise TranscriptError for text that is something else than a transcript, by its beginning or lines."""
    for pattern, said in _TEXT_KINDS:
        if pattern.match(content.text):
            raise TranscriptError(f"{content.name} {said}.")
    lines = [line for line in content.lines[:_SAMPLE_LINES] if line.strip()]
    for pattern, said in _LINE_KINDS:
        if 3 * sum(pattern.match(line) is not None for line in lines) > len(lines):
            raise TranscriptError(f"{content.name} {said}.")


def refuse_markup(content: Content) -> TranscriptError:
    """Return the error for XML or a web page that no format reads."""
    if content.root is not None:
        kind = _XML_KINDS.get(
            local_name(content.root), f"is XML, but not a known kind of transcript; {_ADVICE}"
        )
        return TranscriptError(f"{content.name} {kind}.")
    return TranscriptError(
        f"{content.name} is a web page or XML, not a transcript that can be read; copy the transcript itself "
        "from the page into a text file (.txt), or look for a file to download there."
    )
