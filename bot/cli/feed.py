"""Podcast feeds: `add`, `list`, `poll`, `pause`, `resume`, `remove` and `import`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import JsonOption, session

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Podcast feeds, whose new episodes come into the library by themselves.",
)
FeedArgument = Annotated[
    int, typer.Argument(metavar="FEED", help="Its number, as `podcite feed list` shows.")
]
LatestOption = Annotated[
    int,
    typer.Option(metavar="N", min=0, help="How many episodes that are there already to take, the newest."),
]


@app.command()
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The feed's address.")],
    latest: LatestOption = 20,
) -> None:
    """Subscribe to a feed; `podcite feed poll` then takes its episodes."""
    from bot.indexing import record
    from bot.terminal_feeds import added_sentence

    with session(ctx) as opened:
        added = opened.run(opened.library.feeds.add(url, None, latest=latest))
        record(opened, "follow", added.feed.show)
        opened.notice(added_sentence(added))


@app.command("list")
def list_(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """The feeds, with how much of each is indexed and what is wrong."""
    from bot import terminal_feeds as feeds

    with session(ctx) as opened:
        found = opened.run(opened.library.feeds.of(None))
        if as_json:
            opened.write([feeds.feed_document(feed) for feed in found])
        else:
            opened.show(feeds.feed_lines(found))


@app.command()
def poll(
    ctx: typer.Context,
    feed: Annotated[int | None, typer.Argument(metavar="[FEED]", help="Only this feed.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Only what was not looked at in the last hour.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Look into the feeds now and index what is new; exit with 1 if something failed."""
    from bot import terminal_feeds as feeds

    with session(ctx) as opened:
        raise typer.Exit(feeds.poll(opened, feed, due_only=due, as_json=as_json))


@app.command()
def pause(ctx: typer.Context, feed: FeedArgument) -> None:
    """Look into a feed no more until it is resumed."""
    from bot.indexing import record

    with session(ctx) as opened:
        paused = opened.run(opened.library.feeds.pause(None, feed))
        record(opened, "pause", paused.show)
        opened.notice(f"{paused.show} is paused.")


@app.command()
def resume(ctx: typer.Context, feed: FeedArgument) -> None:
    """Look into a paused feed again."""
    from bot.indexing import record

    with session(ctx) as opened:
        resumed = opened.run(opened.library.feeds.resume(None, feed))
        record(opened, "resume", resumed.show)
        opened.notice(f"{resumed.show} is resumed.")


@app.command()
def remove(ctx: typer.Context, feed: FeedArgument) -> None:
    """End a subscription; the episodes that came by it stay."""
    from bot.indexing import record

    with session(ctx) as opened:
        gone = opened.run(opened.library.feeds.remove(None, feed))
        record(opened, "unfollow", gone.show)
        opened.notice(f"{gone.show} is no longer subscribed to; its episodes stay.")


@app.command("import")
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="An OPML list of feeds.")
    ],
    latest: LatestOption = 20,
) -> None:
    """Subscribe to every feed of an OPML list; exit with 1 if one failed."""
    from bot.terminal_feeds import import_list

    with session(ctx) as opened:
        raise typer.Exit(import_list(opened, file, latest))
