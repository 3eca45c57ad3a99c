"""Paragraphs as a terminal or a pipe shows them."""

import io
from collections.abc import Iterable
from typing import Literal

from rich.console import Console

from bot.cli.output import Paragraph, print_paragraphs


def printed(
    paragraphs: Iterable[Paragraph],
    width: int | None = None,
    color_system: Literal["standard"] | None = None,
) -> str:
    """Return what a terminal of this width shows, or what a pipe gets."""
    stream = io.StringIO()
    terminal = width is not None
    console = Console(file=stream, width=width, force_terminal=terminal, color_system=color_system)
    print_paragraphs(console, paragraphs)
    return stream.getvalue()
