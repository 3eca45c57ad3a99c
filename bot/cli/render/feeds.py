"""Render podcast feeds and what polling them did."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from bot.cli.output import Paragraph, sanitize
from bot.ui.formatting import count
from retrieval.fetching.secrets import shown_url
from retrieval.models.feeds import AddedFeed, Feed, PollReport


def subscription_sentence(added: AddedFeed) -> str:
    """Return a sentence that says whether the feed is new or known, and how many transcripts it has."""
    has = f"{added.transcripts} of its {count(added.episodes, 'episode')} have a transcript"
    if added.already:
        return f"{added.feed.show} is already followed, as feed {added.feed.id}: {has}."
    return f"{added.feed.show} is now feed {added.feed.id}: {has}."


def render_feeds(feeds: Sequence[Feed]) -> Iterator[Paragraph]:
    """Render each feed on a line, with its URL and its last error under it."""
    if not feeds:
        yield Paragraph(Text("No feeds are followed yet; add one with: podcite feed add URL"))
    for feed in feeds:
        facts = [sanitize(feed.show), f"{feed.indexed} indexed", f"{feed.waiting} waiting"]
        if feed.without_transcript:
            facts.append(f"{feed.without_transcript} without a transcript")
        if feed.left_out:
            facts.append(f"{feed.left_out} older ones skipped")
        if feed.paused:
            facts.append("paused")
        yield Paragraph(Text(" · ".join(facts)), Text(f"{feed.id:<4}", style="cyan"))
        yield Paragraph(Text(sanitize(shown_url(feed.url)), style="dim"), Text("    "), no_wrap=True)
        if feed.reason:
            yield _problem(feed.reason)


def render_poll(reports: Sequence[PollReport]) -> Iterator[Paragraph]:
    """Render what a poll did to each feed, with its errors under it."""
    if not reports:
        yield Paragraph(Text("No feed is due."))
    for report in reports:
        yield Paragraph(Text(sanitize(f"{report.feed.show}: {_outcome(report)}.")))
        if report.reason:
            yield _problem(report.reason)
        for failure in (*report.failures, *report.notes):
            yield _problem(f"{failure.name}: {failure.reason}")


def _outcome(report: PollReport) -> str:
    facts = []
    if report.added:
        facts.append(f"added {', '.join(report.added)}")
    if report.updated:
        facts.append(f"updated {', '.join(report.updated)}")
    if report.removed:
        facts.append(f"removed {', '.join(report.removed)} (asks not to be listed)")
    if facts:
        return "; ".join(facts)
    return "failed" if report.is_noteworthy else "nothing new"


def _problem(reason: str) -> Paragraph:
    return Paragraph(Text(sanitize(reason), style="yellow"), Text("  ! ", style="yellow"))
