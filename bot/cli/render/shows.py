"""Render shows, and what became of them."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize
from bot.cli.render.library import MAX_ID_WIDTH
from bot.ui.formatting import count
from bot.ui.show_sentences import TRANSCRIPTS_SHOWN
from retrieval.models.shows import ShowSummary


def render_shows(summaries: Sequence[ShowSummary], guild: int | None = None) -> Iterator[Paragraph]:
    """Render one line for each show of the host, or of a guild, which begins with its id."""
    if not summaries and guild is not None:
        yield Paragraph(Text(f"Server {guild} has no shows of its own."))
    elif not summaries:
        yield Paragraph(Text("There are no shows yet; add transcripts with: podcite index add PATH"))
    width = min(max((len(sanitize(one.show.id)) for one in summaries), default=0), MAX_ID_WIDTH)
    for one in summaries:
        facts = [sanitize(one.show.title), count(one.episodes, "episode")]
        if one.feeds:
            facts.append(count(one.feeds, "feed"))
        if one.show.transcripts:
            facts.append(TRANSCRIPTS_SHOWN[one.show.transcripts])
        if one.show.former_names:
            facts.append(f"also found as {sanitize(', '.join(one.show.former_names))}")
        yield Paragraph(Text(" · ".join(facts)), Text(f"{sanitize(one.show.id):{width}}  ", style="cyan"))


def show_removal_question(summary: ShowSummary) -> str:
    """Return the question whether to remove a show."""
    return f"Remove {summary.show.title} with {count(summary.episodes, 'episode')}? This can't be undone."
