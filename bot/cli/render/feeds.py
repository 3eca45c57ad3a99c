"""Render podcast feeds and what polling them did."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text

from bot.cli.error_sentences import in_terminal
from bot.cli.feed_words import waiting_reason
from bot.cli.output import Paragraph, sanitize, shell_word
from bot.ui.formatting import count
from retrieval import identifiers
from retrieval.feeds.advice import TEMPORARY
from retrieval.fetching.secrets import shown_url
from retrieval.models.feeds import AddedFeed, Feed, PollReport, UnfinishedItem

MAX_UNFINISHED = 20
"""How many episodes of a feed that wait or fail are listed."""


def subscription_sentence(added: AddedFeed) -> str:
    """Return a sentence that says whether the feed is new or known, and how many transcripts it has."""
    has = f"{added.transcripts} of its {count(added.episodes, 'episode')} have a transcript"
    if not added.episodes:
        has = "it has no episodes yet"
    elif added.episodes == 1:
        has = f"its only episode has {'a' if added.transcripts else 'no'} transcript"
    if added.already:
        return f"{added.feed.show} is already followed, as feed {added.feed.id}: {has}."
    return f"{added.feed.show} is now feed {added.feed.id}: {has}."


def next_step(added: AddedFeed, reports: Sequence[PollReport]) -> str:
    """Return what to do after a feed was added, and polled with these reports."""
    feed = added.feed
    if any(report.added for report in reports):
        id_ = identifiers.show_id(feed.show)
        return f'Next: podcite ask "YOUR QUESTION" --show {id_}. For new episodes later: podcite feed poll'
    if added.already and feed.paused:
        return f"It is paused, so it isn't checked. To resume: podcite feed resume {feed.id}"
    if added.already or not added.episodes:
        return f"To look for new episodes now: podcite feed poll {feed.id}"
    if not added.transcripts:
        return (
            "Only episodes with a transcript can be indexed. To add transcripts of your own: "
            f"podcite index add PATH --show {shell_word(feed.show)}"
        )
    if any(report.has_failed for report in reports):
        return f"Nothing is indexed yet, because indexing failed. To try again: podcite feed poll {feed.id}"
    return f"Nothing is indexed yet. To do that now: podcite feed poll {feed.id}"


def render_feeds(
    feeds: Sequence[Feed], unfinished: Mapping[int, Sequence[UnfinishedItem]] | None = None
) -> Iterator[Paragraph]:
    """Render each feed on a line, with its URL, its last error and its `unfinished` episodes under it."""
    if not feeds:
        yield Paragraph(Text("No feeds are followed yet; add one with: podcite feed add URL"))
    for feed in feeds:
        items = (unfinished or {}).get(feed.id, ())
        failing = sum(item.is_failing for item in items)
        facts = [sanitize(feed.show)]
        if feed.reason:
            facts.append("couldn't be updated")
        facts += [f"{feed.indexed} indexed", f"{max(0, feed.waiting - failing)} waiting"]
        if failing:
            facts.append(f"{failing} failing")
        if feed.without_transcript:
            facts.append(f"{feed.without_transcript} without a transcript")
        if feed.left_out:
            facts.append(f"{feed.left_out} older ones skipped")
        if feed.paused:
            facts.append("paused")
        yield Paragraph(Text(" · ".join(facts)), Text(f"{feed.id:<4}", style="cyan"))
        yield Paragraph(Text(sanitize(shown_url(feed.url)), style="dim"), Text("    "), no_wrap=True)
        if feed.reason:
            yield _problem(feed.reason.removesuffix(f" {TEMPORARY}") if feed.paused else feed.reason)
        for item in items[:MAX_UNFINISHED]:
            line = f"{item.title}: {_state(item, feed)}"
            yield _problem(line) if item.reason else Paragraph(Text(sanitize(line)), Text("    "))
        if len(items) > MAX_UNFINISHED:
            yield _problem(f"and {len(items) - MAX_UNFINISHED:,} more; --json lists all of them")
        if feed.paused:
            yield Paragraph(Text(f"To resume: podcite feed resume {feed.id}"), Text("    "))
        elif feed.reason or any(item.reason for item in items):
            yield Paragraph(Text(f"To try again now: podcite feed poll {feed.id}"), Text("    "))
        if feed.reason:
            yield Paragraph(Text(f"To stop following it: podcite feed remove {feed.id}"), Text("    "))


def _state(item: UnfinishedItem, feed: Feed) -> str:
    if not item.reason:
        return waiting_reason(feed)
    stays = " Its indexed text stays." if item.indexed else ""
    if feed.paused:
        return f"{item.reason}{stays}"
    return f"{item.reason}{stays} Podcite will try again after {item.due.astimezone():%Y-%m-%d %H:%M}."


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
        failed = (*report.failures, *report.kept)
        for failure in failed[:MAX_UNFINISHED]:
            yield _problem(f"{failure.name}: {failure.reason}")
        if len(failed) > MAX_UNFINISHED:
            yield _problem(f"and {len(failed) - MAX_UNFINISHED:,} more; podcite feed list names them too")
        for note in report.notes:
            line = in_terminal(f"{note.name}: {note.reason}")
            yield Paragraph(Text(sanitize(line)), Text("    "))


def poll_summary(reports: Sequence[PollReport]) -> str:
    """Return how many of several feeds couldn't be updated; empty where all could, or where it is one."""
    down = sum(report.reason is not None for report in reports)
    if not down or len(reports) == 1:
        return ""
    return f"{down:,} of {len(reports):,} feeds couldn't be updated."


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
    if report.kept:
        stay = "stays as it is" if len(report.kept) == 1 else "stay as they are"
        facts.append(f"{count(len(report.kept), 'episode')} couldn't be checked, and {stay}")
    if report.reason and not facts:
        facts.append("couldn't be updated")
        if report.feed.indexed:
            stay = "stays as it is" if report.feed.indexed == 1 else "stay as they are"
            facts.append(f"its {count(report.feed.indexed, 'indexed episode')} {stay}")
    return "; ".join(facts) or "nothing new"


def _problem(reason: str) -> Paragraph:
    return Paragraph(Text(sanitize(reason), style="yellow"), Text("  ! ", style="yellow"))
