"""Feeds in the terminal: what a poll did, the list of them, and both as JSON."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rich.text import Text

from bot.console import Line, clean
from bot.documents import Document
from bot.indexing import bar, record
from bot.session import Session
from bot.ui.formatting import count
from retrieval.errors import BadRequestError
from retrieval.subscriptions import Added, Feed, FeedReport

LARGEST_LIST = 4_000_000


def poll(session: Session, feed: int | None, *, due_only: bool, as_json: bool) -> int:
    """Look into the host's feeds and tell what came of it; gives 1 if something failed."""
    session.run(session.library.sweep())
    with bar(session, "feeds") as tell:
        reports = session.run(session.library.feeds.poll(None, feed=feed, due_only=due_only, progress=tell))
    for report in reports:
        if report.is_news:
            record(session, "poll", report.feed.show, report.detail)
    if as_json:
        session.write([report_document(report) for report in reports])
    else:
        session.show(report_lines(reports))
    return int(any(report.reason or report.failures for report in reports))


def import_list(session: Session, file: Path, latest: int) -> int:
    """Subscribe to the feeds of an OPML list; gives 1 if one failed, while the others stay."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_LIST + 1)
    except OSError as error:
        raise BadRequestError(f"{file} can't be opened: {error.strerror or error}.") from error
    if len(content) > LARGEST_LIST:
        raise BadRequestError(f"{file} is larger than {LARGEST_LIST // 1_000_000} MB, too large for a list.")
    feeds = session.library.feeds
    with bar(session, "feeds") as tell:
        done = session.run(feeds.import_opml(content, None, latest=latest, progress=tell))
    for each in done.added:
        if not each.already:
            record(session, "follow", each.feed.show)
    session.notice(*(added_sentence(each) for each in done.added))
    for refused in done.failures:
        session.complain(f"{refused.name}: {refused.reason}")
    return int(bool(done.failures))


def added_sentence(added: Added) -> str:
    """That a feed is subscribed to, or was already, and what it has."""
    has = f"{added.transcripts} of its {count(added.episodes, 'episode')} have a transcript"
    if added.already:
        return f"{added.feed.show} is subscribed to already, as feed {added.feed.id}: {has}."
    return f"{added.feed.show} is now feed {added.feed.id}: {has}."


def feed_lines(feeds: Sequence[Feed]) -> Iterator[Line]:
    """One line a feed, and under it what is wrong with it."""
    if not feeds:
        yield Line(Text("No feed is subscribed to yet; add one with: podcite feed add URL"))
    for feed in feeds:
        facts = [clean(feed.show), f"{feed.indexed} indexed", f"{feed.waiting} waiting"]
        facts += [f"{feed.silent} without a transcript"] if feed.silent else []
        facts += [f"{feed.skipped} older ones left out"] if feed.skipped else []
        facts += ["paused"] if feed.paused else []
        yield Line(Text(" · ".join(facts)), Text(f"{feed.id:<4}", style="cyan"))
        yield Line(Text(clean(feed.url), style="dim"), Text("    "), whole=True)
        if feed.reason:
            yield Line(Text(clean(feed.reason), style="yellow"), Text("  ! ", style="yellow"))


def report_lines(reports: Sequence[FeedReport]) -> Iterator[Line]:
    """What a poll did, feed by feed."""
    if not reports:
        yield Line(Text("No feed is due."))
    for report in reports:
        facts = [f"added {', '.join(report.added)}"] if report.added else []
        facts += [f"updated {', '.join(report.updated)}"] if report.updated else []
        if not facts and report.is_news:
            facts = ["failed"]
        yield Line(Text(clean(f"{report.feed.show}: {'; '.join(facts) or 'nothing new'}.")))
        reasons = [f"{refused.name}: {refused.reason}" for refused in report.failures]
        for reason in [report.reason, *reasons]:
            if reason:
                yield Line(Text(clean(reason), style="yellow"), Text("  ! ", style="yellow"))


def feed_document(feed: Feed) -> Document:
    """One feed of `feed list --json`."""
    return {
        "feed": feed.id,
        "show": feed.show,
        "url": feed.url,
        "paused": feed.paused,
        "indexed": feed.indexed,
        "waiting": feed.waiting,
        "without_transcript": feed.silent,
        "left_out": feed.skipped,
        "checked": _moment(feed.checked),
        "due": _moment(feed.due),
        "failures": feed.failures,
        "reason": feed.reason,
    }


def report_document(report: FeedReport) -> Document:
    """One feed of `feed poll --json`."""
    return {
        "feed": report.feed.id,
        "show": report.feed.show,
        "added": list(report.added),
        "updated": list(report.updated),
        "failures": [{"title": each.name, "reason": each.reason} for each in report.failures],
        "reason": report.reason,
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None
