"""The content of a transcript file as bytes, text, JSON and XML, each made when it is first asked for."""

import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from retrieval.errors import TranscriptError
from retrieval.texts import Text
from retrieval.transcripts.encoding import MAX_NUL_CHARACTERS, decode
from retrieval.transcripts.front_matter import FrontMatter, parse_front_matter
from retrieval.transcripts.loose_json import LooseJsonError, looks_loose, parse_loose_json
from retrieval.untrusted.safe_xml import XmlError, parse_html, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]\"])")
_XML = re.compile(
    r"\s*(?:<\?xml\b|<(?:[a-z][\w.-]{0,40}:)?(?:tt|timedtext|transcripts?|rss|feed|opml|chapters)[\s>/])",
    re.IGNORECASE,
)
_HTML_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|sami)\b", re.IGNORECASE)
_HTML_TAG = re.compile(r"</?(?:p|div|cite|time|span|br|blockquote|h[1-6]|li)\b[^<>\n]{0,500}>", re.IGNORECASE)
_FENCE = re.compile(r"[ \t]*(?:```|~~~)[\w-]{0,20}[ \t]*$")
_MAX_LINES_ABOVE = 12
"""How far down a code block may begin that the transcript is in, as chat programs write it."""
_ENCODING_LABEL = re.compile(r"^\s*<\?xml[^<>]{0,200}\?>")
_BLANKS = re.compile(r"[\s,\x1e]*")
_MAX_BROKEN_LINES = 200


