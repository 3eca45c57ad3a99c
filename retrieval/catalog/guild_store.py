"""What guilds have set, and who did what in them."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from retrieval.catalog.database import Database
from retrieval.catalog.schema import audit, changes, guild_settings
from retrieval.catalog.serialization import from_guild, to_guild
from retrieval.models.guilds import Actor, Entry, GuildSettings

REFUSED, REFUSED_AGAIN = "refused", timedelta(hours=1)
LONGEST = 500


class GuildStore:
    """Every method is one transaction, and raises LibraryError where it can't be carried out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def settings(self, guild: int) -> GuildSettings:
        """The guild's settings, or the defaults."""
        chosen = select(guild_settings.c.body).where(guild_settings.c.guild == guild)
        with self._database.reading() as connection:
            body = connection.execute(chosen).scalar_one_or_none()
        return _read(body) if body else GuildSettings()

    def change(self, guild: int, settings: GuildSettings) -> None:
        """Replace the settings, and with the same breath what the guild's readers see."""
        with self._database.changing() as connection:
            connection.execute(delete(guild_settings).where(guild_settings.c.guild == guild))
            connection.execute(insert(guild_settings).values(guild=guild, body=json.dumps(asdict(settings))))
            connection.execute(update(changes).values(version=changes.c.version + 1))

    def record(self, guild: int | None, actor: Actor, action: str, subject: str, detail: str) -> None:
        """Add an entry to the log."""
        row = {
            "guild": from_guild(guild),
            "at": datetime.now(UTC),
            "actor": actor.id,
            "name": actor.name[:LONGEST],
            "action": action,
            "subject": subject[:LONGEST],
            "detail": detail[:LONGEST],
        }
        with self._database.changing() as connection:
            connection.execute(insert(audit).values(row))

    def record_refusal(self, guild: int, actor: Actor, subject: str) -> None:
        """Add that somebody was refused something, unless the log has said so a short while ago."""
        same = (
            (audit.c.guild == guild)
            & (audit.c.actor == actor.id)
            & (audit.c.action == REFUSED)
            & (audit.c.subject == subject)
            & (audit.c.at > datetime.now(UTC) - REFUSED_AGAIN)
        )
        with self._database.reading() as connection:
            if connection.execute(select(audit.c.id).where(same).limit(1)).first() is not None:
                return
        self.record(guild, actor, REFUSED, subject, "")

    def entries(self, guild: int | None, limit: int, *, everybody: bool = False) -> list[Entry]:
        """The last entries, newest first."""
        chosen = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if not everybody:
            chosen = chosen.where(audit.c.guild == from_guild(guild))
        with self._database.reading() as connection:
            rows = connection.execute(chosen).all()
        return [
            Entry(
                aware(row.at),
                to_guild(row.guild),
                Actor(row.actor, row.name),
                row.action,
                row.subject,
                row.detail,
            )
            for row in rows
        ]


def aware(moment: datetime) -> datetime:
    """SQLite keeps no zone; what is written is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(body: str) -> GuildSettings:
    values: dict[str, Any] = json.loads(body)
    for name in ("answer_channels", "hidden"):
        values[name] = tuple(values[name])
    return GuildSettings(**values)
