"""The index: `add`, `status`, `reindex` and `remove`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import JsonOption, session
from retrieval.models import Details, Scope

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Add transcripts, see and renew the index."
)


def _link(value: str | None) -> str | None:
    if value is not None and not value.startswith(("https://", "http://")):
        raise typer.BadParameter("an address begins with https:// or http://")
    return value


Link = Annotated[str | None, typer.Option(metavar="URL", callback=_link)]


@app.command()
def add(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Transcripts, or folders of them.")],
    show: Annotated[str | None, typer.Option(help="The show's title.")] = None,
    title: Annotated[str | None, typer.Option(help="The episode's title.")] = None,
    episode: Annotated[str | None, typer.Option(metavar="ID", help="The episode's short id.")] = None,
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE")] = None,
    audio_url: Link = None,
    video_url: Link = None,
    page_url: Link = None,
) -> None:
    """Add transcripts, each as an episode; what a file says of itself need not be said again.

    An episode that is already there is renewed, or left alone if nothing changed.
    """
    from bot.indexing import add as index

    details = Details(
        show=show,
        title=title,
        episode=episode,
        published=published.date() if published else None,
        audio_url=audio_url,
        video_url=video_url,
        page_url=page_url,
    )
    with session(ctx) as opened:
        raise typer.Exit(index(opened, paths, details))


@app.command()
def status(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Say how much is indexed, with which embeddings, and what is wrong."""
    from bot import console, documents

    with session(ctx) as opened:
        found = opened.run(opened.library.status())
        if as_json:
            opened.write(documents.status_document(found))
        else:
            opened.show(console.status_lines(found))


@app.command()
def reindex(
    ctx: typer.Context,
    episodes: Annotated[
        list[str] | None, typer.Argument(metavar="[EPISODE]...", help="Ids; none means all.")
    ] = None,
) -> None:
    """Build the index of episodes anew, as after a change of the embedding model."""
    from bot.indexing import reindex as index

    with session(ctx) as opened:
        raise typer.Exit(index(opened, episodes or []))


@app.command()
def remove(
    ctx: typer.Context,
    episodes: Annotated[list[str], typer.Argument(metavar="EPISODE...", help="The episodes' ids.")],
) -> None:
    """Remove episodes: their transcripts and everything made from them."""
    from bot.indexing import remove as take_out

    with session(ctx) as opened:
        raise typer.Exit(take_out(opened, episodes))


@app.command()
def rollback(
    ctx: typer.Context,
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's id.")],
) -> None:
    """Answer from an episode's earlier version again; rolled back once more, from the later one."""
    from bot.indexing import record
    from bot.ui.formatting import count

    with session(ctx) as opened:
        report = opened.run(opened.library.roll_back(Scope(episode=episode)))
        record(opened, "rolled back", report.episode)
        opened.notice(f"{report.episode} is rolled back: {count(report.segments, 'segment')}.")


@app.command()
def offset(
    ctx: typer.Context,
    episode: Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's id.")],
    medium: Annotated[str, typer.Argument(metavar="audio|video", help="Which recording.")],
    here: Annotated[str, typer.Argument(help="When some words are in the transcript, such as 1:02:03.")],
    there: Annotated[str, typer.Argument(help="When the same words are in that recording.")],
    url: Annotated[str | None, typer.Option(help="Its address, where it isn't known or is another.")] = None,
) -> None:
    """Say by how much a recording's times differ, by one pair of times; only then links lead into it."""
    from bot.indexing import record
    from bot.timestamps import seconds

    with session(ctx) as opened:
        moved = opened.run(
            opened.library.offset(Scope(episode=episode), medium, seconds(here), seconds(there), url)
        )
        record(opened, "offset", episode, f"{medium} {moved:+g} s")
        opened.notice(
            f"The {medium} of {episode} is {abs(moved):g} s {'later' if moved >= 0 else 'earlier'}."
        )
