"""The settings of guilds, and the audit log."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from retrieval.catalog.database import Database
from retrieval.catalog.queries import increment_version
from retrieval.catalog.schema import audit, guild_settings, site_links
from retrieval.catalog.serialization import as_utc, from_guild, to_guild
from retrieval.errors import BadRequestError
from retrieval.models.guilds import Actor, AuditEntry, GuildSettings
from retrieval.texts import Text

REFUSED_ACTION = "refused"
"""The action that the audit log shows for a refusal."""
REFUSAL_LOG_INTERVAL = timedelta(hours=1)
"""Time in which the same refusal of the same person is logged once."""
MAX_AUDIT_CHARACTERS = 500
"""Characters of a name, subject or detail in the audit log; longer ones are cut."""


class GuildStore:
    """Stores settings and audit entries. Every method is one transaction.

    Raises LibraryError if the database can't be used.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def settings(self, guild: int) -> GuildSettings:
        """Return the guild's settings, the defaults if it has none."""
        with self._database.read_transaction() as connection:
            return _read_settings(connection, guild)

    def save_settings(self, guild: int, settings: GuildSettings, before: GuildSettings | None = None) -> None:
        """Replace the settings; every process sees the change at once.

        Raises BadRequestError if they are no longer those of `before`, which were changed.
        """
        with self._database.write_transaction() as connection:
            if before is not None and _read_settings(connection, guild) != before:
                raise BadRequestError(Text("Somebody else has just changed the settings; try again."))
            connection.execute(delete(guild_settings).where(guild_settings.c.guild == guild))
            connection.execute(insert(guild_settings).values(guild=guild, body=json.dumps(asdict(settings))))
            increment_version(connection)

    def revoke_site_links(self, guild: int) -> None:
        """Let no link to the guild's pages that was made until now open them, in any process."""
        with self._database.write_transaction() as connection:
            revoke_site_links(connection, guild)

    def site_links_revoked(self, guild: int) -> datetime | None:
        """Return when the guild last revoked the links to its pages, `None` if it never did."""
        query = select(site_links.c.revoked).where(site_links.c.guild == guild)
        with self._database.read_transaction() as connection:
            revoked = connection.execute(query).scalar_one_or_none()
        return as_utc(revoked) if revoked else None

    def record(self, guild: int | None, actor: Actor, action: str, subject: str, detail: str) -> None:
        """Add an entry to the audit log."""
        with self._database.write_transaction() as connection:
            add_entry(connection, guild, actor, action, subject, detail)

    def record_refusal(self, guild: int, actor: Actor, subject: str) -> None:
        """Add a refusal to the audit log, unless the same one was added in the last hour."""
        same = (
            (audit.c.guild == guild)
            & (audit.c.actor == actor.id)
            & (audit.c.action == REFUSED_ACTION)
            & (audit.c.subject == subject)
            & (audit.c.at > datetime.now(UTC) - REFUSAL_LOG_INTERVAL)
        )
        with self._database.read_transaction() as connection:
            if connection.execute(select(audit.c.id).where(same).limit(1)).first() is not None:
                return
        self.record(guild, actor, REFUSED_ACTION, subject, "")

    def audit_log(self, guild: int | None, limit: int, *, everybody: bool = False) -> list[AuditEntry]:
        """Return the last entries of a guild's log, or of all logs, newest first."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if not everybody:
            query = query.where(audit.c.guild == from_guild(guild))
        with self._database.read_transaction() as connection:
            rows = connection.execute(query).all()
        return [
            AuditEntry(
                at=as_utc(row.at),
                guild=to_guild(row.guild),
                actor=Actor(row.actor, row.name),
                action=row.action,
                subject=row.subject,
                detail=row.detail,
            )
            for row in rows
        ]


def revoke_site_links(connection: Connection, guild: int) -> None:
    """Let no link to the guild's pages that was made until now open them."""
    connection.execute(delete(site_links).where(site_links.c.guild == guild))
    connection.execute(insert(site_links).values(guild=guild, revoked=datetime.now(UTC)))


def add_entry(
    connection: Connection, guild: int | None, actor: Actor, action: str, subject: str, detail: str
) -> None:
    """Add an entry to the audit log, cut to what it holds."""
    row = {
        "guild": from_guild(guild),
        "at": datetime.now(UTC),
        "actor": actor.id,
        "name": actor.name[:MAX_AUDIT_CHARACTERS],
        "action": action,
        "subject": subject[:MAX_AUDIT_CHARACTERS],
        "detail": detail[:MAX_AUDIT_CHARACTERS],
    }
    connection.execute(insert(audit).values(row))


def _read_settings(connection: Connection, guild: int) -> GuildSettings:
    query = select(guild_settings.c.body).where(guild_settings.c.guild == guild)
    body = connection.execute(query).scalar_one_or_none()
    return _parse_settings(body) if body else GuildSettings()


def _parse_settings(body: str) -> GuildSettings:
    values: dict[str, Any] = json.loads(body)
    for name in ("answer_channels", "hidden", "strong_words"):
        values[name] = tuple(values.get(name, ()))
    return GuildSettings(**values)
