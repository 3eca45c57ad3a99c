"""Decode bytes to clean text: detect the encoding, refuse what isn't text, remove invisible characters."""

import codecs
import re

from charset_normalizer import from_bytes

from retrieval.errors import TranscriptError
from retrieval.language.safe_text import HIDDEN_CHARACTERS
from retrieval.texts import Text
from retrieval.transcripts.code_pages import is_latin, latin_code_page, non_ascii_lines

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_CHARACTERS = 8192
"""How much of a file is examined to detect its encoding, or that it isn't text."""
MAX_NUL_CHARACTERS = 5
"""NUL characters that are taken out of a text; a file with more is none."""
# Marks that reorder or hide text could make a quote read as something else than was said.
_CONTROL_CHARACTERS = re.compile(f"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f{HIDDEN_CHARACTERS}]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def decode(data: bytes, name: str) -> str:
    r"""Return the text of a transcript file with `\n` line ends. Raises TranscriptError if it isn't text."""
    if not data.strip():
        raise TranscriptError(Text("{name} is empty.", name=name))
    text = _NEWLINE.sub("\n", _decode_any(data, name))
    sample = text[:_SAMPLE_CHARACTERS]
    controls = sum(character < " " and character not in "\n\t" for character in sample)
    if text.count("\x00") > MAX_NUL_CHARACTERS or controls > max(8, len(sample) // 20):
        raise TranscriptError(Text("{name} is not a text file.", name=name))
    return _CONTROL_CHARACTERS.sub("", text)


def strip_invisible(text: str) -> str:
    """Return a passage without invisible characters, which escapes of its format may have added.

    Halves of surrogate pairs, which can't be stored, become U+FFFD.
    """
    cleaned = _SURROGATES.sub("\ufffd", _CONTROL_CHARACTERS.sub("", text))
    return text if cleaned == text else " ".join(cleaned.split())


def _decode_any(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decode_strictly(data[len(bom) :], encoding, name)
    if wide := _wide_encoding(data):
        return _decode_strictly(data, wide, name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decode_legacy(data, error, name)


def _decode_strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
        raise TranscriptError(f"{name}, line {line}: damaged {encoding.upper()} text.") from error


def _wide_encoding(data: bytes) -> str | None:
    """Return the kind of UTF-16 without a byte order mark: every other byte of Latin letters is zero."""
    sample = data[: _SAMPLE_CHARACTERS // 2 * 2]
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half >= 2 and odd > half // 2 and even <= half // 20:
        return "utf-16-le"
    if half >= 2 and even > half // 2 and odd <= half // 20:
        return "utf-16-be"
    return None


def _decode_legacy(data: bytes, error: UnicodeDecodeError, name: str) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    if b"\x00" in data:
        raise TranscriptError(Text("{name} is not a text file.", name=name)) from error
    patched = data.decode("utf-8", "replace")
    if 10 * patched.count("\ufffd") < sum(character > "\x7f" for character in patched):
        raise TranscriptError(
            Text("{name}, line {line}: damaged UTF-8 text.", name=name, line=line)
        ) from error
    sample = non_ascii_lines(data)
    if is_latin(sample) and (code_page := latin_code_page(sample)):
        return _decode_strictly(data, code_page, name)
    best = from_bytes(data[: _SAMPLE_CHARACTERS * 8]).best()
    if best is None:
        raise TranscriptError(
            Text("{name}, line {line}: text in an unknown encoding; save it as UTF-8.", name=name, line=line)
        ) from error
    return _decode_strictly(data, best.encoding, name)
