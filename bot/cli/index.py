"""The index: `add`, `status`, `reindex` and `remove`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import JsonOption, session
from retrieval.models import Details

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
