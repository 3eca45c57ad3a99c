"""Back up and restore the catalog of a home, which everything else is made from."""

from pathlib import Path

from sqlalchemy import exc, make_url

from retrieval.catalog.backup import Manifest, read_backup, write_backup
from retrieval.catalog.replacement import replace_catalog
from retrieval.errors import ConfigurationError
from retrieval.index.writer_lock import WriterLock


def back_up(home: Path, catalog_url: str | None, file: Path) -> Manifest:
    """Write a consistent copy of the catalog to a new file; others may read and write meanwhile.

    Raises ConfigurationError for a catalog in PostgreSQL, and what `write_backup` raises.
    """
    return write_backup(_sqlite_file(home, catalog_url), file)


def restore(home: Path, catalog_url: str | None, file: Path) -> tuple[Manifest, Path | None]:
    """Replace the catalog by that of a backup; return its manifest and the copy of the replaced catalog.

    Vectors, terms and token vectors stay as they are; healing makes those that are missing. Unfinished jobs
    are dropped. If it is killed, the old catalog or the new one is there. Raises LibraryError while another
    process uses the home, and what `read_backup` raises; then nothing is changed.
    """
    database = _sqlite_file(home, catalog_url)
    with WriterLock(home).acquire("restoring a backup", timeout=0):
        incoming = database.with_name(f".{database.name}.restoring")
        try:
            manifest = read_backup(file, incoming)
            return manifest, replace_catalog(database, incoming)
        finally:
            incoming.unlink(missing_ok=True)


def _sqlite_file(home: Path, catalog_url: str | None) -> Path:
    if catalog_url is None:
        return home / "catalog.db"
    try:
        url = make_url(catalog_url)
    except (exc.ArgumentError, ValueError):
        raise ConfigurationError(
            "The catalog's URL can't be read: write sqlite:///FILE or postgresql://USER@HOST/NAME."
        ) from None
    if url.get_backend_name() != "sqlite" or not url.database:
        raise ConfigurationError(
            "The catalog is in PostgreSQL: back it up with pg_dump, and restore it with pg_restore."
        )
    return Path(url.database).absolute()
