"""Subscribe to podcast feeds: `feed add`, `list`, `poll`, `pause`, `resume`, `remove` and `import`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.commands.options import JsonOption, storable
from bot.cli.exit_status import ExitStatus
from bot.cli.global_options import open_session
from retrieval.errors import BadRequestError

MAX_OPML_BYTES = 4_000_000
"""Size limit of an OPML list; room for ten thousand feeds of 400 bytes each."""

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Follow podcast feeds and index their new episodes.",
)
FeedArgument = Annotated[
    int,
    typer.Argument(
        metavar="FEED", callback=storable, help="The feed's number, as listed by `podcite feed list`."
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
) -> None:
    """Follow a feed; `podcite feed poll` then adds its episodes."""
    from bot.cli.action_log import log_action
    from bot.cli.render.feeds import subscription_sentence

    with open_session(ctx) as session:
        added = session.run(session.library.feeds.add(url, None, latest=latest))
        log_action(session, "follow", added.feed.show)
        session.print_text(subscription_sentence(added))


@app.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """List the feeds, how much is indexed, and any problems."""
    from bot.cli.json_documents import feed_document
    from bot.cli.render.feeds import render_feeds

    with open_session(ctx) as session:
        feeds = session.run(session.library.feeds.for_guild(None))
        if as_json:
            session.print_json([feed_document(feed) for feed in feeds])
        else:
            session.print(render_feeds(feeds))


@app.command()
def poll(
    ctx: typer.Context,
    feed: Annotated[
        int | None, typer.Argument(metavar="[FEED]", callback=storable, help="Only this feed.")
    ] = None,
    due: Annotated[
        bool, typer.Option("--due", help="Only feeds that were not checked in the last hour.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check the feeds now and index new episodes.

    The exit status is 1 if something failed.
    """
    from bot.cli.action_log import log_action
    from bot.cli.json_documents import poll_document
    from bot.cli.progress import progress_bar
    from bot.cli.render.feeds import render_poll

    with open_session(ctx) as session:
        session.run(session.library.remove_leftovers())
        with progress_bar(session, "feeds") as on_progress:
            polling = session.library.feeds.poll(None, feed=feed, due_only=due, progress=on_progress)
            reports = session.run(polling)
        for report in reports:
            if report.is_noteworthy:
                log_action(session, "poll", report.feed.show, report.detail)
        if as_json:
            session.print_json([poll_document(report) for report in reports])
        else:
            session.print(render_poll(reports))
        raise typer.Exit(ExitStatus.of(failed=any(report.reason or report.failures for report in reports)))


@app.command()
def pause(ctx: typer.Context, feed: FeedArgument) -> None:
    """Stop checking a feed until you resume it."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        paused = session.run(session.library.feeds.pause(None, feed))
        log_action(session, "pause", paused.show)
        session.print_text(f"{paused.show} is paused.")


@app.command()
def resume(ctx: typer.Context, feed: FeedArgument) -> None:
    """Check a paused feed again."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        resumed = session.run(session.library.feeds.resume(None, feed))
        log_action(session, "resume", resumed.show)
        session.print_text(f"{resumed.show} is resumed.")


@app.command()
def remove(ctx: typer.Context, feed: FeedArgument) -> None:
    """Stop following a feed; its episodes stay."""
    from bot.cli.action_log import log_action

    with open_session(ctx) as session:
        removed = session.run(session.library.feeds.remove(None, feed))
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
