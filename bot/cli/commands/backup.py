"""Back up and restore the catalog: `backup` and `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.global_options import open_session


def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new file, such as podcite.zip.")],
) -> None:
    """Write the catalog into one compressed file; the bot may go on meanwhile.

    It holds all transcripts, settings and feeds. What is made from them, the search index, is not in it.
    """
    from retrieval.index.backup import back_up

    with open_session(ctx) as session:
        manifest = back_up(session.settings.home, session.catalog_url, file)
        packed, size = file.stat().st_size / 1e6, manifest.size / 1e6
        session.print_text(
            f"The catalog is backed up in {file}: {size:,.1f} MB, {packed:,.1f} MB compressed."
        )


def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `podcite backup` wrote.")],
) -> None:
    """Put a backup in the place of the catalog, of which a copy stays; stop the bot before."""
    from retrieval.index.backup import restore as restore_backup

    with open_session(ctx) as session:
        manifest, kept = restore_backup(session.settings.home, session.catalog_url, file)
        session.print_text(f"The catalog is as it was on {manifest.created:%Y-%m-%d at %H:%M} UTC.")
        if kept is not None:
            session.print_text(f"The one that it replaced is kept as {kept}.")
        session.print_text(
            "The bot rebuilds the search index when it starts; to do it now, run: podcite doctor --fix"
        )
