"""Subscribe to podcast feeds: `feed add`, `list`, `poll`, `pause`, `resume`, `remove` and `import`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands.options import JsonOption, storable
from bot.cli.exit_status import ExitStatus
from bot.cli.global_options import open_session
from retrieval.errors import BadRequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli.session import Session
    from retrieval.models.feeds import PollReport

MAX_OPML_BYTES = 4_000_000
"""Size limit of an OPML list; room for ten thousand feeds of 400 bytes each."""

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Follow podcast feeds and index their new episodes.",
)


def check_feed(feed: str | None) -> str | None:
    """Return the feed as it was typed. Raises BadParameter for a number that no database can hold."""
    if feed and feed.isdecimal():
        storable(int(feed))
    return feed


FeedArgument = Annotated[
    str,
    typer.Argument(
        metavar="FEED",
        callback=check_feed,
        help="The feed's number, as listed by `podcite feed list`, or its show's name.",
    ),
]
LatestOption = Annotated[
    int,
    typer.Option(
        metavar="N",
        min=0,
        callback=storable,
        help="How many of the newest existing episodes to add.",
    ),
]


@app.command()
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The feed's address.")],
    latest: LatestOption = 20,
    later: Annotated[
        bool, typer.Option("--later", help="Index nothing now; `podcite feed poll` or the bot does it.")
    ] = False,
) -> None:
    """Follow a feed, and index its newest episodes.

    The exit status is 1 if an episode failed.
    """
    from bot.cli.action_log import log_action
    from bot.cli.polling import poll_feeds
    from bot.cli.render.feeds import next_step, subscription_sentence

    with open_session(ctx) as session:
        added = session.run(session.library.feeds.add(url, None, latest=latest))
        if not added.already:
            log_action(session, "follow", added.feed.show)
        session.print_text(subscription_sentence(added))
        reports: Sequence[PollReport] = ()
        if added.transcripts and not (later or added.already):
            reports = poll_feeds(session, feed=added.feed)
        session.print_text(next_step(added, reports))
        raise typer.Exit(ExitStatus.of(failed=any(report.has_failed for report in reports)))


@app.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List the feeds, how much is indexed, and any problems."""
    from bot.cli.json_documents import feed_document
    from bot.cli.render.feeds import render_feeds

    with open_session(ctx) as session:
        feeds = session.run(session.library.feeds.for_guild(None))
        unfinished = session.run(session.library.feeds.unfinished(None))
        if as_json:
            session.print_json([feed_document(feed, unfinished.get(feed.id, ())) for feed in feeds])
        else:
            session.print(render_feeds(feeds, unfinished))


@app.command()
def poll(
    ctx: typer.Context,
    feed: Annotated[
        str | None, typer.Argument(metavar="[FEED]", callback=check_feed, help="Only this feed.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Look for corrected transcripts of all episodes, old ones too.")
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Only feeds that were not checked in the last hour.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check the feeds now and index new episodes.

    Transcripts of old episodes are rarely corrected, so they are checked about once a month; --all, or naming
    a feed, checks them now. The exit status is 1 if something failed.
    """
    from bot.cli.polling import poll_feeds

    if all_ and due:
        raise typer.BadParameter("--all and --due can't be used together")
    with open_session(ctx) as session:
        chosen = None if feed is None else session.run(session.library.feeds.find(None, feed))
        recheck = all_ or (chosen is not None and not due)
        reports = poll_feeds(session, feed=chosen, due_only=due, recheck=recheck, as_json=as_json)
        failed = any(report.has_failed for report in reports)
        if failed and not as_json:
            again = str(chosen.id) if chosen else ("--all" if all_ else "")
            session.print_text(f"To try again: podcite feed poll {again}".rstrip())
        raise typer.Exit(ExitStatus.of(failed=failed))


@app.command()
def pause(ctx: typer.Context, feed: FeedArgument) -> None:
    """Stop checking a feed until you resume it."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        paused = session.run(session.library.feeds.pause(None, _number(session, feed)))
        log_action(session, "pause", paused.show)
        session.print_text(
            f"{paused.show} is paused: it isn't checked for new episodes, and its episodes stay. To resume: "
            f"podcite feed resume {paused.id}"
        )


@app.command()
def resume(ctx: typer.Context, feed: FeedArgument) -> None:
    """Check a paused feed again."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        resumed = session.run(session.library.feeds.resume(None, _number(session, feed)))
        log_action(session, "resume", resumed.show)
        session.print_text(f"{resumed.show} is resumed. To check it now: podcite feed poll {resumed.id}")


@app.command()
def remove(ctx: typer.Context, feed: FeedArgument) -> None:
    """Stop following a feed; its episodes stay."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        removed = session.run(session.library.feeds.remove(None, _number(session, feed)))
        log_action(session, "unfollow", removed.show)
        session.print_text(f"{removed.show} is no longer followed; its episodes stay.")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="An OPML list of feeds.")
    ],
    latest: LatestOption = 20,
) -> None:
    """Follow every feed in an OPML list.

    The exit status is 1 if a feed failed.
    """
    from bot.cli.action_log import log_action
    from bot.cli.progress import progress_bar
    from bot.cli.render.feeds import subscription_sentence

    with open_session(ctx) as session:
        opml = _read_opml(file)
        feeds = session.library.feeds
        with progress_bar(session, "feeds") as on_progress:
            imported = session.run(feeds.import_opml(opml, None, latest=latest, progress=on_progress))
        for added in imported.added:
            if not added.already:
                log_action(session, "follow", added.feed.show)
        session.print_text(*(subscription_sentence(added) for added in imported.added))
        for failure in imported.failures:
            session.print_error(f"{failure.name}: {failure.reason}")
        raise typer.Exit(ExitStatus.of(failed=bool(imported.failures)))


def _number(session: "Session", feed: str) -> int:
    return session.run(session.library.feeds.find(None, feed)).id


def _read_opml(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_OPML_BYTES + 1)
    except OSError as error:
        raise BadRequestError(f"{file} can't be opened: {error.strerror or error}.") from error
    if len(content) > MAX_OPML_BYTES:
        raise BadRequestError(
            f"{file} is larger than {MAX_OPML_BYTES // 1_000_000} MB, too large for a list."
        )
    return content
