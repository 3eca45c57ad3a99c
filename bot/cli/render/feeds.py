"""Render podcast feeds and what polling them did."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from bot.cli.error_sentences import in_terminal
from bot.cli.feed_words import waiting_reason
from bot.cli.output import Paragraph, sanitize
from bot.ui.formatting import count
from retrieval import identifiers
from retrieval.fetching.secrets import shown_url
from retrieval.models.feeds import AddedFeed, Feed, PollReport, UnfinishedItem

MAX_UNFINISHED = 20
"""How many episodes of a feed that wait or fail are listed."""


def subscription_sentence(added: AddedFeed) -> str:
    """Return a sentence that says whether the feed is new or known, and how many transcripts it has."""
    has = f"{added.transcripts} of its {count(added.episodes, 'episode')} have a transcript"
    if added.episodes == 1:
        has = f"its only episode has {'a' if added.transcripts else 'no'} transcript"
    if added.already:
        return f"{added.feed.show} is already followed, as feed {added.feed.id}: {has}."
    return f"{added.feed.show} is now feed {added.feed.id}: {has}."


def next_step(added: AddedFeed, *, is_indexed: bool) -> str:
    """Return what to do after a feed was added."""
    feed = added.feed
    if is_indexed:
        id_ = identifiers.show_id(feed.show)
        return f'Next: podcite ask "YOUR QUESTION" --show {id_}. For new episodes later: podcite feed poll'
    if added.already:
        return f"To look for new episodes now: podcite feed poll {feed.id}"
    if not added.transcripts:
        return (
            "Only episodes with a transcript can be indexed. To add transcripts of your own: "
            f'podcite index add PATH --show "{feed.show}"'
        )
    return f"Nothing of it is indexed yet. To do that now: podcite feed poll {feed.id}"


def render_feeds(
    feeds: Sequence[Feed], unfinished: Mapping[int, Sequence[UnfinishedItem]] | None = None
) -> Iterator[Paragraph]:
    """Render each feed on a line, with its URL, its last error and its `unfinished` episodes under it."""
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
        items = (unfinished or {}).get(feed.id, ())
        for item in items[:MAX_UNFINISHED]:
            line = f"{item.title}: {_state(item, feed)}"
            yield _problem(line) if item.reason else Paragraph(Text(sanitize(line)), Text("    "))
        if len(items) > MAX_UNFINISHED:
            yield _problem(f"and {len(items) - MAX_UNFINISHED:,} more; --json lists all of them")


def _state(item: UnfinishedItem, feed: Feed) -> str:
    again = "paused" if feed.paused else f"tried again from {item.due.astimezone():%Y-%m-%d %H:%M}"
    if item.reason:
        return f"{item.reason} ({again})"
    return waiting_reason(feed)


def render_paused(feeds: Sequence[Feed]) -> Iterator[Paragraph]:
    """Render which feeds were not polled because they are paused."""
    for feed in feeds:
        command = f"podcite feed resume {feed.id}"
        yield Paragraph(Text(sanitize(f"{feed.show}: paused, so it was not checked. To resume: {command}")))


def render_poll(
    reports: Sequence[PollReport], titles: Mapping[str, str] | None = None
) -> Iterator[Paragraph]:
    """Render what a poll did to each feed, with errors and notes under it; `titles` are episodes' by id."""
    if not reports:
        yield Paragraph(Text("No feed is due."))
    for report in reports:
        yield Paragraph(Text(sanitize(f"{report.feed.show}: {_outcome(report, titles or {})}.")))
        if report.reason:
            yield _problem(report.reason)
        for failure in report.failures:
            yield _problem(f"{failure.name}: {failure.reason}")
        for note in report.notes:
            line = in_terminal(f"{note.name}: {note.reason}")
            yield Paragraph(Text(sanitize(line)), Text("    "))


def _outcome(report: PollReport, titles: Mapping[str, str]) -> str:
    def names(ids: Sequence[str]) -> str:
        return ", ".join(f"{id_} (\u201c{titles[id_]}\u201d)" if id_ in titles else id_ for id_ in ids)

    facts = []
    if report.added:
        facts.append(f"added {names(report.added)}")
    if report.updated:
        facts.append(f"updated {names(report.updated)}")
    if report.removed:
        facts.append(f"removed {', '.join(report.removed)} (asks not to be listed)")
    if report.failures:
        facts.append(f"{count(len(report.failures), 'episode')} failed")
    if facts:
        return "; ".join(facts)
    return "failed" if report.reason else "nothing new"


def _problem(reason: str) -> Paragraph:
    return Paragraph(Text(sanitize(reason), style="yellow"), Text("  ! ", style="yellow"))
