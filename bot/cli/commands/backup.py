"""Back up and restore the catalog: `backup` and `restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.commands.options import path_of
from bot.cli.global_options import open_session


def backup(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=path_of, help="The file to write, such as podcite.zip.")
    ],
) -> None:
    """Write a compressed backup of the catalog.

    It contains all transcripts, settings and feeds, but not the search index, which is made from them, nor
    the key of the hashes that stand for members. The bot may keep running.
    """
    from retrieval.guilds.privacy import KEY_FILE
    from retrieval.index.backup import back_up

    with open_session(ctx) as session:
        manifest = back_up(session.settings.home, session.catalog_url, file)
        size, packed = _written_size(manifest.size), _written_size(file.stat().st_size)
        session.print_text(f"The catalog is backed up in {file}: {size}, compressed to {packed}.")
        if (key := session.settings.home / KEY_FILE).exists():
            session.print_text(
                f"The backup doesn't contain {key}, without which /privacy finds nothing that was stored "
                "before. Keep a copy of it in another place."
            )


def restore(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=path_of, help="A file written by `podcite backup`.")
    ],
) -> None:
    """Replace the catalog with a backup; stop the bot first.

    A copy of the replaced catalog is kept.
    """
    from retrieval.index.backup import restore as restore_backup

    with open_session(ctx) as session:
        manifest, kept = restore_backup(session.settings.home, session.catalog_url, file)
        session.print_text(f"The catalog is restored as it was on {manifest.created:%Y-%m-%d at %H:%M} UTC.")
        if kept is not None:
            session.print_text(f"The replaced catalog is kept as {kept}.")
        session.print_text(
            "The bot rebuilds the search index when it starts; to do it now, run: podcite doctor --fix"
        )


def _written_size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"
