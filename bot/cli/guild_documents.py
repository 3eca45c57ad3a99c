"""The JSON documents about servers and the log, described in docs/json.md."""

from dataclasses import asdict

from retrieval.models.guilds import AuditEntry, GuildData


def log_entry_document(entry: AuditEntry) -> dict[str, object]:
    """Return an entry of `log --json`; `guild` is null for actions of the host's shell."""
    return {
        "at": entry.at.isoformat(),
        "guild": entry.guild,
        "actor": {"id": entry.actor.id, "name": entry.actor.name},
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def guild_document(data: GuildData) -> dict[str, object]:
    """Return a server of `guilds --json`; `left` is null while the bot is in it."""
    return {
        "guild": data.guild,
        "shows": data.shows,
        "episodes": data.episodes,
        "bytes": data.bytes,
        "feeds": data.usage.feeds,
        "jobs": data.usage.jobs,
        "allowed": asdict(data.usage.allowed),
        "left": data.left.isoformat(timespec="seconds") if data.left else None,
    }
