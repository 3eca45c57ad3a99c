"""Render segments: of a transcript, and as hits of a search."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize, separate_with_blank_lines
from bot.cli.render.answers import episode_heading
from bot.ui.formatting import start_of, turns
from retrieval.models import Episode, Hit, Segment


def render_segment(segment: Segment, *, marked: bool = False) -> Iterator[Paragraph]:
    """Render one numbered segment in full, with a line for each speaker turn."""
    heading = Text(f"{'▶ ' if marked else ''}Segment {segment.number}", style="bold")
    if segment.start is not None:
        heading.append(f" · {start_of(segment)}")
    yield Paragraph(heading)
    for speaker, text in turns(segment):
        words = sanitize(text)
        yield Paragraph(Text(f"{sanitize(speaker)}: {words}" if speaker else words), Text("  "))


def render_transcript(episode: Episode, segments: Sequence[Segment], at: int | None) -> Iterator[Paragraph]:
    """Render the episode's title and its segments in spoken order; the segment numbered `at` is marked."""
    yield Paragraph(Text(episode_heading(episode), style="bold cyan"))
    yield Paragraph()
    yield from separate_with_blank_lines(
        render_segment(segment, marked=segment.number == at) for segment in segments
    )


def render_hits(hits: Sequence[Hit]) -> Iterator[Paragraph]:
    """Render the segments that a search found, best first, each under its episode."""
    if not hits:
        yield Paragraph(Text("No passage matches that."))
    yield from separate_with_blank_lines(_render_hit(hit) for hit in hits)


def _render_hit(hit: Hit) -> Iterator[Paragraph]:
    yield Paragraph(Text(episode_heading(hit.episode), style="cyan"))
    yield from render_segment(hit.segment)
