"""Output formats: paragraphs that are safe to print on a terminal, and JSON."""

import json
import re
import shlex
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from retrieval.language.safe_text import HIDDEN_CHARACTERS, without_hidden

MIN_TEXT_WIDTH = 20
"""Columns that a paragraph gets at least, however narrow the terminal is and however wide its prefix."""
_KEPT_FORMAT_CHARACTERS = frozenset("\u200c\u200d")
"""Joiners, which scripts and emoji need."""
_ESCAPED_IN_JSON = re.compile(f"[\x7f-\x9f\u2028\u2029{HIDDEN_CHARACTERS}]")
"""What a terminal obeys, hides or reorders and JSON may hold as it is."""


@dataclass(frozen=True)
class Paragraph:
    """Styled text with a hanging indent: `prefix` is before the first line only.

    Set `no_wrap` where the text holds a link, which a line break would cut.
    """

    text: Text = field(default_factory=Text)
    prefix: Text = field(default_factory=Text)
    no_wrap: bool = False


def print_paragraphs(console: Console, paragraphs: Iterable[Paragraph]) -> None:
    """Print paragraphs, wrapped at words on a terminal.

    Elsewhere nothing is wrapped, so that quotes and links can be searched for.
    """
    for paragraph in paragraphs:
        prefix_width = paragraph.prefix.cell_len
        if paragraph.no_wrap or not console.is_terminal:
            lines = [paragraph.text]
        else:
            lines = list(paragraph.text.wrap(console, max(console.width - prefix_width, MIN_TEXT_WIDTH)))
        for number, line in enumerate(lines):
            line.rstrip()
            prefix = Text(" " * prefix_width) if number else paragraph.prefix
            console.print(Text().append_text(prefix).append_text(line), soft_wrap=True)


def sanitize(text: str) -> str:
    """Return the text without anything that a terminal obeys.

    Escape sequences, line separators, bidirectional overrides and tags can recolour, move or reorder what
    a reader sees: control characters become spaces, hidden characters are removed. Letters of every script,
    joiners and emoji stay.
    """
    return "".join(_sanitize_character(character) for character in without_hidden(text))


def _sanitize_character(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cs":
            return "\ufffd"
        case "Cf" if character not in _KEPT_FORMAT_CHARACTERS:
            return ""
        case _:
            return character


def shell_word(text: str) -> str:
    """Return the text as one word of a command to copy: in the quotes that every shell knows, if they do."""
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def separate_with_blank_lines(blocks: Iterable[Iterable[Paragraph]]) -> Iterator[Paragraph]:
    """Yield the paragraphs of all blocks, with an empty paragraph between two blocks."""
    for number, block in enumerate(blocks):
        if number:
            yield Paragraph()
        yield from block


def format_json(document: object, *, one_line: bool = False) -> str:
    """Return the document as JSON: indented, or on one line for JSON Lines.

    Characters that a terminal obeys, or that are hidden, are escaped, so that programs still read them.
    """
    written = json.dumps(document, ensure_ascii=False, indent=None if one_line else 2)
    return _ESCAPED_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], written)