class Content:
    """A file: its `data` and its `name` in messages.

    `broken_lines` are those of a file of JSON lines that can't be read, `outside` what is around the code
    block that a transcript is in: numbers of lines, and their texts.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name = data, name
        self.broken_lines: list[tuple[int, str]] = []
        self.outside: list[tuple[int, str]] = []
        self.kind_of_text = ""

    @cached_property
    def text(self) -> str:
        r"""The text with `\n` line ends, without a code fence around it. Raises TranscriptError if none."""
        text = decode(self.data, self.name)
        return self._inside_fence(text) if "```" in text or "~~~" in text else text

    def _inside_fence(self, text: str) -> str:
        """Return the text of a code block that most of the file is in, below as many lines as in the file."""
        lines = text.split("\n")
        fences = [i for i, line in enumerate(lines) if _FENCE.match(line)]
        first = fences[0] if fences else len(lines)
        last = fences[-1] if len(fences) > 1 else len(lines)
        if first > _MAX_LINES_ABOVE or last - first < 3 or 2 * (last - first) < len(lines):
            return text
        for number, outside in ((1, lines[:first]), (last + 2, lines[last + 1 :])):
            if any(line.strip() for line in outside):
                self.outside.append((number, "\n".join(outside)))
        for i in (*range(first), *fences):
            lines[i] = ""
        return "\n".join(lines[:last])

    @property
    def nul_line(self) -> int | None:
        """The first line with NUL characters, which a damaged disk leaves in text and which are taken out."""
        if not 0 < self.data.count(b"\x00") <= MAX_NUL_CHARACTERS:
            return None
        return self.data.count(b"\n", 0, self.data.index(b"\x00")) + 1

    @cached_property
    def lines(self) -> Sequence[str]:
        return self.text.split("\n")

    @cached_property
    def front_matter(self) -> FrontMatter:
        """The front matter and what is below it. Raises TranscriptError for broken YAML."""
        return parse_front_matter(self.text, self.name)

    @cached_property
    def body_lines(self) -> list[tuple[int, str]]:
        """The lines below the front matter that aren't empty, with their numbers."""
        found = self.front_matter
        lines = enumerate(found.body.split("\n"), found.lines_above + 1)
        return [(number, line) for number, line in lines if line.strip()]

    @cached_property
    def is_json(self) -> bool:
        """Whether the file is JSON, or values printed by a program that can be read as JSON."""
        return bool(_JSON.match(self.text)) or self._loose is not None

    @cached_property
    def _loose(self) -> object:
        """What is in a file that is only nearly JSON; `None` if nothing."""
        if not looks_loose(self.text):
            return None
        try:
            return parse_loose_json(self.text)
        except LooseJsonError:
            return None

    @cached_property
    def document(self) -> object:
        """The JSON document, `None` if the file is no JSON. Raises TranscriptError for broken JSON.

        Several documents one after the other, such as JSON lines, become a list.
        """
        return self._load() if self.is_json else None

    @cached_property
    def is_html_page(self) -> bool:
        return bool(_HTML_PAGE.match(self.text))

    @cached_property
    def is_markup(self) -> bool:
        """Whether the file is XML, a web page, or a part of one: at least a tag on every other line."""
        if _XML.match(self.text) or self.is_html_page:
            return True
        lines = [line for line in self.lines if line.strip()]
        tags = sum(len(_HTML_TAG.findall(line)) for line in lines)
        return self.text.lstrip().startswith("<") and tags >= 2 and 2 * tags >= len(lines)

    @cached_property
    def root(self) -> "_Element | None":
        """The root of the XML document; `None` if the file is none. Raises TranscriptError for broken XML."""
        if not _XML.match(self.text):
            return None
        try:
            return parse_xml(_ENCODING_LABEL.sub("", self.text, count=1).encode("utf-8", "replace"))
        except XmlError as error:
            if error.line is None:
                raise TranscriptError(
                    Text("{name} defines its own document type, which isn't allowed.", name=self.name)
                ) from error
            raise TranscriptError(
                Text(
                    "{name} isn't well-formed XML; the first error is in line {line}.",
                    name=self.name,
                    line=error.line,
                )
            ) from error

    @cached_property
    def page(self) -> "_Element | None":
        """The root of the web page, or of the part of one, that the file is; `None` if it is none."""
        return parse_html(self.text) if self.is_markup else None

    def _load(self) -> object:
        try:
            # Files have raw line breaks inside strings, and NaN where there is no number.
            return json.loads(self.text, strict=False, parse_constant=_no_number)
        except json.JSONDecodeError as error:
            if documents := self._load_several():
                return documents
            if self._loose is not None:
                return self._loose
            raise TranscriptError(
                f"{self.name}, line {error.lineno}: broken JSON ({error.msg.lower()})."
            ) from error
        except ValueError as error:  # an integer of thousands of digits
            raise TranscriptError(
                Text("{name} contains a number that is too long.", name=self.name)
            ) from error
        except RecursionError as error:
            raise TranscriptError(
                Text("{name} is nested too deeply to be a transcript.", name=self.name)
            ) from error

    def _load_several(self) -> list[object]:
        """Return the documents of a file that has one on each line, or one after the other; else nothing."""
        if by_line := self._load_lines():
            return by_line
        decoder, documents, at = json.JSONDecoder(strict=False, parse_constant=_no_number), list[object](), 0
        try:
            while (at := _end_of(_BLANKS, self.text, at)) < len(self.text):
                document, at = decoder.raw_decode(self.text, at)
                documents.append(document)
        except (ValueError, RecursionError):
            return []
        return documents if all(isinstance(document, dict) for document in documents) else []

    def _load_lines(self) -> list[object]:
        documents: list[object] = []
        broken: list[tuple[int, str]] = []
        for number, line in enumerate(self.lines, 1):
            if not line.strip(" \t\x1e"):
                continue
            try:
                document = json.loads(line.strip(" \t\x1e"), strict=False, parse_constant=_no_number)
            except (ValueError, RecursionError):
                document = None
            if isinstance(document, dict):
                documents.append(document)
            else:
                broken.append((number, line.strip()))
            if len(broken) > max(len(documents), 1) or len(broken) > _MAX_BROKEN_LINES:
                return []
        if len(documents) < 2:
            return []
        self.broken_lines = broken
        return documents


def _no_number(_: str) -> None:
    """Return nothing for `NaN` and `Infinity`, which are no numbers of JSON's either."""


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
