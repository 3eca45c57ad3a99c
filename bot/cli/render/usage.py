"""Render what language models were used for."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize
from bot.ui.formatting import describe_usage
from retrieval.models import MonthlyUsage


def render_usage(rows: Sequence[MonthlyUsage]) -> Iterator[Paragraph]:
    """Render a line for each server, month and model."""
    if not rows:
        yield Paragraph(Text("No language model has been used yet."))
    for row in rows:
        who = "this computer and private messages" if row.guild is None else f"server {row.guild}"
        yield Paragraph(Text(f"{row.month}  {who}: {sanitize(describe_usage(row))}"))
