"""Migrate a catalog to the tables of this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Run the missing migrations within the connection's transaction."""
    command.upgrade(configuration(connection), "head")


def is_known(revision: str) -> bool:
    """Return whether this version has the migration of this id."""
    scripts = ScriptDirectory.from_config(configuration())
    return revision in {script.revision for script in scripts.walk_revisions()}


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for these migrations, with the connection if there is one."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
