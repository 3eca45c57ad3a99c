"""Poll feeds with a progress bar, log what that did, and print it."""

from collections.abc import Sequence

from bot.cli.action_log import log_action
from bot.cli.error_sentences import in_terminal
from bot.cli.indexing import let_sample_go
from bot.cli.json_documents import poll_document
from bot.cli.progress import progress_bar
from bot.cli.render.feeds import poll_summary, render_feeds, render_paused, render_poll
from bot.cli.session import Session
from retrieval.models import Scope
from retrieval.models.feeds import Feed, PollReport


def poll_feeds(
    session: Session,
    *,
    feed: Feed | None = None,
    due_only: bool = False,
    recheck: bool = False,
    as_json: bool = False,
) -> Sequence[PollReport]:
    """Poll the host's feeds, or one of them, and print a report on each."""
    feeds = session.library.feeds
    session.run(session.library.remove_leftovers())
    with progress_bar(session, feed.show if feed else "feeds") as on_progress:
        number = feed.id if feed else None
        reports = session.run(
            feeds.poll(None, feed=number, due_only=due_only, recheck=recheck, progress=on_progress)
        )
    for report in reports:
        if report.is_noteworthy:
            log_action(session, "poll", report.feed.show, in_terminal(report.detail))
    if as_json:
        session.print_json([poll_document(report) for report in reports])
    else:
        followed = [one for one in session.run(feeds.for_guild(None)) if feed is None or one.id == feed.id]
        paused = [one for one in followed if one.paused]
        titles = {episode.id: episode.title for episode in session.run(session.library.episodes(Scope()))}
        if not followed:
            session.print(render_feeds([]))
        elif reports or not paused:
            session.print(render_poll(reports, titles))
        session.print(render_paused(paused))
        if summary := poll_summary(reports):
            session.print_text(summary)
    if any(report.added for report in reports):
        let_sample_go(session, quiet=as_json)
    return reports
